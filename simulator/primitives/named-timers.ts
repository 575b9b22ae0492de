import type { SimulatorClock } from './clock.ts';

/** Timers by name, on a clock: setting a name again replaces its timer, and `clear` leaves none behind. */
export class NamedTimers<Name extends string | symbol> {
  readonly #clock: SimulatorClock;
  readonly #handles = new Map<Name, unknown>();

  constructor(clock: SimulatorClock) {
    this.#clock = clock;
  }

  set(name: Name, afterMs: number, run: () => void): void {
    this.unset(name);
    const fire = () => {
      this.#handles.delete(name);
      run();
    };
    this.#handles.set(name, this.#clock.setTimeout(fire, afterMs));
  }

  unset(name: Name): void {
    if (!this.#handles.has(name)) return;
    this.#clock.clearTimeout(this.#handles.get(name));
    this.#handles.delete(name);
  }

  clear(): void {
    for (const name of this.#handles.keys()) this.unset(name);
  }
}
