import { createdAt, elapsedMaxMs, elapsedMinMs, isSameClock } from './clock-reading.ts';
import type { ClockReading, TransactionContext } from './transaction.types.ts';

/**
 * How long it takes until another NotFound proves that the request never arrived: far enough from the first one, with a request old
 * enough that the terminal must have registered it (reference 5.4), and after as much more time as the terminal was silent. A
 * request that is stuck in a send queue is tried again at intervals that double, so the next try comes within that time; and the
 * first NotFound resets its connection, unless the process that had it is dead: then until its machine stops sending.
 *
 * @param now which is when the first NotFound comes if none came before
 * @param askedAt when the terminal was asked, if it has just answered: what it says was true then, and may not be any more
 * @returns milliseconds, 0 when it proves now; `undefined` when NotFound proves nothing: the terminal had the request, may have
 *   restarted since, or so much time has passed that it may have forgotten (reference 5.3)
 */
export function notFoundConclusiveInMs(
  context: TransactionContext,
  now: ClockReading,
  askedAt = now,
): number | undefined {
  if (context.seenByTerminal || mayHaveRestarted(context, now)) return undefined;
  const { limits } = context.input;
  const { at: first, waitMs } = context.notFound ?? firstNotFound(context, now);
  const { processLostAt, senderMayWake, input } = context;
  const lingerMs = limits.lingerMaxMs ?? 0;
  const sinceMs = (then: ClockReading): number => elapsedMinMs(then, askedAt, limits);
  const leftMs = Math.max(
    waitMs - sinceMs(first),
    limits.notFoundAgeMinMs - sinceMs(latestSendOf(context)),
    processLostAt === undefined ? 0 : lingerMs - sinceMs(processLostAt),
    // Until its time to send is over it may wake and send: whatever was said before says nothing of that.
    senderMayWake === true
      ? limits.sendWithinMs + 1 + Math.max(waitMs, limits.notFoundAgeMinMs, lingerMs) - sinceMs(createdAt(input))
      : 0,
    0,
  );
  return elapsedMaxMs(latestSendOf(context), now, limits) + leftMs > limits.notFoundAgeMaxMs ? undefined : leftMs;
}

/** The first NotFound decides how long the wait is, and no later one shortens it. */
export function firstNotFound(
  context: TransactionContext,
  now: ClockReading,
): NonNullable<TransactionContext['notFound']> {
  return context.notFound ?? { at: now, waitMs: Math.max(context.input.limits.notFoundGapMs, silenceMs(context, now)) };
}

/** Whether a NotFound that arrives now, to a question of that time, is the proof. */
export function provesNeverArrived(context: TransactionContext, now: ClockReading, askedAt?: ClockReading): boolean {
  return context.notFound !== undefined && notFoundConclusiveInMs(context, now, askedAt) === 0;
}

/**
 * Whether the terminal, in contact again now, can have restarted since the last contact: a power cut looks like any silence. A clock
 * that cannot be set and that ran backwards is that of another boot, and does not measure how long the silence was.
 */
export function mayHaveRestarted(context: TransactionContext, now: ClockReading): boolean {
  const { terminalRestarted, input } = context;
  const last = lastContactOf(context);
  const ranBackwards = isSameClock(last, now) && now.upMs < last.upMs;
  return terminalRestarted || ranBackwards || silenceMs(context, now) > input.limits.terminalRestartMinMs;
}

function silenceMs(context: TransactionContext, now: ClockReading): number {
  return elapsedMaxMs(lastContactOf(context), now, context.input.limits);
}

function latestSendOf(context: TransactionContext): ClockReading {
  return context.latestSendAt ?? createdAt(context.input);
}

function lastContactOf(context: TransactionContext): ClockReading {
  return context.lastContactAt ?? createdAt(context.input);
}
