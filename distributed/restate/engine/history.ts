import { InputError, type HistoryPage, type HistoryRequest, type Moment } from 'tenderline';
import { ProblemError } from 'tenderline/gateway';
import type { Ask } from './ask.ts';

/** What the cluster gives in one page. */
const LIMIT_MAX = 200;
/** What its list cannot be narrowed by. */
const NOT_HERE = ['reference', 'state', 'kind', 'type'] as const;

/**
 * A page of the till's transactions.
 *
 * @throws {ProblemError} `ERR_GATEWAY_NOT_HERE` for a member that only an engine with a journal looks for
 * @throws {InputError} `ERR_INPUT_TIME`, `ERR_INPUT_LIMIT`
 */
export async function historyOf(ask: Ask, request: HistoryRequest = {}): Promise<HistoryPage> {
  const { poiid, from, to, limit, cursor } = request;
  const refused = NOT_HERE.find((name) => request[name] !== undefined);
  if (refused !== undefined) {
    const expected = 'none: a cluster lists by terminal and time';
    throw new ProblemError('ERR_GATEWAY_NOT_HERE', { path: refused, expected });
  }
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX)) {
    const expected = `a whole number from 1 to ${LIMIT_MAX}`;
    throw new InputError('ERR_INPUT_LIMIT', { path: 'limit', expected, found: String(limit) });
  }
  return await ask((till) =>
    till.history({
      ...(poiid !== undefined && { poiid }),
      ...(from !== undefined && { from: msOf(from, 'from') }),
      ...(to !== undefined && { to: msOf(to, 'to') }),
      ...(limit !== undefined && { limit }),
      ...(cursor !== undefined && { cursor }),
    }),
  );
}

/** With a time zone, so that it is one moment everywhere. */
function msOf(moment: Moment, path: string): number {
  const ms = typeof moment === 'string' && !/(?:Z|[+-]\d\d:?\d\d)$/i.test(moment) ? NaN : new Date(moment).getTime();
  if (!Number.isNaN(ms)) return ms;
  const expected = 'epoch milliseconds, or ISO 8601 with a time zone';
  throw new InputError('ERR_INPUT_TIME', { path, expected, found: JSON.stringify(moment) });
}
