/**
 * No code that a caller injects or subscribes may end a payment or the process. This file ensures that: every logger
 * and every stream of the engine passes through here.
 */
import { Observable, Subscriber, type Observer, type Operator, type Subscription } from 'rxjs';
import { logEvent } from '../../adapters/logging/log-event.ts';
import { errorCode } from '../../errors.ts';
import { asyncValues } from './async-values.ts';
import { silentLogger, type Logger } from './logging.ts';
import { signalOf, type WaitOptions } from './wait-options.ts';

const noop = () => {};

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error'] as const;

/** A logger whose calls never throw: a line that cannot be logged is lost, and nothing else. */
export function safeLogger(logger: Logger): Logger {
  if (logger === silentLogger) return logger;
  const levels = LEVELS.map((level) => [
    level,
    (fields: object, message: string) => {
      try {
        // There is nowhere left to report a failure, now or later.
        handled(logger[level](fields, message));
      } catch {
        // As above.
      }
    },
  ]);
  return {
    ...(Object.fromEntries(levels) as Pick<Logger, (typeof LEVELS)[number]>),
    child(bindings) {
      try {
        const child = logger.child(bindings);
        if (isLogger(child)) return safeLogger(child);
        handled(child);
        return safeLogger(logger);
      } catch {
        return safeLogger(logger);
      }
    },
  };
}

/** The members of a logger that a value lacks. */
export function missingOfLogger(logger: unknown): readonly string[] {
  const members = (typeof logger === 'object' || typeof logger === 'function') && logger !== null ? logger : {};
  return [...LEVELS, 'child'].filter((name) => typeof (members as Record<string, unknown>)[name] !== 'function');
}

function isLogger(value: unknown): value is Logger {
  return missingOfLogger(value).length === 0;
}

/** Takes care of a promise that a call of injected code may have given: its rejection would end the process. */
export function handled(result: unknown, onFailure: (reason: unknown) => void = noop): void {
  if (typeof result !== 'object' || result === null || !('then' in result) || typeof result.then !== 'function') return;
  void Promise.resolve(result as PromiseLike<unknown>).catch(onFailure);
}

/**
 * A stream of the engine: an RxJS Observable that is also an async iterable. `for await` reads the values from now on (with a current
 * value: that first), ends with the stream, which is when the engine closes at the latest, and unsubscribes where the loop is left. The
 * engine never waits for a reader: 1000 values are kept for one that is slow, and then it misses the oldest; 10000 of the states of one
 * transaction, which are more than three days of checks.
 */
export interface Stream<T> extends Observable<T>, AsyncIterable<T> {
  /**
   * The same as `for await` reads. An aborted `signal` ends it, and the read that is under way, or the next one, rejects with its reason.
   *
   * @throws {InputError} `ERR_INPUT_SIGNAL`
   */
  values(options?: WaitOptions): AsyncIterableIterator<T, void, undefined>;
}

/** How many values are buffered for a reader of the async iterable. */
const BUFFERED_MAX = 1000;

/**
 * A stream whose subscribers cannot harm the process: what one of them throws, at once or by a promise, is logged, where RxJS would
 * raise it as an uncaught exception. The streams that operators make of it are the same.
 */
export class SafeObservable<T> extends Observable<T> implements Stream<T> {
  readonly #log: Logger;
  readonly #bufferedMax: number;

  /** @param bufferedMax how many values are kept for a slow reader of the async iterable */
  constructor(source: Observable<T>, log: Logger, bufferedMax = BUFFERED_MAX) {
    super((subscriber) => source.subscribe(subscriber));
    this.#log = log;
    this.#bufferedMax = bufferedMax;
  }

  /** @internal Called by every operator of RxJS. */
  override lift<R>(operator?: Operator<T, R>): Observable<R> {
    return new SafeObservable(super.lift(operator), this.#log, this.#bufferedMax);
  }

  override subscribe(
    observer?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((reason: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // The subscriber of an operator: what throws behind it belongs to the stream that the operator returned.
    if (observer instanceof Subscriber) return super.subscribe(observer);
    const given: Partial<Observer<T>> =
      typeof observer === 'object' && observer !== null ? observer : withoutNulls({ next: observer, error, complete });
    return super.subscribe({
      next: (value) => this.#guard(() => given.next?.(value)),
      error: (reason: unknown) => this.#guard(() => this.#fail(given, reason)),
      complete: () => this.#guard(() => given.complete?.()),
    });
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T, void, undefined> {
    return this.values();
  }

  values(options: WaitOptions = {}): AsyncIterableIterator<T, void, undefined> {
    return asyncValues(this, this.#bufferedMax, signalOf(options));
  }

  #fail(given: Partial<Observer<T>>, reason: unknown): unknown {
    if (typeof given.error === 'function') return given.error(reason);
    throw reason;
  }

  #guard(call: () => unknown): void {
    const report = (reason: unknown) => {
      const name = reason instanceof Error ? reason.name : typeof reason;
      logEvent(this.#log, 'engine.subscriberThrew', { error: name });
    };
    try {
      handled(call(), report);
    } catch (reason) {
      report(reason);
    }
  }
}

/** Runs code that must not fail: a failure is logged as a bug, by its code alone. */
export function contained(log: Logger, part: string, call: () => void): void {
  try {
    call();
  } catch (error) {
    logEvent(log, 'engine.contained', { part, error: describeError(error) });
  }
}

/** Handles a promise that no caller awaits: a rejection is logged as a bug. */
export function detached(log: Logger, part: string, work: Promise<unknown>): void {
  work.catch((error: unknown) =>
    contained(log, part, () => {
      throw error;
    }),
  );
}

/** The code of an error, else its name: never its message, which may quote what must not be logged. */
export function describeError(error: unknown): string {
  return errorCode(error) ?? (error instanceof Error ? error.name : typeof error);
}

function withoutNulls<T>(members: { [Name in keyof Observer<T>]?: Observer<T>[Name] | null | undefined }): Partial<
  Observer<T>
> {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => typeof member === 'function'));
}
