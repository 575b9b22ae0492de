import type { JournalRecord } from '../../adapters/ports/journal.port.ts';
import type { TransactionEvent, TransactionInput } from '../../machines/index.ts';
import { isObject, type JsonObject } from '../../protocol/json.ts';
import type { SettledResult } from '../../protocol/outcome.ts';

/**
 * The format in which records are written.
 *
 * 1: `opened` alone let the request leave; the result of an answer was called `verdict`, with `settled: true`; a request had a
 *    `category`, the same for a payment and an unreferenced refund.
 * 2: the request leaves after the event `intent.stored`; `result`; a request has a `type`.
 * 3: a rejection with `next`, after which the request may leave again.
 * 4: what an older program would take for proof, and is none: `link.notSent` of an attempt that may not send; a NotFound of which the
 *    question was under way for a while; what follows from a restart on another clock or beside a process that may wake. Everything else is still written as 2.
 */
export const RECORD_VERSION = 2;

/**
 * An older program must not read as the end what was not: to it, the record is damaged, and the outcome unknown.
 *
 * @param settles whether the transaction is settled with it: then it is the end to an older program as well
 */
export function versionOf(event: TransactionEvent, settles: boolean): JournalRecord['version'] {
  if (event.type === 'poi.rejected' && event.next !== undefined) return 3;
  if (settles) return RECORD_VERSION;
  if (event.type === 'link.notSent') return 4;
  if (event.type === 'poi.notFound' && event.askedAt !== undefined) return 4;
  // An older program would compare the clocks of two machines, and would not wait for the other process.
  const isOtherClock = event.clock !== undefined && (event.type === 'poi.notFound' || event.type === 'host.restarted');
  const isPlainReboot = event.type === 'host.restarted' && event.rebooted && event.mayWake === undefined;
  const mayWake = event.type === 'host.restarted' && event.mayWake === true;
  return (isOtherClock && !isPlainReboot) || mayWake ? 4 : RECORD_VERSION;
}

/** A record in the current shape, whichever version wrote it. `version` is kept: it decides what an `opened` of that time meant. */
export function upgradeRecord(record: JournalRecord): JournalRecord {
  if (record.version !== 1) return record;
  if (record.type === 'opened') return { ...record, input: upgradeInput(record.input) };
  if (record.type === 'event') return { ...record, event: upgradeEvent(record.event) };
  const { verdict, ...detail } = record.detail;
  return isObject(verdict) ? { ...record, detail: { ...detail, result: upgradeVerdict(verdict) } } : record;
}

const TYPE_OF_CATEGORY: Readonly<Record<string, string>> = {
  Payment: 'payment',
  Reversal: 'refund',
  CardAcquisition: 'cardAcquisition',
  StoredValue: 'storedValue',
};

function upgradeInput(input: TransactionInput): TransactionInput {
  const { category: _, ...request } = input.request;
  const type = input.refund === true ? 'unreferencedRefund' : TYPE_OF_CATEGORY[input.category];
  return { ...input, request: { type, ...request, ...identificationsOf(request) } };
}

/** Version 1 stored further members beside the two of a POITransactionID. */
function identificationsOf(request: JsonObject): JsonObject {
  const named = ['original', 'cardAcquisition'].flatMap((name) => {
    const value = request[name];
    return isObject(value) ? [[name, { TransactionID: value['TransactionID'], TimeStamp: value['TimeStamp'] }]] : [];
  });
  return Object.fromEntries(named) as JsonObject;
}

function upgradeEvent(event: TransactionEvent): TransactionEvent {
  if (event.type !== 'poi.answered') return event;
  const { verdict, ...rest } = event as typeof event & { readonly verdict?: unknown };
  return isObject(verdict) ? { ...rest, result: upgradeVerdict(verdict) } : event;
}

function upgradeVerdict({ settled: _, runningServiceID: runningServiceId, ...result }: JsonObject): SettledResult {
  return { ...result, ...(runningServiceId !== undefined && { runningServiceId }) } as unknown as SettledResult;
}
