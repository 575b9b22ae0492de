/** What a till asks of a terminal beside its transactions. */
import { TerminalError, type Context } from '@restatedev/restate-sdk';
import type { JsonObject, Orphan, TerminalState } from 'tenderline';
import type { ReceivedNotification } from 'tenderline/adapters';
import type { WorkerParts } from 'tenderline/runtime';
import { DEVICE, EXCHANGE, ORPHANS, TERMINAL, TRANSACTION, type Mistaken } from '../contracts.ts';
import type { TillOptions } from '../worker/worker-options.ts';
import type { Callers } from './caller.ts';
import { given } from './given.ts';

interface Surroundings {
  readonly callers: Callers;
  readonly parts: WorkerParts;
}

/** The terminals that a till may use. */
export function terminalsOf({ terminals }: TillOptions, { options }: WorkerParts): readonly string[] {
  return terminals ?? [...options.terminals.keys()];
}

export function terminalHandlers({ callers, parts }: Surroundings) {
  /** @throws {TerminalError} 404 for another till's terminal, as for one that there is not */
  function ofTill(till: TillOptions, poiid: string): string {
    if (terminalsOf(till, parts).includes(poiid)) return poiid;
    throw new TerminalError('this till has no such terminal', { errorCode: 404 });
  }

  return {
    terminals: async (ctx: Context): Promise<readonly TerminalState[]> => {
      const poiids = terminalsOf(callers.till(ctx, 'terminals'), parts);
      return await Promise.all(poiids.map((poiid) => ctx.objectClient(TERMINAL, poiid).state({})));
    },

    terminal: async (ctx: Context, sent: unknown): Promise<TerminalState> => {
      const poiid = ofTill(callers.till(ctx, 'terminal'), given(sent, 'poiid').poiid);
      return await ctx.objectClient(TERMINAL, poiid).state({});
    },

    notifications: async (ctx: Context, sent: unknown): Promise<readonly ReceivedNotification[]> => {
      const poiid = ofTill(callers.till(ctx, 'notifications'), given(sent, 'poiid').poiid);
      return await ctx.objectClient(TERMINAL, poiid).notifications({});
    },

    orphans: async (ctx: Context, sent: unknown): Promise<readonly Orphan[]> => {
      const poiid = ofTill(callers.till(ctx, 'orphans'), given(sent, 'poiid').poiid);
      return await ctx.objectClient(ORPHANS, poiid).list({});
    },

    dismissOrphan: async (ctx: Context, sent: unknown): Promise<{ readonly wasKept: boolean }> => {
      const till = await callers.tillNow(ctx, 'dismissOrphan');
      const { poiid, id } = given(sent, 'poiid', 'id');
      return { wasKept: await ctx.objectClient(ORPHANS, ofTill(till, poiid)).dismiss({ id }) };
    },

    device: async (ctx: Context, sent: unknown): Promise<JsonObject | Mistaken> => {
      const till = await callers.tillNow(ctx, 'device');
      const { poiid, id, method, args, askedAtMs } = given(sent, 'poiid', 'id', 'method', 'args', 'askedAtMs');
      const { sendWithinMs, clockSkewMaxMs } = parts.options.limits;
      const untilMs = askedAtMs + sendWithinMs + clockSkewMaxMs;
      const request = { till: till.name, id, poiid: ofTill(till, poiid), method, args, untilMs };
      return await ctx.serviceClient(EXCHANGE).device(request);
    },

    withdrawDevice: async (ctx: Context, sent: unknown): Promise<Record<string, never>> => {
      const { name } = await callers.tillNow(ctx, 'withdrawDevice');
      ctx.objectSendClient(DEVICE, `${name}/${given(sent, 'id').id}`).withdraw({});
      return {};
    },

    /** Brought by the listener: to the transaction that it is about, or to the terminal. */
    notified: async (ctx: Context, sent: unknown): Promise<Record<string, never>> => {
      await callers.listenerNow(ctx, 'notified');
      const { notification } = given(sent, 'notification');
      const { POIID: poiid } = notification;
      if (poiid === undefined || !parts.options.terminals.has(poiid)) return {};
      if (notification.kind === 'display') {
        for (const id of await ctx.objectClient(TERMINAL, poiid).transactions({})) {
          if (await ctx.objectClient(TRANSACTION, id).displayed(notification)) return {};
        }
      }
      ctx.objectSendClient(TERMINAL, poiid).notified(notification);
      return {};
    },
  };
}
