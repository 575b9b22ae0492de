import { z } from 'zod';
import { InputError } from '../../errors.ts';
import type { HistoryPlace, HistoryQuery } from '../../adapters/ports/journal.port.ts';
import { omitUndefined } from '../../protocol/json.ts';
import { CHARGED_OF, type Settlement } from '../../protocol/outcome.ts';
import { parseInput } from '../../protocol/parse-input.ts';
import { hasRealDay } from '../../protocol/validation/calendar.ts';
import { withRule, wholeNumber } from '../../protocol/validation/input-rules.ts';
import type { TransactionType } from '../requests/transaction-requests.ts';
import type { TransactionStateName } from '../transactions/transaction-state.ts';
import { parseCursor } from './cursor.ts';

/** A moment: epoch milliseconds, or ISO 8601 text with its time zone (`2026-08-13T00:00:00+02:00`); a `Date` becomes that. */
export type Moment = number | string | Date;

/** The transactions of a period, by the time of their request. */
export interface Period {
  /** From this moment on. Default: the oldest that the journal has. */
  readonly from?: Moment | undefined;
  /** Up to this moment, without it. Default: the newest. */
  readonly to?: Moment | undefined;
  /** POIID of a terminal, also of one that the engine no longer has. */
  readonly poiid?: string | undefined;
}

/** What to list. Every member narrows the list; without one it has everything. */
export interface HistoryRequest extends Period {
  /** The reference of the request, exactly. */
  readonly reference?: string | undefined;
  /** The state that it has now; `open` is every one but `settled`. */
  readonly state?: TransactionStateName | 'open' | undefined;
  /** How it ended. */
  readonly kind?: Settlement['kind'] | undefined;
  /** What was asked for: `payment`, `refund`, ... */
  readonly type?: TransactionType | undefined;
  /** How many at most, 1 to 1000. Default 50. */
  readonly limit?: number | undefined;
  /** Where to go on: `cursor` of the page before, with the same members otherwise. */
  readonly cursor?: string | undefined;
}

/** A request, checked. */
export interface HistoryFilter {
  readonly fromMs?: number;
  readonly beforeMs?: number;
  readonly poiid?: string;
  readonly reference?: string;
  readonly state?: TransactionStateName | 'open';
  readonly kind?: Settlement['kind'];
  readonly type?: TransactionType;
  readonly after?: HistoryPlace;
}

const LIMIT = 50;
const LIMIT_MAX = 1000;

const STATES: Readonly<Record<TransactionStateName | 'open', true>> = {
  queued: true,
  sending: true,
  awaiting: true,
  statusChecking: true,
  timedOut: true,
  damaged: true,
  settled: true,
  open: true,
};
const TYPES: Readonly<Record<TransactionType, true>> = {
  payment: true,
  refund: true,
  unreferencedRefund: true,
  cardAcquisition: true,
  storedValue: true,
  transact: true,
};

const namesOf = <Name extends string>(names: Readonly<Record<Name, unknown>>) =>
  Object.keys(names) as [Name, ...Name[]];

const MomentSchema = withRule(
  { code: 'ERR_INPUT_TIME' },
  z.custom<number | string>(
    (value) => momentOf(value) !== undefined,
    'epoch milliseconds, or ISO 8601 text with its time zone, as 2026-08-13T00:00:00Z',
  ),
);
const text = z.string('a text').min(1);

const PERIOD_SHAPE = {
  from: MomentSchema.exactOptional(),
  to: MomentSchema.exactOptional(),
  poiid: withRule({ code: 'ERR_INPUT_TERMINAL' }, text).exactOptional(),
};

const PeriodSchema = z.strictObject(PERIOD_SHAPE);

/** What `parseHistoryRequest` takes. */
export const HistorySchema = z.strictObject({
  ...PERIOD_SHAPE,
  reference: withRule({ code: 'ERR_INPUT_REFERENCE' }, text).exactOptional(),
  state: withRule({ code: 'ERR_INPUT_STATE' }, z.enum(namesOf(STATES))).exactOptional(),
  kind: withRule({ code: 'ERR_INPUT_KIND' }, z.enum(namesOf(CHARGED_OF))).exactOptional(),
  type: withRule({ code: 'ERR_INPUT_TYPE' }, z.enum(namesOf(TYPES))).exactOptional(),
  limit: withRule({ code: 'ERR_INPUT_LIMIT' }, wholeNumber(1, LIMIT_MAX)).exactOptional(),
  cursor: withRule({ code: 'ERR_INPUT_CURSOR' }, z.string('the cursor of a page')).exactOptional(),
});

/** Checks a request for a list. @throws {InputError} naming the member, what was expected and what was found */
export function parseHistoryRequest(given: HistoryRequest): { readonly filter: HistoryFilter; readonly limit: number } {
  const { from, to, limit = LIMIT, cursor, ...members } = parseInput(HistorySchema, given);
  const after = cursor === undefined ? undefined : parseCursor(cursor);
  return { filter: omitUndefined({ ...members, ...parsePeriod(from, to), after }), limit };
}

/** Checks a request for totals. @throws {InputError} as `parseHistoryRequest` */
export function parsePeriodRequest(given: Period): HistoryFilter {
  const { from, to, poiid } = parseInput(PeriodSchema, given);
  return omitUndefined({ ...parsePeriod(from, to), poiid });
}

function parsePeriod(from: unknown, to: unknown): { readonly fromMs?: number; readonly beforeMs?: number } {
  const [fromMs, beforeMs] = [momentOf(from), momentOf(to)];
  if (fromMs !== undefined && beforeMs !== undefined && beforeMs < fromMs) {
    const mistake = {
      path: 'to',
      expected: 'a moment that is not before from',
      found: new Date(beforeMs).toISOString(),
    };
    throw new InputError('ERR_INPUT_TIME', mistake);
  }
  return omitUndefined({ fromMs, beforeMs });
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;
/** The longest time from 1970, in either direction, that a date can be. */
const TIME_MS_MAX = 8_640_000_000_000_000;

function momentOf(value: unknown): number | undefined {
  if (typeof value === 'string' && ISO.test(value) && hasRealDay(value)) {
    const ms = Date.parse(value);
    return Number.isNaN(ms) ? undefined : ms;
  }
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= TIME_MS_MAX ? value : undefined;
}

/** What a journal can know of a filter by its index. */
export function queryOf(filter: HistoryFilter, pageSize: number): HistoryQuery {
  const { fromMs, beforeMs, poiid, reference, state, kind, after } = filter;
  const settled = state === undefined || state === 'settled' || state === 'damaged' ? undefined : false;
  return omitUndefined({ fromMs, beforeMs, poiid, reference, settled, kind, after, pageSize });
}
