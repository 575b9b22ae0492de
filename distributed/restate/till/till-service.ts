import { handlers, service, TerminalError, TimeoutError, type Context } from '@restatedev/restate-sdk';
import type { JsonObject, TransactionState, TransactionType } from 'tenderline';
import type { WorkerParts } from 'tenderline/runtime';
import { all } from '../all.ts';
import {
  HISTORY,
  NO_TRANSACTION,
  TERMINAL,
  TILL,
  TRANSACTION,
  type Asked,
  type Mistaken,
  type Reading,
  type View,
} from '../contracts.ts';
import { PUBLIC } from '../worker/settings.ts';
import type { Callers } from './caller.ts';
import { given } from './given.ts';
import { originalOfRefund, planOf } from './plan.ts';
import { terminalHandlers } from './terminal-handlers.ts';

/** How long one call waits for another version, at most. */
const WATCH_MAX_MS = 30_000;

/** The one service that is reachable through the ingress, which asks nobody who he is: each call is signed, and checked here. */
export function tillService(
  callers: Callers,
  surroundings: { readonly parts: WorkerParts; readonly read: () => Reading },
) {
  const requestOf = (name: string, type: TransactionType) =>
    handlers.handler({}, async (ctx: Context, sent: unknown): Promise<View | Mistaken> => {
      const till = await callers.tillAtAnyTime(ctx, name);
      const asked = given(sent, 'request', 'askedAtMs', 'after');
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
        const { name: till } = await callers.till(ctx, 'state');
        const { transaction } = given(sent, 'transaction');
        return known(await ctx.objectClient(TRANSACTION, transaction).state({ till }));
      },

      events: async (ctx: Context, sent: unknown): Promise<readonly JsonObject[]> => {
        const { name: till } = await callers.till(ctx, 'events');
        const { transaction } = given(sent, 'transaction');
        return known(await ctx.objectClient(TRANSACTION, transaction).history({ till }));
      },

      /** The first version after `since`; the same one when none comes in time. */
      next: async (ctx: Context, sent: unknown): Promise<View> => {
        const { name: till } = await callers.till(ctx, 'next');
        const { transaction, since } = given(sent, 'transaction', 'since');
        const { id: awakeable, promise } = ctx.awakeable<View>();
        const now = known(await ctx.objectClient(TRANSACTION, transaction).watch({ till, since, awakeable }));
        if (now.version > since) return now;
        try {
          return await promise.orTimeout(WATCH_MAX_MS);
        } catch (error) {
          if (!(error instanceof TimeoutError)) throw error;
          ctx.objectSendClient(TRANSACTION, transaction).unwatch({ awakeable });
          return now;
        }
      },

      act: async (ctx: Context, sent: unknown): Promise<View | Mistaken> => {
        const { name: till } = await callers.till(ctx, 'act');
        const { transaction, act } = given(sent, 'transaction', 'act');
        return known(await ctx.objectClient(TRANSACTION, transaction).act({ till, act }));
      },

      /** A page of what the till has begun, the newest first, as it is now. */
      items: async (ctx: Context, sent: unknown) => {
        const { name: till } = await callers.till(ctx, 'items');
        const { filter, size } = given(sent, 'filter', 'size');
        const entries = await ctx.objectClient(HISTORY, till).page({ filter, size });
        const found = await all(
          entries.map(({ transaction }) => ctx.objectClient(TRANSACTION, transaction).listed({ till })),
        );
        const last = entries.length < size ? undefined : entries.at(-1);
        return { items: found.filter((item) => item !== null), ...(last !== undefined && { last }) };
      },

      unresolved: async (ctx: Context): Promise<readonly TransactionState[]> => {
        const { name: till, terminals } = await callers.till(ctx, 'unresolved');
        const states = await all(terminals.map((poiid) => ctx.objectClient(TERMINAL, poiid).state({})));
        const unknown = states.flatMap((terminal) => terminal.unknown);
        const views = await all(unknown.map((id) => ctx.objectClient(TRANSACTION, id).state({ till })));
        // The terminal may not have heard yet that one of them is settled.
        return views.flatMap((view) => (view?.state.tags.includes('outcomeUnknown') === true ? [view.state] : []));
      },

      ...terminalHandlers(callers),
    },
  });
}

/** Another till's transaction is like one that does not exist. */
function known<T>(found: T | null): T {
  if (found !== null) return found;
  throw new TerminalError(NO_TRANSACTION, { errorCode: 404 });
}
