import { z } from 'zod';

/** The id of a transaction in a path: the engine checks its form. */
export const IdParams = z.strictObject({
  id: z.string().describe('the name of the transaction, of the caller: 1 to 64 letters, digits or . _ : -'),
});

export const PoiidParams = z.strictObject({ poiid: z.string().describe('a terminal: <model>-<serial>') });

const WAIT_SECONDS_MAX = 600;
const WAIT = `seconds from 0 to ${WAIT_SECONDS_MAX}`;

/** How long a call may wait. @param until what it waits for, in words */
export function waitQuery(until: string) {
  return z.strictObject({
    wait: z.coerce
      .number(WAIT)
      .min(0, WAIT)
      .max(WAIT_SECONDS_MAX, WAIT)
      .describe(`holds the answer until ${until}, for so many seconds at most; default 0`)
      .exactOptional(),
  });
}

export const WaitQuery = waitQuery('it is settled');

/** No query at all: a parameter that is not known is a mistake. */
export const NoQuery = z.strictObject({});
