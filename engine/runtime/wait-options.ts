import { z } from 'zod';
import { formatValue, InputError } from '../../errors.ts';

/** How long a caller waits. */
export interface WaitOptions {
  /** Ends the wait when it is aborted, and nothing else: what is waited for goes on. */
  readonly signal?: AbortSignal | undefined;
}

const SignalSchema = z.instanceof(AbortSignal).optional();

/** Calls back when the signal is aborted, at once if it is already. @returns ends that */
export function onAborted(signal: AbortSignal | undefined, call: () => void): () => void {
  if (signal?.aborted === true) call();
  else signal?.addEventListener('abort', call, { once: true });
  return () => signal?.removeEventListener('abort', call);
}

/** @throws {InputError} `ERR_INPUT_SIGNAL` */
export function signalOf({ signal }: WaitOptions): AbortSignal | undefined {
  if (SignalSchema.safeParse(signal).success) return signal;
  throw new InputError('ERR_INPUT_SIGNAL', { path: 'signal', expected: 'an AbortSignal', found: formatValue(signal) });
}
