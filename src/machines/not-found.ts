import type { TransactionContext, TransactionEvent, TransactionInput } from './transaction.types.ts';

/**
 * When an event happened, for everything that is concluded from how long something took: on the clock that nobody sets. A clock on
 * the wall that is set by half a minute would make a NotFound a proof while the request is still on its way. Journals of before
 * have that one alone; its moments and those of the other are so far apart that between them nothing is concluded.
 */
export function upMsOf(event: Pick<TransactionEvent, 'atMs' | 'upMs'>): number {
  return event.upMs ?? event.atMs;
}

/** The same of a transaction's birth. */
export function bornUpMs({ createdAtMs, createdUpMs }: TransactionInput): number {
  return createdUpMs ?? createdAtMs;
}

/**
 * When a second NotFound proves that the request never arrived: far enough from the first one, with a request old enough that
 * the terminal must have registered it (reference 5.4), and after waiting as long again as the terminal was silent. A request
 * that is stuck in a send queue is tried again at intervals that double, so the next try comes within that time; and the first
 * NotFound resets its connection, unless the process that had it is dead.
 *
 * @param upMs now, which is when the first NotFound comes if none came before
 * @returns a moment of the same clock, or `undefined` when NotFound proves nothing: the terminal had the request, may have restarted
 *   since, or so much time has passed that it may have forgotten (reference 5.3)
 */
export function whenNotFoundProves(context: TransactionContext, upMs: number): number | undefined {
  if (context.seenByTerminal || mayHaveRestarted(context, upMs)) return undefined;
  const provesUpMs = whenAnotherProves(context, upMs);
  return Math.max(provesUpMs, upMs) > sentUpMs(context) + context.input.limits.notFoundAgeMaxMs
    ? undefined
    : provesUpMs;
}

/** The same, whether or not it is too late by then: the first NotFound decides how long the wait is, and no later one cuts it. */
export function whenAnotherProves(context: TransactionContext, upMs: number): number {
  const { limits } = context.input;
  const silenceMs = upMs - heardUpMs(context);
  const provesUpMs =
    context.notFoundProvesUpMs ??
    Math.max(upMs + Math.max(limits.notFoundGapMs, silenceMs), sentUpMs(context) + limits.notFoundAgeMinMs);
  return Math.max(provesUpMs, context.lingersUntilUpMs ?? provesUpMs);
}

/** Whether a NotFound that comes now is the proof. */
export function provesNeverArrived(context: TransactionContext, upMs: number): boolean {
  const provesUpMs = whenNotFoundProves(context, upMs);
  return context.notFoundProvesUpMs !== undefined && provesUpMs !== undefined && upMs >= provesUpMs;
}

/**
 * Whether the terminal, heard again now, can have restarted since it was heard last: a power cut looks like any silence. A
 * clock that ran backwards is another one, and tells nothing of how long the silence was.
 */
export function mayHaveRestarted(context: TransactionContext, upMs: number): boolean {
  const silenceMs = upMs - heardUpMs(context);
  return context.terminalRestarted || silenceMs < 0 || silenceMs > context.input.limits.terminalRestartMinMs;
}

function sentUpMs(context: TransactionContext): number {
  return context.sentUpMs ?? bornUpMs(context.input);
}

function heardUpMs(context: TransactionContext): number {
  return context.heardUpMs ?? bornUpMs(context.input);
}
