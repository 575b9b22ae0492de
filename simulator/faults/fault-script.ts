import { stageOf, type FaultSource, type FaultStage } from './fault-stages.ts';
import type { Fault } from './faults.ts';

/** A fault and the requests it is for. */
export type ScriptEntry = Fault & {
  /** Only for requests of this MessageCategory. A connection fault comes before the category is known: only its turn counts. */
  readonly category?: string | undefined;
  /** How many requests it strikes. Default 1; `Infinity` for all. */
  readonly times?: number | undefined;
};

/** Faults that are used up in the order in which they were added. */
export class FaultScript implements FaultSource {
  #entries: { readonly entry: ScriptEntry; left: number }[] = [];

  add(...entries: readonly ScriptEntry[]): void {
    this.#entries.push(...entries.map((entry) => ({ entry, left: entry.times ?? 1 })));
  }

  clear(): void {
    this.#entries = [];
  }

  /** How many strikes are still to come. */
  get left(): number {
    return this.#entries.reduce((sum, { left }) => sum + left, 0);
  }

  next(stage: FaultStage, category?: string): Fault | undefined {
    this.#entries = this.#entries.filter(({ left }) => left > 0);
    // A connection fault waits until everything before it has struck; the others look for the first that is for them.
    const due =
      stage === 'request'
        ? this.#entries.find(({ entry }) => stageOf(entry.kind) === stage && isFor(entry, category))
        : this.#entries.slice(0, 1).find(({ entry }) => stageOf(entry.kind) === stage);
    if (due === undefined) return undefined;
    due.left -= 1;
    return due.entry;
  }
}

function isFor(entry: ScriptEntry, category: string | undefined): boolean {
  return entry.category === undefined || entry.category === category;
}
