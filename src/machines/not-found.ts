import type { TransactionContext } from './transaction.types.ts';

/**
 * When a second NotFound would prove that the request never arrived: far enough from the first one, with a request old enough
 * that the terminal must have registered it (reference 5.4).
 *
 * @param atMs now, which is when the first NotFound comes if none came before
 * @returns epoch milliseconds, or `undefined` when NotFound proves nothing: the terminal may have restarted, or so much time
 *   has passed that it may have forgotten (reference 5.3)
 */
export function whenNotFoundCanProve(context: TransactionContext, atMs: number): number | undefined {
  const { limits, createdAtMs } = context.input;
  const sentAtMs = context.sentAtMs ?? createdAtMs;
  const provableAtMs = Math.max(
    (context.notFoundSinceMs ?? atMs) + limits.notFoundGapMs,
    sentAtMs + limits.notFoundAgeMinMs,
  );
  const forgottenAtMs = sentAtMs + limits.notFoundAgeMaxMs;
  const mayHaveForgotten = Math.max(provableAtMs, atMs) > forgottenAtMs || mayHaveRestarted(context, atMs);
  return mayHaveForgotten ? undefined : provableAtMs;
}

/** Whether a NotFound that comes now is the proof. */
export function provesNeverArrived(context: TransactionContext, atMs: number): boolean {
  const provableAtMs = whenNotFoundCanProve(context, atMs);
  return context.notFoundSinceMs !== undefined && provableAtMs !== undefined && atMs >= provableAtMs;
}

/** Whether the terminal, heard again now, can have restarted since the request left. A power cut looks like any silence. */
export function mayHaveRestarted(context: TransactionContext, atMs: number): boolean {
  return context.terminalRestarted || atMs - context.heardAtMs > context.input.limits.terminalRestartMinMs;
}
