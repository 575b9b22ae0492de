import { isDeepStrictEqual } from 'node:util';
import type { Context } from '@restatedev/restate-sdk';
import type { UnmatchedResponse, WorkerParts } from 'tenderline/runtime';
import { all } from '../all.ts';
import { ORPHANS, TERMINAL, TRANSACTION } from '../contracts.ts';
import { plain } from '../transaction/head.ts';

/** What came of an exchange, and what came with it that is about other requests. */
export interface Exchanged<Result> {
  readonly result: Result;
  readonly unmatched: readonly UnmatchedResponse[];
}

/**
 * The verified responses that came to other requests than the one that waited. Each is kept in memory until it is stored with the result of an
 * exchange: one whose connection to the engine is cut stores nothing, and leaves them to its repetition.
 */
export class Unmatched {
  readonly #kept = new Map<string, UnmatchedResponse[]>();

  constructor({ unmatched$ }: Pick<WorkerParts, 'unmatched$'>) {
    unmatched$.subscribe(({ poiid, response }) => {
      const one = plain(response) as unknown as UnmatchedResponse;
      this.#kept.set(poiid, [...(this.#kept.get(poiid) ?? []), one]);
    });
  }

  /** The result, and what came meanwhile, to be stored as one. */
  async with<Result>(poiid: string, exchanging: Promise<Result>): Promise<Exchanged<Result>> {
    const result = await exchanging;
    return { result, unmatched: this.#kept.get(poiid) ?? [] };
  }

  /** Once they are stored: each goes to the transaction that it is about, or to the orphans of the terminal. */
  async deliver(ctx: Context, poiid: string, responses: readonly UnmatchedResponse[]): Promise<void> {
    this.#forget(poiid, responses);
    if (responses.length === 0) return;
    const transactions = await ctx.objectClient(TERMINAL, poiid).transactions({});
    for (const response of responses) {
      const isTaken = await all(transactions.map((id) => ctx.objectClient(TRANSACTION, id).unmatched(response)));
      if (!isTaken.includes(true)) ctx.objectSendClient(ORPHANS, poiid).keep(response);
    }
  }

  #forget(poiid: string, stored: readonly UnmatchedResponse[]): void {
    const left = (this.#kept.get(poiid) ?? []).filter((one) => !stored.some((other) => isDeepStrictEqual(one, other)));
    if (left.length === 0) this.#kept.delete(poiid);
    else this.#kept.set(poiid, left);
  }
}
