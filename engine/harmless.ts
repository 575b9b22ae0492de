import { Observable, Subscriber, type Observer, type Subscription } from 'rxjs';
import type { Logger } from './logging.ts';

/**
 * A stream whose subscribers cannot harm the process: what one of them throws is logged, where RxJS would raise it as an uncaught
 * exception. Operators behind it are the caller's own.
 */
export class HarmlessObservable<T> extends Observable<T> {
  readonly #log: Logger;

  constructor(source: Observable<T>, log: Logger) {
    super((subscriber) => source.subscribe(subscriber));
    this.#log = log;
  }

  override subscribe(
    observer?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((reason: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // An operator's own subscriber: what throws behind it is the business of the stream it belongs to.
    if (observer instanceof Subscriber) return super.subscribe(observer);
    const given: Partial<Observer<T>> =
      typeof observer === 'object' && observer !== null ? observer : withoutNulls({ next: observer, error, complete });
    return super.subscribe({
      next: (value) => this.#guard(() => given.next?.(value)),
      error: (reason: unknown) => this.#guard(() => given.error?.(reason)),
      complete: () => this.#guard(() => given.complete?.()),
    });
  }

  #guard(call: () => void): void {
    try {
      call();
    } catch (reason) {
      const name = reason instanceof Error ? reason.name : typeof reason;
      this.#log.error({ error: name }, 'a subscriber threw; the engine goes on');
    }
  }
}

function withoutNulls<T>(members: { [Name in keyof Observer<T>]?: Observer<T>[Name] | null | undefined }): Partial<
  Observer<T>
> {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => typeof member === 'function'));
}
