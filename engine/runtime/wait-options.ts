import { z } from 'zod';
import { findUnknown, formatValue, InputError } from '../../errors.ts';

const noop = () => {};

/** How long a caller waits. */
export interface WaitOptions {
  /** Ends the wait when it is aborted, and nothing else: what is waited for goes on. */
  readonly signal?: AbortSignal | undefined;
}

const SignalSchema = z.instanceof(AbortSignal).optional();

interface Waiting {
  readonly calls: Set<() => void>;
  readonly callAll: () => void;
}

/** What waits for each signal: it has one listener, however many these are. Of the eleventh, Node.js would warn as of a leak. */
const waiting = new WeakMap<AbortSignal, Waiting>();

/** Calls back when the signal is aborted, at once if it is already. @returns ends that */
export function onAborted(signal: AbortSignal | undefined, call: () => void): () => void {
  if (signal === undefined) return noop;
  if (signal.aborted) {
    call();
    return noop;
  }
  const { calls, callAll } = waiting.get(signal) ?? listenTo(signal);
  const mine = () => call(); // the same function may wait twice
  calls.add(mine);
  return () => {
    calls.delete(mine);
    if (calls.size > 0 || waiting.get(signal)?.calls !== calls) return;
    waiting.delete(signal);
    signal.removeEventListener('abort', callAll);
  };
}

function listenTo(signal: AbortSignal): Waiting {
  const calls = new Set<() => void>();
  const callAll = () => {
    for (const call of calls) call();
  };
  const one = { calls, callAll };
  waiting.set(signal, one);
  signal.addEventListener('abort', callAll, { once: true });
  return one;
}

/**
 * @param known the members that the options may have
 * @throws {InputError} `ERR_INPUT_SIGNAL`
 */
export function signalOf(options: WaitOptions, known: readonly string[] = ['signal']): AbortSignal | undefined {
  // From JavaScript it may be anything.
  const given: unknown = options;
  if (typeof given !== 'object' || given === null) {
    const expected = 'an object with a signal';
    throw new InputError('ERR_INPUT_SIGNAL', { path: 'options', expected, found: formatValue(given) });
  }
  const unknown = findUnknown(given, known);
  if (unknown !== undefined) {
    throw new InputError('ERR_INPUT_SIGNAL', { path: 'options', expected: `only ${known.join(', ')}`, found: unknown });
  }
  const { signal } = options;
  if (SignalSchema.safeParse(signal).success) return signal;
  throw new InputError('ERR_INPUT_SIGNAL', { path: 'signal', expected: 'an AbortSignal', found: formatValue(signal) });
}
