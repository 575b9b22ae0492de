import type { TransactionContext } from './transaction.types.ts';

/**
 * When a second NotFound proves that the request never arrived: far enough from the first one, with a request old enough that
 * the terminal must have registered it (reference 5.4), and after waiting as long again as the terminal was silent. A request
 * that is stuck in a send queue is tried again at intervals that double, so the next try comes within that time.
 *
 * @param atMs now, which is when the first NotFound comes if none came before
 * @returns epoch milliseconds, or `undefined` when NotFound proves nothing: the terminal had the request, may have restarted
 *   since, or so much time has passed that it may have forgotten (reference 5.3)
 */
export function whenNotFoundProves(context: TransactionContext, atMs: number): number | undefined {
  if (context.seenByTerminal || mayHaveRestarted(context, atMs)) return undefined;
  const provesAtMs = whenAnotherProves(context, atMs);
  return Math.max(provesAtMs, atMs) > sentAtMs(context) + context.input.limits.notFoundAgeMaxMs
    ? undefined
    : provesAtMs;
}

/** The same, whether or not it is too late by then: the first NotFound decides how long the wait is, and no later one cuts it. */
export function whenAnotherProves(context: TransactionContext, atMs: number): number {
  const { limits } = context.input;
  const silenceMs = atMs - context.heardAtMs;
  return (
    context.notFoundProvesAtMs ??
    Math.max(atMs + Math.max(limits.notFoundGapMs, silenceMs), sentAtMs(context) + limits.notFoundAgeMinMs)
  );
}

/** Whether a NotFound that comes now is the proof. */
export function provesNeverArrived(context: TransactionContext, atMs: number): boolean {
  const provesAtMs = whenNotFoundProves(context, atMs);
  return context.notFoundProvesAtMs !== undefined && provesAtMs !== undefined && atMs >= provesAtMs;
}

/**
 * Whether the terminal, heard again now, can have restarted since it was heard last: a power cut looks like any silence. A
 * clock that ran backwards tells nothing of how long the silence was.
 */
export function mayHaveRestarted(context: TransactionContext, atMs: number): boolean {
  const silenceMs = atMs - context.heardAtMs;
  return context.terminalRestarted || silenceMs < 0 || silenceMs > context.input.limits.terminalRestartMinMs;
}

function sentAtMs(context: TransactionContext): number {
  return context.sentAtMs ?? context.input.createdAtMs;
}
