import { object, rpc, type ObjectContext } from '@restatedev/restate-sdk';
import type { AttemptToken } from 'tenderline/machines';
import { DEVICE, type DeviceHandlers } from '../contracts.ts';
import { PRIVATE } from '../worker/settings.ts';

/** Of what was asked and answered. A call that comes later than that is too late for itself: the till's service refuses it. */
export const REMEMBERED_MS = 3_600_000;

/** One request to a terminal that moves no money: it is sent once, by the attempt that has the claim. The key is the till and the id of the request. */
export const deviceObject = object({
  name: DEVICE.name,
  options: PRIVATE,
  handlers: {
    claim: async (ctx: ObjectContext, { attempt, withdraw }) => {
      if ((await ctx.get<boolean>('withdrawn')) === true) return { kind: 'withdrawn' };
      const holder = await ctx.get<AttemptToken>('holder');
      if (holder !== null) return { kind: 'held', holder };
      ctx.set('holder', attempt);
      ctx.set('withdraw', withdraw);
      return { kind: 'held', holder: attempt };
    },

    withdraw: async (ctx: ObjectContext) => {
      const awakeable = await ctx.get<string>('withdraw');
      if (awakeable !== null) return ctx.resolveAwakeable(awakeable, true);
      ctx.set('withdrawn', true);
      ctx.objectSendClient(DEVICE, ctx.key).forget({}, rpc.sendOpts({ delay: REMEMBERED_MS }));
    },

    forget: async (ctx: ObjectContext) => ctx.clearAll(),
  } satisfies DeviceHandlers,
});
