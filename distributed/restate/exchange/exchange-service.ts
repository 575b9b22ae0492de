import { RestatePromise, service, type Context } from '@restatedev/restate-sdk';
import { readingBy, type TransactionEventPayload, type TransactionInput } from 'tenderline/machines';
import { failure } from 'tenderline/protocol';
import type { WorkerParts } from 'tenderline/runtime';
import { EXCHANGE, TRANSACTION, type ExchangeHandlers, type Reading } from '../contracts.ts';
import { waiting } from '../worker/settings.ts';
import { Transmissions } from './transmissions.ts';

/** What a test may do between two steps of an execution. */
export type ExchangeHook = (step: 'claimed', transaction: string) => Promise<void>;

/**
 * The exchanges with the terminals. Restate repeats a step that it did not see end; so a step that sends asks first whether it is the one that
 * may, and every other finds out what became of that one.
 */
export function exchangeService(parts: WorkerParts, read: () => Reading, hook?: ExchangeHook) {
  const transmissions = new Transmissions(parts, read);
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
        const transmission = () => (begun ??= transmissions.send(mine, claim, ctx.request().attemptCompletedSignal));
        const written = ctx.run('written', () => transmission().written);
        const result = ctx.run('result', () => transmission().result);
        const givenUp = abandoned.map(() => 'givenUp' as const);

        let first = await RestatePromise.race([written.map((value) => value === true), givenUp]);
        if (first === 'givenUp') {
          transmissions.abandon(holder);
          first = await written;
        }
        if (first) event({ payload: { type: 'link.written', attempt: holder } });
        const next = await RestatePromise.race([result.map(() => 'ended' as const), givenUp]);
        if (next === 'givenUp') transmissions.abandon(holder);
        event({ payload: await result, ended: holder });
        transmissions.forget(holder);
        if (mine !== holder) transmissions.forget(mine);
      },

      status: async (ctx: Context, { input }) => {
        const payload = await ctx.run('ask', () => askStatus(input));
        ctx.objectSendClient(TRANSACTION, input.id).event({ payload });
      },

      // Its answer proves nothing: the effect is in the transaction's own answer.
      abort: async (ctx: Context, { input }) => {
        await ctx.run('abort', () => exchanges.transmitAbort(input, new AbortController().signal).catch(() => {}));
      },
    } satisfies ExchangeHandlers,
  });
}
