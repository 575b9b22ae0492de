/** The setup of the transaction machine: its types, its commands, what its context remembers, and its guards. */
import { assign, setup } from 'xstate';
import { failure, type Failure } from '../protocol/faults.ts';
import { notProcessed, type Charged, type Outcome, type SettledResult } from '../protocol/outcome.ts';
import { speaksForRequest } from './claim.ts';
import { readingOf } from './clock-reading.ts';
import { firstNotFound, mayHaveRestarted, notFoundConclusiveInMs, provesNeverArrived } from './not-found.ts';
import { mayTryNext, nextInput } from './next-attempt.ts';
import { whyNotSend } from './send-decision.ts';
import type {
  AttemptToken,
  ClockReading,
  Rejection,
  TimerName,
  TransactionContext,
  TransactionEvent,
  TransactionInput,
  TransactionTag,
  UnclearAnswer,
} from './transaction.types.ts';

export const transactionSetup = setup({
  types: {} as {
    context: TransactionContext;
    input: TransactionInput;
    output: Outcome;
    events: TransactionEvent;
    tags: TransactionTag;
    meta: { note: string };
  },
  actions: {
    // Commands: read off the transition and carried out by the engine (TransactionCommand documents each).
    transmit: () => {},
    abandonTransmission: () => {},
    transmitAbort: () => {},
    askStatus: () => {},
    armTimer: (_, _params: { timer: TimerName; dueAtMs: number }) => {},

    // What the context remembers.
    // An earlier NotFound does not concern a request that leaves now.
    rememberSend: assign(({ event }) => ({ latestSendAt: readingOf(event), notFound: undefined })),
    rememberContact: assign(({ event }) => ({ lastContactAt: readingOf(event) })),
    rememberFailure: assign((_, params: { failure: Failure }) => ({ failure: params.failure })),
    rememberSeen: assign(({ context }, params: { seen: boolean }) => ({
      seenByTerminal: context.seenByTerminal || params.seen,
    })),
    rememberUnclear: assign(({ context }, { result, seen, recovered }: UnclearAnswer) => ({
      // That a check was rejected says nothing of the request.
      unclear: seen || !recovered ? result : context.unclear,
      seenByTerminal: context.seenByTerminal || seen,
    })),
    rememberCheck: assign(({ context }, params: { failure: Failure; seen: boolean }) => ({
      failure: params.failure,
      seenByTerminal: context.seenByTerminal || params.seen,
      terminalRestarted: context.terminalRestarted || refusesConnections(params.failure),
    })),
    forgetUnclear: assign({ unclear: undefined }),
    rememberAbort: assign({ abortRequested: true }),
    rememberTerminalRestart: assign({ terminalRestarted: true }),
    rememberClaim: assign((_, { attempt }: { attempt?: AttemptToken }) =>
      attempt === undefined ? {} : { claim: attempt },
    ),
    rememberHostRestart: assign(({ context, event }, params: { rebooted: boolean; mayWake: boolean }) => ({
      // What cut the power of this machine may have cut the terminal's.
      terminalRestarted: context.terminalRestarted || params.rebooted,
      // Only the process that sends a request can reset its connection.
      processLostAt: context.processLostAt ?? readingOf(event),
      ...(params.mayWake && { senderMayWake: true }),
    })),
    rememberUnanswered: assign(({ context }, params: { failure: Failure }) => ({
      failure: params.failure,
      unanswered: Math.min(context.unanswered + 1, context.input.limits.fastChecksMax),
      terminalRestarted: context.terminalRestarted || refusesConnections(params.failure),
    })),
    rememberInProgress: assign(({ context, event }) => ({
      failure: failure('ERR_STATUS_IN_PROGRESS'),
      unanswered: 0,
      seenByTerminal: true,
      // It had not ended, whatever was said of its end.
      unclear: undefined,
      inProgressSinceMs: context.inProgressSinceMs ?? event.atMs,
      terminalRestarted: mayHaveRestarted(context, readingOf(event)),
      lastContactAt: readingOf(event),
    })),
    rememberNotFound: assign(({ context, event }) => ({
      failure: failure('ERR_STATUS_NOT_FOUND'),
      notFound: firstNotFound(context, readingOf(event)),
      terminalRestarted: mayHaveRestarted(context, readingOf(event)),
      lastContactAt: readingOf(event),
    })),
    // From here on every message is about the new attempt.
    beginNextAttempt: assign(({ context }, { failure: why, key, next }: Rejection) => ({
      input: key && next ? nextInput(context.input, { key, next }) : context.input,
      claim: next?.attempt,
      failure: why,
    })),
    refillBudget: assign({ unanswered: 0, inProgressSinceMs: undefined }),

    // When to check next.
    scheduleFirstCheck: assign(({ context, event }) => ({
      nextCheckAtMs: event.atMs + context.input.limits.firstCheckDelayMs,
    })),
    scheduleCheck: assign(({ context, event }) => ({
      nextCheckAtMs: event.atMs + context.input.limits.statusIntervalMs,
    })),
    scheduleProof: assign(({ context, event }) => ({
      nextCheckAtMs: event.atMs + untilProofMs(context, readingOf(event)),
    })),
    scheduleSlowCheck: assign(({ context, event }) => ({
      nextCheckAtMs: event.atMs + context.input.limits.stalledIntervalMs,
    })),

    // Outcomes.
    settleWithResult: assign(({ context }, params: { result: SettledResult; recovered: boolean }) => ({
      outcome: outcomeOf(context, params.result, params.recovered),
    })),
    settleNotProcessed: assign(({ context }, params: { failure: Failure; recovered: boolean }) => ({
      outcome: outcomeOf(context, notProcessed(params.failure, context.input.amount), params.recovered),
    })),
    settleByOverride: assign(({ context }, params: { by: string; reason: string; charged: Charged }) => ({
      outcome: outcomeOf(context, overridden(context, params), false),
    })),
  },
  guards: {
    // The transitions of the root are taken in a final state too (an actor would be stopped; a pure transition is not).
    unsettled: ({ context }) => context.outcome === undefined,
    provesUnsent: ({ context }, said: { attempt?: AttemptToken }) =>
      context.outcome === undefined && !context.seenByTerminal && speaksForRequest(context, said),
    bySender: ({ context }, said: { attempt?: AttemptToken }) =>
      context.outcome === undefined && speaksForRequest(context, said),
    bySenderOfAborted: ({ context }, said: { attempt?: AttemptToken }) =>
      context.abortRequested && speaksForRequest(context, said),
    claimOpen: ({ context }) => context.claim === undefined,
    unsettledAndUnseen: ({ context }) => context.outcome === undefined && !context.seenByTerminal,
    seen: ({ context }) => context.seenByTerminal,
    abortRequested: ({ context }) => context.abortRequested,
    otherKeyLeft: ({ context, event }, params: Rejection) => mayTryNext(context, params, readingOf(event)),
    tooLate: ({ context, event }) =>
      whyNotSend(context.input, context.abortRequested, readingOf(event)) === 'ERR_SEND_TOO_LATE',
    budgetLeft: ({ context }) => context.unanswered + 1 < context.input.limits.fastChecksMax,
    shopperMayBeBusy: ({ context, event }) =>
      event.atMs - (context.inProgressSinceMs ?? event.atMs) < context.input.limits.inProgressMaxMs,
    repeatsUnclear: ({ context }, { result, seen, recovered }: UnclearAnswer) =>
      recovered && (seen || !context.seenByTerminal) && isSameEnd(result, context.unclear),
    ownAnswer: (_, { recovered }: UnclearAnswer) => !recovered,
    neverArrived: ({ context, event }) =>
      provesNeverArrived(context, readingOf(event), 'askedAt' in event ? event.askedAt : undefined),
    notFoundMayProve: ({ context, event }) => notFoundConclusiveInMs(context, readingOf(event)) !== undefined,
  },
});

/** When the proof is due; until then at the usual interval, so that the terminal does not seem silent for lack of checks. */
function untilProofMs(context: TransactionContext, now: ClockReading): number {
  const usualMs = context.input.limits.statusIntervalMs;
  return Math.min(notFoundConclusiveInMs(context, now) || usualMs, usualMs);
}

/** A terminal that refuses connections is starting up, and may have lost its memory. */
function refusesConnections({ code }: Failure): boolean {
  return code === 'ERR_LINK_REFUSED';
}

/** Whether two answers report the same end: one that the platform has seen meanwhile is another one. */
function isSameEnd(end: SettledResult, earlier: SettledResult | undefined): boolean {
  return earlier !== undefined && factsOf(end) === factsOf(earlier);
}

/** What was not processed has nothing but its words. */
function factsOf({ kind, errorCondition, pspReference, failure: fault, message }: SettledResult): string {
  return JSON.stringify([kind, errorCondition, pspReference, fault !== undefined && message]);
}

function outcomeOf({ abortRequested }: TransactionContext, result: SettledResult, recovered: boolean): Outcome {
  return { ...result, recovered, abortRequested };
}

function overridden(
  { input, failure: last }: TransactionContext,
  by: { by: string; reason: string; charged: Charged },
): SettledResult {
  return {
    kind: 'overridden',
    ...by,
    amounts: input.amount === undefined ? {} : { requested: input.amount },
    ...(last !== undefined && { failure: last }),
    advice: 'none',
    receipts: [],
  };
}
