/**
 * Decides what becomes of one transaction: when to send, whom to believe, when to ask again, and when the truth is known.
 *
 * <!-- diagram -->
 * ```mermaid
 * stateDiagram-v2
 *   [*] --> sending
 *   state timedOut {
 *     [*] --> retrying
 *   }
 *   sending --> awaiting: link.written [abortRequested], link.written
 *   sending --> timedOut: link.lost, poi.undecided
 *   sending --> timedOut: timer.response, host.restarted
 *   awaiting --> timedOut: link.lost, poi.undecided
 *   awaiting --> timedOut: timer.response, host.restarted
 *   timedOut --> statusChecking: timer.check, sale.checkStatus
 *   timedOut --> statusChecking: terminal.online
 *   timedOut --> retrying: host.restarted
 *   timedOut --> settled: sale.override
 *   statusChecking --> retrying: poi.inProgress [shopperMayBeBusy], poi.notFound [notFoundMayProve]
 *   statusChecking --> retrying: poi.notFound [budgetLeft], status.unanswered [budgetLeft]
 *   statusChecking --> retrying: host.restarted
 *   statusChecking --> stalled: poi.inProgress, poi.notFound
 *   statusChecking --> stalled: status.unanswered
 *   statusChecking --> settled: poi.notFound [neverArrived], sale.override
 *   settled --> [*]
 *   any --> settled: poi.answered [unsettled], poi.rejected [unsettledAndUnseen]
 *   any --> settled: link.notSent [unsettledAndUnseen]
 * ```
 * <!-- /diagram -->
 *
 * What holds in every state:
 * - `transmit` is wanted once, on entry to `sending`, and nothing leads back there.
 * - Only a verified answer, the terminal's own rejection, a request that never left, a proven NotFound and an operator settle.
 * - A verified answer is taken in every state: a late truth wins.
 * - Every state leaves by an answer or by a deadline (that of a check is the engine's: `askStatus` always ends in an event).
 *   A stalled transaction asks on for ever, slowly.
 */
import { assign, setup } from 'xstate';
import { failure, type Failure } from '../protocol/faults.ts';
import { notProcessed, type Charged, type Outcome, type SettledVerdict } from '../protocol/outcome.ts';
import { firstNotFound, mayHaveRestarted, momentOf, provesNeverArrived, untilNotFoundProvesMs } from './not-found.ts';
import type {
  Moment,
  TimerName,
  TransactionContext,
  TransactionEvent,
  TransactionInput,
  TransactionTag,
} from './transaction.types.ts';

const transactionSetup = setup({
  types: {} as {
    context: TransactionContext;
    input: TransactionInput;
    output: Outcome;
    events: TransactionEvent;
    tags: TransactionTag;
    meta: { note: string };
  },
  actions: {
    // Commands: the mailbox reads them off the transition and carries them out (TransactionCommand says what each stands for).
    transmit: () => {},
    abandonTransmission: () => {},
    transmitAbort: () => {},
    askStatus: () => {},
    armTimer: (_, _params: { timer: TimerName; dueAtMs: number }) => {},

    // Notes: what the context remembers.
    // What a NotFound said before does not concern a request that leaves now.
    noteSent: assign(({ event }) => ({ sent: momentOf(event), notFound: undefined })),
    noteHeard: assign(({ event }) => ({ heard: momentOf(event) })),
    noteFailure: assign((_, params: { failure: Failure }) => ({ failure: params.failure })),
    noteSeen: assign(({ context }, params: { seen: boolean }) => ({
      seenByTerminal: context.seenByTerminal || params.seen,
    })),
    noteAbort: assign({ abortRequested: true }),
    noteTerminalRestart: assign({ terminalRestarted: true }),
    noteHostRestart: assign(({ context, event }, params: { rebooted: boolean }) => ({
      // What cut the power of this machine may have cut the terminal's.
      terminalRestarted: context.terminalRestarted || params.rebooted,
      // Only the process that sends a request can reset its connection.
      hostDied: context.hostDied ?? momentOf(event),
    })),
    noteUnanswered: assign(({ context }, params: { failure: Failure }) => ({
      failure: params.failure,
      unanswered: Math.min(context.unanswered + 1, context.input.limits.fastChecksMax),
      // A terminal that refuses connections is starting up, and may have lost its memory.
      terminalRestarted: context.terminalRestarted || params.failure.code === 'ERR_LINK_REFUSED',
    })),
    noteInProgress: assign(({ context, event }) => ({
      failure: failure('ERR_STATUS_IN_PROGRESS'),
      unanswered: 0,
      seenByTerminal: true,
      inProgressSinceMs: context.inProgressSinceMs ?? event.atMs,
      terminalRestarted: mayHaveRestarted(context, momentOf(event)),
      heard: momentOf(event),
    })),
    noteNotFound: assign(({ context, event }) => ({
      failure: failure('ERR_STATUS_NOT_FOUND'),
      notFound: firstNotFound(context, momentOf(event)),
      terminalRestarted: mayHaveRestarted(context, momentOf(event)),
      heard: momentOf(event),
    })),
    refillBudget: assign({ unanswered: 0, inProgressSinceMs: undefined }),

    // When to ask next.
    scheduleFirstCheck: assign(({ context, event }) => ({
      nextCheckAtMs: event.atMs + context.input.limits.firstCheckDelayMs,
    })),
    scheduleCheck: assign(({ context, event }) => ({
      nextCheckAtMs: event.atMs + context.input.limits.statusIntervalMs,
    })),
    scheduleProof: assign(({ context, event }) => ({
      nextCheckAtMs: event.atMs + untilProofMs(context, momentOf(event)),
    })),
    scheduleSlowCheck: assign(({ context, event }) => ({
      nextCheckAtMs: event.atMs + context.input.limits.stalledIntervalMs,
    })),

    // Outcomes.
    keepVerdict: assign(({ context }, params: { verdict: SettledVerdict; recovered: boolean }) => ({
      outcome: outcomeOf(context, params.verdict, params.recovered),
    })),
    keepNotProcessed: assign(({ context }, params: { failure: Failure; recovered: boolean }) => ({
      outcome: outcomeOf(context, notProcessed(params.failure, context.input.amount), params.recovered),
    })),
    keepOverride: assign(({ context }, params: { by: string; reason: string; charged: Charged }) => ({
      outcome: outcomeOf(
        context,
        { settled: true, kind: 'overridden', ...params, ...nothingKnown(context), advice: 'none', receipts: [] },
        false,
      ),
    })),
  },
  guards: {
    // The transitions of the root are taken in a final state too (an actor would be stopped; a pure transition is not).
    unsettled: ({ context }) => context.outcome === undefined,
    unsettledAndUnseen: ({ context }) => context.outcome === undefined && !context.seenByTerminal,
    abortRequested: ({ context }) => context.abortRequested,
    budgetLeft: ({ context }) => context.unanswered + 1 < context.input.limits.fastChecksMax,
    shopperMayBeBusy: ({ context, event }) =>
      event.atMs - (context.inProgressSinceMs ?? event.atMs) < context.input.limits.inProgressMaxMs,
    neverArrived: ({ context, event }) => provesNeverArrived(context, momentOf(event)),
    notFoundMayProve: ({ context, event }) => untilNotFoundProvesMs(context, momentOf(event)) !== undefined,
  },
});

type EventOf<Type extends TransactionEvent['type']> = Extract<TransactionEvent, { type: Type }>;

/** How a transaction in flight becomes one that is asked about. */
const { on: onAnswerLost } = transactionSetup.createStateConfig({
  on: {
    'link.lost': {
      target: '#transaction.timedOut',
      actions: [
        { type: 'noteFailure', params: ({ event }: { event: EventOf<'link.lost'> }) => ({ failure: event.failure }) },
        'scheduleFirstCheck',
      ],
    },
    'poi.undecided': {
      target: '#transaction.timedOut',
      actions: [
        {
          type: 'noteFailure',
          params: ({ event }: { event: EventOf<'poi.undecided'> }) => ({ failure: event.failure }),
        },
        { type: 'noteSeen', params: ({ event }: { event: EventOf<'poi.undecided'> }) => ({ seen: event.seen }) },
        'noteHeard',
        'scheduleFirstCheck',
      ],
    },
    'timer.response': {
      target: '#transaction.timedOut',
      actions: [{ type: 'noteFailure', params: { failure: failure('ERR_LINK_TIMEOUT') } }, 'scheduleFirstCheck'],
    },
    'host.restarted': {
      target: '#transaction.timedOut',
      actions: [
        { type: 'noteFailure', params: { failure: failure('ERR_HOST_RESTARTED') } },
        {
          type: 'noteHostRestart',
          params: ({ event }: { event: EventOf<'host.restarted'> }) => ({ rebooted: event.rebooted }),
        },
        'scheduleFirstCheck',
      ],
    },
  },
});

export const transactionMachine = transactionSetup.createMachine({
  id: 'transaction',
  context: ({ input }) => ({
    input,
    unanswered: 0,
    seenByTerminal: false,
    terminalRestarted: false,
    abortRequested: false,
  }),
  output: ({ context }) => settledOutcomeOf(context),
  initial: 'sending',
  on: {
    'poi.answered': {
      guard: 'unsettled',
      target: '.settled',
      actions: { type: 'keepVerdict', params: ({ event }) => ({ verdict: event.verdict, recovered: event.recovered }) },
    },
    'poi.rejected': {
      guard: 'unsettledAndUnseen',
      target: '.settled',
      actions: { type: 'keepNotProcessed', params: ({ event }) => ({ failure: event.failure, recovered: false }) },
    },
    'link.notSent': {
      guard: 'unsettledAndUnseen',
      target: '.settled',
      actions: { type: 'keepNotProcessed', params: ({ event }) => ({ failure: event.failure, recovered: false }) },
    },
    // The request left when it was overdue already: from now on it can arrive.
    'link.written': { guard: 'unsettled', actions: ['noteSent', 'noteHeard'] },
    // The request's own answer, late and undecided: it shows at least whether the terminal had the request.
    'poi.undecided': {
      guard: 'unsettled',
      actions: { type: 'noteSeen', params: ({ event }) => ({ seen: event.seen }) },
    },
    'sale.abort': { guard: 'unsettled', actions: ['noteAbort', 'transmitAbort'] },
    'terminal.restarted': { guard: 'unsettled', actions: 'noteTerminalRestart' },
  },
  states: {
    sending: {
      tags: ['inFlight', 'abortable'],
      meta: { note: 'The intent is stored. No byte is known to be out.' },
      entry: [
        'transmit',
        {
          type: 'armTimer',
          params: ({ context: { input } }) => ({
            timer: 'response',
            dueAtMs: input.createdAtMs + input.limits.responseTimeoutMs,
          }),
        },
      ],
      exit: 'noteSent',
      on: {
        'link.written': [
          // An abort that overtakes its payment stops nothing: it was held back until the payment is out.
          { guard: 'abortRequested', target: 'awaiting', actions: ['noteHeard', 'transmitAbort'] },
          { target: 'awaiting', actions: 'noteHeard' },
        ],
        'sale.abort': { actions: 'noteAbort' },
        ...onAnswerLost,
      },
    },
    awaiting: {
      tags: ['inFlight', 'abortable'],
      meta: { note: 'The request is written. The shopper is busy.' },
      entry: {
        type: 'armTimer',
        params: ({ context, event }) => ({
          timer: 'response',
          dueAtMs: event.atMs + context.input.limits.responseTimeoutMs,
        }),
      },
      on: { ...onAnswerLost },
    },
    timedOut: {
      tags: ['outcomeUnknown', 'abortable'],
      meta: { note: 'No trustworthy answer. The terminal is asked again.' },
      initial: 'retrying',
      on: {
        'timer.check': 'statusChecking',
        'sale.checkStatus': 'statusChecking',
        'terminal.online': { target: 'statusChecking', actions: 'refillBudget' },
        'host.restarted': {
          target: '.retrying',
          reenter: true,
          actions: [
            'refillBudget',
            { type: 'noteHostRestart', params: ({ event }) => ({ rebooted: event.rebooted }) },
            'scheduleFirstCheck',
          ],
        },
        'sale.override': {
          target: 'settled',
          actions: {
            type: 'keepOverride',
            params: ({ event }) => ({ by: event.by, reason: event.reason, charged: event.charged }),
          },
        },
      },
      states: {
        retrying: {
          meta: { note: 'The next check is due in seconds.' },
          entry: {
            type: 'armTimer',
            params: ({ context, event }) => ({ timer: 'check', dueAtMs: context.nextCheckAtMs ?? event.atMs }),
          },
        },
        stalled: {
          tags: ['needsAttention'],
          meta: { note: 'The fast checks are used up: staff must look. Slow checks go on.' },
          entry: [
            'scheduleSlowCheck',
            {
              type: 'armTimer',
              params: ({ context, event }) => ({ timer: 'check', dueAtMs: context.nextCheckAtMs ?? event.atMs }),
            },
          ],
        },
      },
    },
    statusChecking: {
      tags: ['outcomeUnknown', 'abortable'],
      meta: { note: 'A TransactionStatus is under way.' },
      entry: 'askStatus',
      on: {
        'poi.inProgress': [
          { guard: 'shopperMayBeBusy', target: 'timedOut.retrying', actions: ['noteInProgress', 'scheduleCheck'] },
          { target: 'timedOut.stalled', actions: 'noteInProgress' },
        ],
        'poi.notFound': [
          {
            guard: 'neverArrived',
            target: 'settled',
            actions: { type: 'keepNotProcessed', params: { failure: failure('ERR_NOT_FOUND'), recovered: true } },
          },
          {
            // What the terminal does not know it must not learn late: the request's connection is closed before the second ask.
            guard: 'notFoundMayProve',
            target: 'timedOut.retrying',
            actions: ['noteNotFound', 'abandonTransmission', 'scheduleProof'],
          },
          {
            guard: 'budgetLeft',
            target: 'timedOut.retrying',
            actions: [
              'noteNotFound',
              { type: 'noteUnanswered', params: { failure: failure('ERR_STATUS_NOT_FOUND') } },
              'scheduleCheck',
            ],
          },
          {
            target: 'timedOut.stalled',
            actions: ['noteNotFound', { type: 'noteUnanswered', params: { failure: failure('ERR_STATUS_NOT_FOUND') } }],
          },
        ],
        'status.unanswered': [
          {
            guard: 'budgetLeft',
            target: 'timedOut.retrying',
            actions: [
              { type: 'noteUnanswered', params: ({ event }) => ({ failure: event.failure }) },
              { type: 'noteSeen', params: ({ event }) => ({ seen: event.seen }) },
              'scheduleCheck',
            ],
          },
          {
            target: 'timedOut.stalled',
            actions: [
              { type: 'noteUnanswered', params: ({ event }) => ({ failure: event.failure }) },
              { type: 'noteSeen', params: ({ event }) => ({ seen: event.seen }) },
            ],
          },
        ],
        'host.restarted': {
          target: 'timedOut.retrying',
          actions: [
            'refillBudget',
            { type: 'noteHostRestart', params: ({ event }) => ({ rebooted: event.rebooted }) },
            'scheduleFirstCheck',
          ],
        },
        'sale.override': {
          target: 'settled',
          actions: {
            type: 'keepOverride',
            params: ({ event }) => ({ by: event.by, reason: event.reason, charged: event.charged }),
          },
        },
      },
    },
    settled: { type: 'final', meta: { note: 'The truth is known.' } },
  },
});

/** When the proof is due; until then at the usual interval, so that the terminal is not silent for want of a question. */
function untilProofMs(context: TransactionContext, now: Moment): number {
  const usualMs = context.input.limits.statusIntervalMs;
  return Math.min(untilNotFoundProvesMs(context, now) || usualMs, usualMs);
}

function outcomeOf(context: TransactionContext, verdict: SettledVerdict, recovered: boolean): Outcome {
  const { settled: _, ...outcome } = verdict;
  return { ...outcome, recovered, abortRequested: context.abortRequested };
}

function nothingKnown({ input, failure: last }: TransactionContext) {
  return {
    amounts: input.amount === undefined ? {} : { requested: input.amount },
    ...(last !== undefined && { failure: last }),
  };
}

function settledOutcomeOf({ outcome }: TransactionContext): Outcome {
  if (outcome === undefined) throw new Error('a settled transaction has an outcome');
  return outcome;
}
