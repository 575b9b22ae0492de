import { handlers, service, TerminalError, TimeoutError, type Context } from '@restatedev/restate-sdk';
import type { JsonObject, TransactionType } from 'tenderline';
import type { WorkerParts } from 'tenderline/runtime';
import { TERMINAL, TILL, TRANSACTION, type Asked, type Mistaken, type Reading, type View } from '../contracts.ts';
import { PUBLIC } from '../worker/settings.ts';
import type { TillOptions } from '../worker/worker-options.ts';
import { given } from './given.ts';
import { originalOfRefund, planOf } from './plan.ts';
import { isSigned, SIGNATURE_HEADER, TILL_HEADER } from './signature.ts';

/** How long one call waits for another version, at most. */
const WATCH_MAX_MS = 30_000;

/** The one service that is reachable through the ingress, which asks nobody who he is: each call is signed, and checked here. */
export function tillService(
  tills: readonly TillOptions[],
  surroundings: { readonly parts: WorkerParts; readonly read: () => Reading },
) {
  const byName = new Map(tills.map((till) => [till.name, till]));

  /** @throws {TerminalError} 401 for every caller that is not a till of this worker, whatever is wrong */
  function callerOf(ctx: Context, handler: string): TillOptions {
    const { headers, body } = ctx.request();
    const till = byName.get(headers.get(TILL_HEADER) ?? '');
    const signature = headers.get(SIGNATURE_HEADER) ?? '';
    if (till !== undefined && isSigned(till.secret, handler, body, signature)) return till;
    throw new TerminalError('the call is not signed by a till of this worker', { errorCode: 401 });
  }

  const requestOf = (name: string, type: TransactionType) =>
    handlers.handler({}, async (ctx: Context, sent: unknown): Promise<View | Mistaken> => {
      const till = callerOf(ctx, name);
      const asked = given(sent, 'request', 'askedAtMs');
      const planned = await ctx.run('plan', () => planOf(type, asked, till, surroundings));
      if ('mistake' in planned) return planned;
      const original = await originalOfRefund(ctx, till.name, planned.asked);
      const whole: Asked = { ...planned.asked, ...original };
      return await ctx.objectClient(TRANSACTION, planned.id).ask(whole);
    });

  return service({
    name: TILL,
    options: PUBLIC,
    handlers: {
      pay: requestOf('pay', 'payment'),
      refund: requestOf('refund', 'refund'),
      unreferencedRefund: requestOf('unreferencedRefund', 'unreferencedRefund'),
      acquireCard: requestOf('acquireCard', 'cardAcquisition'),
      storedValue: requestOf('storedValue', 'storedValue'),
      transact: requestOf('transact', 'transact'),

      state: async (ctx: Context, sent: unknown): Promise<View> => {
        const { name: till } = callerOf(ctx, 'state');
        const { transaction } = given(sent, 'transaction');
        return known(await ctx.objectClient(TRANSACTION, transaction).state({ till }));
      },

      history: async (ctx: Context, sent: unknown): Promise<readonly JsonObject[]> => {
        const { name: till } = callerOf(ctx, 'history');
        const { transaction } = given(sent, 'transaction');
        return known(await ctx.objectClient(TRANSACTION, transaction).history({ till }));
      },

      /** The first version after `since`; the same one when none comes in time. */
      next: async (ctx: Context, sent: unknown): Promise<View> => {
        const { name: till } = callerOf(ctx, 'next');
        const { transaction, since } = given(sent, 'transaction', 'since');
        const { id: awakeable, promise } = ctx.awakeable<View>();
        const now = known(await ctx.objectClient(TRANSACTION, transaction).watch({ till, since, awakeable }));
        if (now.version > since) return now;
        try {
          return await promise.orTimeout(WATCH_MAX_MS);
        } catch (error) {
          if (error instanceof TimeoutError) return now;
          throw error;
        }
      },

      act: async (ctx: Context, sent: unknown): Promise<View | Mistaken> => {
        const { name: till } = callerOf(ctx, 'act');
        const { transaction, act } = given(sent, 'transaction', 'act');
        return known(await ctx.objectClient(TRANSACTION, transaction).act({ till, act }));
      },

      terminal: async (ctx: Context, sent: unknown): Promise<JsonObject> => {
        const till = callerOf(ctx, 'terminal');
        const { poiid } = given(sent, 'poiid');
        if (till.terminals?.includes(poiid) === false) {
          throw new TerminalError('this till has no such terminal', { errorCode: 404 });
        }
        return await ctx.objectClient(TERMINAL, poiid).state({});
      },
    },
  });
}

/** Another till's transaction is like one that does not exist. */
function known<T>(found: T | null): T {
  if (found !== null) return found;
  throw new TerminalError('this till has no such transaction', { errorCode: 404 });
}
