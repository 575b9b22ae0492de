import type { Moment, TransactionContext, TransactionEvent, TransactionInput } from './transaction.types.ts';

/**
 * When an event happened, on both clocks. Neither is enough for what is concluded from how long something took: somebody sets the
 * one on the wall, and the other stands still while a machine is paused. Old journals have the one on the wall alone; its moments and
 * those of the other are so far apart that between them nothing is concluded.
 */
export function momentOf({ atMs, upMs = atMs }: Pick<TransactionEvent, 'atMs' | 'upMs'>): Moment {
  return { atMs, upMs };
}

/** The same of a transaction's birth. */
export function birthOf({ createdAtMs, createdUpMs = createdAtMs }: TransactionInput): Moment {
  return { atMs: createdAtMs, upMs: createdUpMs };
}

/**
 * How long it takes until another NotFound proves that the request never arrived: far enough from the first one, with a request old
 * enough that the terminal must have registered it (reference 5.4), and after waiting as long again as the terminal was silent. A
 * request that is stuck in a send queue is tried again at intervals that double, so the next try comes within that time; and the
 * first NotFound resets its connection, unless the process that had it is dead: then until its machine gives up sending.
 *
 * @param now which is when the first NotFound comes if none came before
 * @returns milliseconds, 0 when it proves now; `undefined` when NotFound proves nothing: the terminal had the request, may have
 *   restarted since, or so much time has passed that it may have forgotten (reference 5.3)
 */
export function untilNotFoundProvesMs(context: TransactionContext, now: Moment): number | undefined {
  if (context.seenByTerminal || mayHaveRestarted(context, now)) return undefined;
  const { limits } = context.input;
  const { at: first, waitMs } = context.notFound ?? firstNotFound(context, now);
  const leftMs = Math.max(
    waitMs - atLeastMs(first, now),
    limits.notFoundAgeMinMs - atLeastMs(sentOf(context), now),
    context.hostDied === undefined ? 0 : (limits.lingerMaxMs ?? 0) - atLeastMs(context.hostDied, now),
    0,
  );
  return atMostMs(sentOf(context), now) + leftMs > limits.notFoundAgeMaxMs ? undefined : leftMs;
}

/** The first NotFound decides how long the wait is, and no later one cuts it. */
export function firstNotFound(context: TransactionContext, now: Moment): NonNullable<TransactionContext['notFound']> {
  return context.notFound ?? { at: now, waitMs: Math.max(context.input.limits.notFoundGapMs, silenceMs(context, now)) };
}

/** Whether a NotFound that comes now is the proof. */
export function provesNeverArrived(context: TransactionContext, now: Moment): boolean {
  return context.notFound !== undefined && untilNotFoundProvesMs(context, now) === 0;
}

/**
 * Whether the terminal, heard again now, can have restarted since it was heard last: a power cut looks like any silence. A clock that
 * nobody sets and that ran backwards is that of another boot, and tells nothing of how long the silence was.
 */
export function mayHaveRestarted(context: TransactionContext, now: Moment): boolean {
  const { terminalRestarted, input } = context;
  const ranBackwards = now.upMs < heardOf(context).upMs;
  return terminalRestarted || ranBackwards || silenceMs(context, now) > input.limits.terminalRestartMinMs;
}

function silenceMs(context: TransactionContext, now: Moment): number {
  return atMostMs(heardOf(context), now);
}

/** How long it is ago at most: a pause shows on the wall alone. */
export function atMostMs(then: Moment, now: Moment): number {
  return Math.max(now.atMs - then.atMs, now.upMs - then.upMs);
}

/** How long it is ago at least: a clock that nobody sets never says more than what passed. */
function atLeastMs(then: Moment, now: Moment): number {
  return now.upMs - then.upMs;
}

function sentOf(context: TransactionContext): Moment {
  return context.sent ?? birthOf(context.input);
}

function heardOf(context: TransactionContext): Moment {
  return context.heard ?? birthOf(context.input);
}
