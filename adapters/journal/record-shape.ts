/** Whether a stored record has the members that are read of it. One that lacks them was damaged after it was stored. */
import type { JournalRecord } from '../ports/journal.port.ts';
import type { TransactionEventPayload } from '../../machines/index.ts';
import { isObject, type JsonObject } from '../../protocol/json.ts';
import { CHARGED_OF, type SettledResult } from '../../protocol/outcome.ts';

type Check = (members: JsonObject) => boolean;

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isWhole = (value: unknown): boolean => Number.isSafeInteger(value);
const anything: Check = () => true;
const hasFailure: Check = ({ failure }) => isObject(failure) && isText(failure['code']);

const isCharge = (kind: SettledResult['kind'], charged: unknown): boolean =>
  CHARGED_OF[kind].some((possible) => possible === charged);

const hasResult: Check = ({ result }) =>
  isObject(result) &&
  typeof result['kind'] === 'string' &&
  Object.hasOwn(CHARGED_OF, result['kind']) &&
  isCharge(result['kind'] as SettledResult['kind'], result['charged']) &&
  isObject(result['amounts']);

/** Who has the claim, or says this of the request. Older records do not have it. */
const namesAttempt: Check = ({ attempt }) => attempt === undefined || isText(attempt);

const isKey = (key: unknown): boolean => isObject(key) && isText(key['keyIdentifier']) && isWhole(key['keyVersion']);

/** Of both clocks; that which cannot be set counts fractions. */
const isReading = (reading: unknown): boolean =>
  isObject(reading) && isWhole(reading['atMs']) && Number.isFinite(reading['upMs']);

/** One that leads to another attempt names both keys and the new ServiceID. */
const isRejection: Check = (event) => {
  const { key, next } = event;
  if (!hasFailure(event) || (key !== undefined && !isKey(key))) return false;
  return next === undefined || (isKey(key) && isObject(next) && isText(next['ServiceID']) && isKey(next['key']));
};

/** Every event, with the members that the machine reads. */
const EVENTS: Readonly<Record<TransactionEventPayload['type'], Check>> = {
  'intent.stored': namesAttempt,
  'attempt.claimed': ({ attempt }) => isText(attempt),
  'link.written': namesAttempt,
  'link.notSent': (event) => hasFailure(event) && namesAttempt(event),
  'link.lost': hasFailure,
  'poi.answered': hasResult,
  'poi.rejected': isRejection,
  'poi.undecided': hasFailure,
  'poi.unclear': (event) => hasFailure(event) && hasResult(event),
  'poi.progress': anything,
  'poi.inProgress': anything,
  'poi.notFound': ({ askedAt }) => askedAt === undefined || isReading(askedAt),
  'status.unanswered': hasFailure,
  'terminal.online': anything,
  'terminal.restarted': anything,
  'timer.response': anything,
  'timer.check': anything,
  'sale.abort': anything,
  'sale.checkStatus': anything,
  'sale.override': ({ by, reason, charged }) => isText(by) && isText(reason) && isCharge('overridden', charged),
  'host.restarted': ({ rebooted }) => typeof rebooted === 'boolean',
};

const INPUT_TEXTS = ['id', 'category', 'POIID', 'SaleID', 'ServiceID', 'reference', 'bootId'];
const INPUT_OBJECTS = ['request', 'body', 'limits'];

function isInput(input: unknown, transaction: unknown): boolean {
  return (
    isObject(input) &&
    input['id'] === transaction &&
    INPUT_TEXTS.every((name) => isText(input[name])) &&
    INPUT_OBJECTS.every((name) => isObject(input[name])) &&
    isWhole(input['createdAtMs'])
  );
}

/**
 * Whether a value has what a record cannot be without. It is not a schema of what is written: a record comes from this code, and what is
 * looked for here is damage. Of version 1 and in the current shape the same is checked, but for the name of a result.
 */
export function isRecord(value: unknown): value is JournalRecord {
  if (!isObject(value)) return false;
  const { version, transaction, seq, atMs, type } = value;
  if (version !== 1 && version !== 2 && version !== 3 && version !== 4) return false;
  if (!isText(transaction) || !isWhole(seq) || !isWhole(atMs)) return false;
  switch (type) {
    case 'opened':
      return isInput(value['input'], transaction);
    case 'event':
      return isObject(value['event']) && isEvent(value['event'], version);
    case 'orphan':
      return isObject(value['detail']);
    default:
      return false;
  }
}

function isEvent(event: JsonObject, version: JournalRecord['version']): boolean {
  const { type, atMs } = event;
  if (typeof type !== 'string' || !Object.hasOwn(EVENTS, type) || !isWhole(atMs)) return false;
  const { verdict: result, ...members } = event;
  const current = version === 1 && result !== undefined ? { ...members, result } : event;
  return EVENTS[type as TransactionEventPayload['type']](current);
}
