import { RestatePromise, rpc, service, type Context } from '@restatedev/restate-sdk';
import type { Failure, JsonObject } from 'tenderline';
import { readingBy, type TransactionEventPayload, type TransactionInput } from 'tenderline/machines';
import { failure } from 'tenderline/protocol';
import { UNREACHED, type WorkerParts } from 'tenderline/runtime';
import {
  DEVICE,
  EXCHANGE,
  TERMINAL,
  TRANSACTION,
  type ExchangeHandlers,
  type Mistaken,
  type Reading,
} from '../contracts.ts';
import { waiting } from '../worker/settings.ts';
import { REMEMBERED_MS } from './device-object.ts';
import { DeviceRequests, noAnswer } from './device-requests.ts';
import { forgetWhenLeft } from './forget-when-left.ts';
import { Transmissions } from './transmissions.ts';
import { Unmatched } from './unmatched.ts';

/** What a test may do between two steps of an execution. */
export type ExchangeHook = (step: 'claimed', transaction: string) => Promise<void>;

/**
 * The exchanges with the terminals. Restate repeats a step that it did not see end; so a step that sends asks first whether it is the one that
 * may, and every other finds out what became of that one.
 */
export function exchangeService(parts: WorkerParts, read: () => Reading, hook?: ExchangeHook) {
  const transmissions = new Transmissions(parts, read);
  const devices = new DeviceRequests(parts, read);
  const unmatched = new Unmatched(parts);
  const { exchanges, bootId, options } = parts;

  async function askStatus(input: TransactionInput): Promise<TransactionEventPayload> {
    // What the terminal says was true when it was asked; until the answer is stored that can be long ago.
    const askedAt = readingBy(input, bootId, read());
    try {
      const payload = await exchanges.askStatus(input, new AbortController().signal);
      return payload.type === 'poi.notFound' ? { ...payload, askedAt } : payload;
    } catch {
      return { type: 'status.unanswered', failure: failure('ERR_INTERNAL'), seen: false };
    }
  }

  return service({
    name: EXCHANGE.name,
    options: waiting(options.limits.responseTimeoutMs),
    handlers: {
      transmit: async (ctx: Context, { transaction, ServiceID }) => {
        // A token of this very execution. A repetition reads the stored one, which is not its own, and knows that it may not send.
        const mine = transmissions.begin();
        const { attemptCompletedSignal: left } = ctx.request();
        forgetWhenLeft(left, () => transmissions.forget(mine));
        const attempt = await ctx.run('attempt', () => mine);
        const { id: abandon, promise: abandoned } = ctx.awakeable<true>();
        const { claim: claimFor } = ctx.objectClient(TRANSACTION, transaction);
        const claim = await claimFor({ attempt, ServiceID, abandon });
        await hook?.('claimed', transaction);
        const { event } = ctx.objectSendClient(TRANSACTION, transaction);
        if (claim.kind !== 'held') {
          transmissions.forget(mine);
          const payload = { type: 'link.notSent', failure: failure('ERR_SEND_TOO_LATE') } as const;
          if (claim.kind === 'closed') event({ payload });
          return;
        }
        const { holder } = claim;
        // Begun by the first of the two steps that runs.
        let begun: ReturnType<Transmissions['send']> | undefined;
        const transmission = () => (begun ??= transmissions.send(mine, claim, left));
        const written = ctx.run('written', () => transmission().written);
        const { POIID } = claim.input;
        const result = ctx.run('result', () => unmatched.with(POIID, transmission().result));
        const givenUp = abandoned.map(() => 'givenUp' as const);

        let first = await RestatePromise.race([written.map((value) => value === true), givenUp]);
        if (first === 'givenUp') {
          transmissions.abandon(holder);
          first = await written;
        }
        if (first) event({ payload: { type: 'link.written', attempt: holder } });
        const next = await RestatePromise.race([result.map(() => 'ended' as const), givenUp]);
        if (next === 'givenUp') transmissions.abandon(holder);
        const { result: payload, unmatched: others } = await result;
        event({ payload, ended: holder });
        transmissions.forget(holder);
        if (mine !== holder) transmissions.forget(mine);
        await unmatched.deliver(ctx, POIID, others);
      },

      status: async (ctx: Context, { input }) => {
        const { POIID, id } = input;
        const { result: payload, unmatched: others } = await ctx.run('ask', () =>
          unmatched.with(POIID, askStatus(input)),
        );
        ctx.objectSendClient(TRANSACTION, id).event({ payload });
        await unmatched.deliver(ctx, POIID, others);
      },

      // Its answer proves nothing: the effect is in the transaction's own answer.
      abort: async (ctx: Context, { input }) => {
        const { POIID } = input;
        const abort = () => exchanges.transmitAbort(input, new AbortController().signal).catch(() => {});
        const { unmatched: others } = await ctx.run('abort', () => unmatched.with(POIID, abort()));
        await unmatched.deliver(ctx, POIID, others);
      },

      device: async (ctx: Context, request) => {
        const mine = devices.begin();
        forgetWhenLeft(ctx.request().attemptCompletedSignal, () => devices.forget(mine));
        const attempt = await ctx.run('attempt', () => mine);
        const { id: withdraw, promise: withdrawn } = ctx.awakeable<true>();
        const key = `${request.till}/${request.id}`;
        const claim = await ctx.objectClient(DEVICE, key).claim({ attempt, withdraw });
        if (claim.kind === 'withdrawn') {
          devices.forget(mine);
          return noAnswer('ERR_WITHDRAWN');
        }
        const { holder } = claim;
        const { poiid } = request;
        const asked = ctx.run('answer', () => unmatched.with(poiid, devices.send(mine, holder, request)));
        const next = await RestatePromise.race([
          asked.map(() => 'ended' as const),
          withdrawn.map(() => 'withdrawn' as const),
        ]);
        if (next === 'withdrawn') devices.withdraw(holder);
        const { result, unmatched: others } = await asked;
        devices.forget(mine, holder);
        ctx.objectSendClient(DEVICE, key).forget({}, rpc.sendOpts({ delay: REMEMBERED_MS }));
        tellLink(ctx, poiid, result);
        await unmatched.deliver(ctx, poiid, others);
        return result;
      },
    } satisfies ExchangeHandlers,
  });
}

/** What an answer shows of the link to the terminal. */
function tellLink(ctx: Context, poiid: string, result: JsonObject | Mistaken): void {
  const { kind, failure: why } = result as { readonly kind?: unknown; readonly failure?: Failure };
  const isDown = why !== undefined && UNREACHED.includes(why.code);
  if (kind === 'answered' || isDown) {
    ctx.objectSendClient(TERMINAL, poiid).tell([{ type: isDown ? 'link.down' : 'link.up' }]);
  }
}
