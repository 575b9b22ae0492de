import type { Observable } from 'rxjs';
import { onAborted } from './wait-options.ts';

const noop = () => {};

/**
 * The values of a stream, from now on, one at a time as the reader asks for them. The stream never waits for the reader: what is not
 * read yet is buffered, and of more than `bufferedMax` values the oldest are lost.
 *
 * Ends with the stream, also where that fails. Leaving the loop, or `return()`, unsubscribes at once; so does an aborted `signal`, with
 * whose reason the next read rejects.
 */
export function asyncValues<T>(
  source: Observable<T>,
  bufferedMax: number,
  signal?: AbortSignal,
): AsyncIterableIterator<T, void, undefined> {
  const buffered: T[] = [];
  let ended = false;
  let wake = noop;
  const end = () => {
    ended = true;
    wake();
  };
  const subscription = source.subscribe({
    next(value) {
      buffered.push(value);
      if (buffered.length > bufferedMax) buffered.shift();
      wake();
    },
    error: end,
    complete: end,
  });
  let stopListening = noop;
  const leave = () => {
    subscription.unsubscribe();
    stopListening();
    buffered.length = 0;
    end();
  };

  stopListening = onAborted(signal, leave);

  async function* read(): AsyncGenerator<T, void, undefined> {
    try {
      for (;;) {
        while (buffered.length > 0) yield buffered.shift() as T;
        signal?.throwIfAborted();
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      leave();
    }
  }
  const reader = read();
  return {
    next: () => reader.next(),
    // A generator alone would leave only after the value that it waits for.
    return() {
      leave();
      return reader.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
