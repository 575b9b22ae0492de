import type { Context } from '@restatedev/restate-sdk';
import type { UnmatchedResponse } from 'tenderline/runtime';
import { ORPHANS, TERMINAL, TRANSACTION } from '../contracts.ts';

/** Verified responses to other requests than the one that waited: each to the transaction that it is about, or to the orphans of the terminal. */
export async function deliverUnmatched(
  ctx: Context,
  poiid: string,
  responses: readonly UnmatchedResponse[],
): Promise<void> {
  if (responses.length === 0) return;
  const transactions = await ctx.objectClient(TERMINAL, poiid).transactions({});
  for (const response of responses) {
    if (await takenBy(ctx, transactions, response)) continue;
    ctx.objectSendClient(ORPHANS, poiid).keep(response);
  }
}

async function takenBy(ctx: Context, transactions: readonly string[], response: UnmatchedResponse): Promise<boolean> {
  for (const id of transactions) if (await ctx.objectClient(TRANSACTION, id).unmatched(response)) return true;
  return false;
}
