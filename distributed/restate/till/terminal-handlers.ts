/** What a till asks of a terminal beside its transactions. */
import { TerminalError, type Context } from '@restatedev/restate-sdk';
import type { JsonObject, Orphan, TerminalState } from 'tenderline';
import type { ReceivedNotification } from 'tenderline/adapters';
import { all } from '../all.ts';
import {
  DEVICE,
  EXCHANGE,
  NO_TERMINAL,
  ORPHANS,
  TERMINAL,
  TRANSACTION,
  type DeviceMethod,
  type Mistaken,
} from '../contracts.ts';
import type { Callers } from './caller.ts';
import { given } from './given.ts';
import { mistaken } from './mistaken.ts';
import { AT_HEADER } from './signature.ts';

export function terminalHandlers(callers: Callers) {
  /** @throws {TerminalError} 404 for another till's terminal, as for one that there is not */
  async function ofTill(ctx: Context, handler: string, sent: unknown): Promise<{ till: string; poiid: string }> {
    const { name, terminals } = await callers.till(ctx, handler);
    const { poiid } = given(sent, 'poiid');
    if (terminals.includes(poiid)) return { till: name, poiid };
    throw new TerminalError(NO_TERMINAL, { errorCode: 404 });
  }

  /** Those of other tills are not shown. */
  async function orphansOf(ctx: Context, till: string, poiid: string): Promise<readonly Orphan[]> {
    const kept = await ctx.objectClient(ORPHANS, poiid).list({});
    return kept.filter((orphan) => callers.mayTell(till, saleIdOf(orphan)));
  }

  return {
    terminals: async (ctx: Context): Promise<readonly TerminalState[]> => {
      const { terminals } = await callers.till(ctx, 'terminals');
      return await all(terminals.map((poiid) => ctx.objectClient(TERMINAL, poiid).state({})));
    },

    terminal: async (ctx: Context, sent: unknown): Promise<TerminalState> => {
      const { poiid } = await ofTill(ctx, 'terminal', sent);
      return await ctx.objectClient(TERMINAL, poiid).state({});
    },

    notifications: async (ctx: Context, sent: unknown): Promise<readonly ReceivedNotification[]> => {
      const { till, poiid } = await ofTill(ctx, 'notifications', sent);
      const found = await ctx.objectClient(TERMINAL, poiid).notifications({});
      return found.filter(({ SaleID }) => callers.mayTell(till, SaleID));
    },

    orphans: async (ctx: Context, sent: unknown): Promise<readonly Orphan[]> => {
      const { till, poiid } = await ofTill(ctx, 'orphans', sent);
      return await orphansOf(ctx, till, poiid);
    },

    dismissOrphan: async (ctx: Context, sent: unknown): Promise<{ readonly wasKept: boolean }> => {
      const { till, poiid } = await ofTill(ctx, 'dismissOrphan', sent);
      const { id } = given(sent, 'id');
      const isOurs = (await orphansOf(ctx, till, poiid)).some((orphan) => orphan.id === id);
      return { wasKept: isOurs && (await ctx.objectClient(ORPHANS, poiid).dismiss({ id })) };
    },

    device: async (ctx: Context, sent: unknown): Promise<JsonObject | Mistaken> => {
      const { till, poiid } = await ofTill(ctx, 'device', sent);
      const { id, method, args, askedAtMs } = given(sent, 'id', 'method', 'args', 'askedAtMs');
      const mistake = mistakeIn(method, args);
      if (mistake !== undefined) return mistake;
      // Its call may have been signed anew since it was asked for, and was not asked for later than that.
      const signedAtMs = Number(ctx.request().headers.get(AT_HEADER));
      const request = { till, id, poiid, method, args, askedAtMs: Math.min(askedAtMs, signedAtMs) };
      return await ctx.serviceClient(EXCHANGE).device(request);
    },

    withdrawDevice: async (ctx: Context, sent: unknown): Promise<Record<string, never>> => {
      const { name } = await callers.till(ctx, 'withdrawDevice');
      ctx.objectSendClient(DEVICE, `${name}/${given(sent, 'id').id}`).withdraw({});
      return {};
    },

    /** Brought by the listener: to the transaction that it is about, or to the terminal. */
    notified: async (ctx: Context, sent: unknown): Promise<Record<string, never>> => {
      const { terminals } = await callers.listener(ctx, 'notified');
      const { notification } = given(sent, 'notification');
      const { POIID: poiid = '' } = notification;
      if (!terminals.includes(poiid)) return {};
      if (notification.kind === 'display') {
        const transactions = await ctx.objectClient(TERMINAL, poiid).transactions({});
        const calls = transactions.map((id) => ctx.objectClient(TRANSACTION, id).displayed(notification));
        if ((await all(calls)).includes(true)) return {};
      }
      ctx.objectSendClient(TERMINAL, poiid).notified(notification);
      return {};
    },
  };
}

function saleIdOf({ detail }: Orphan): unknown {
  return (detail['header'] as JsonObject | undefined)?.['SaleID'];
}

/** These two can be about the payment of another till, which only their own methods rule out. */
const OWN_METHODS: Readonly<Record<string, string>> = { Abort: 'abort', TransactionStatus: 'transactionStatus' };
const TIMEOUT_MS_MAX = 3_600_000;

function mistakeIn(method: DeviceMethod, [category, , settings]: readonly unknown[]): Mistaken | undefined {
  if (method !== 'request') return undefined;
  const own = OWN_METHODS[String(category)];
  if (own !== undefined) {
    const expected = `another category: ${own}() does that`;
    return mistaken('ERR_INPUT_CATEGORY', { path: 'category', expected, found: String(category) });
  }
  const { timeoutMs } = (settings ?? {}) as { readonly timeoutMs?: unknown };
  if (typeof timeoutMs !== 'number' || timeoutMs <= TIMEOUT_MS_MAX) return undefined;
  const expected = `at most ${TIMEOUT_MS_MAX} ms, an hour`;
  return mistaken('ERR_INPUT_TIMEOUT', { path: 'timeoutMs', expected, found: String(timeoutMs) });
}
