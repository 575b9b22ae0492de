import {
  createEngine,
  inspectJournal,
  type Engine,
  type EngineOptions,
  type Inspected,
  type InspectedChanges,
} from '../../index.ts';
import type { Amount } from '../../protocol/money.ts';

/** Short waits, so that a story is played in a minute. */
const LIMITS = {
  responseTimeoutMs: 30_000,
  firstCheckDelayMs: 2500,
  statusIntervalMs: 2500,
  statusTimeoutMs: 8000,
  fastChecksMax: 3,
  // The terminal of the play view is up again in two seconds, where a real one takes most of a minute.
  terminalRestartMinMs: 1000,
  stalledIntervalMs: 15_000,
  closeTimeoutMs: 50,
} as const;

/** A till that can be killed and started: its journal stays, and the page stays open. */
export class PlayTill {
  readonly #options: EngineOptions & { readonly journal: string };
  readonly #onStart: (engine: Engine) => void;
  readonly #followers = new Set<(changes: InspectedChanges) => void>();
  #engine: Engine | undefined;
  #unfollow: (() => void) | undefined;
  #last: string | undefined;
  #isBusy = false;

  constructor(options: EngineOptions & { readonly journal: string }, onStart: (engine: Engine) => void) {
    this.#options = { ...options, limits: LIMITS };
    this.#onStart = onStart;
  }

  get isRunning(): boolean {
    return this.#engine !== undefined;
  }

  /** The transaction that was started last. */
  get last(): string | undefined {
    return this.#last;
  }

  async start(): Promise<void> {
    if (this.#engine !== undefined || this.#isBusy) return;
    this.#isBusy = true;
    try {
      this.#engine = await createEngine(this.#options);
    } finally {
      this.#isBusy = false;
    }
    const { inspection } = this.#engine;
    this.#onStart(this.#engine);
    this.#unfollow = inspection.follow((changes) => this.#pass(changes));
    this.#pass({ ...(await inspection.overview()), events: 0, missed: 0 });
  }

  /** As if it lost its power: nothing that is in flight is waited for. What was stored is what is left of it. */
  async kill(): Promise<void> {
    const engine = this.#engine;
    this.#engine = undefined;
    this.#unfollow?.();
    await engine?.close();
  }

  pay(amount: Amount, reference: string): void {
    const [terminal] = this.#options.terminals;
    const payment = this.#engine?.pay({ poiid: terminal?.poiid ?? '', amount, reference });
    this.#last = payment?.id ?? this.#last;
  }

  /** Gives the last payment back. */
  refund(): void {
    const [terminal] = this.#options.terminals;
    if (this.#last === undefined || this.#engine?.transaction(this.#last)?.state.outcome?.charged !== 'yes') return;
    const reference = `REFUND-${this.#last.slice(-4)}`;
    this.#last = this.#engine.refund({ poiid: terminal?.poiid ?? '', transaction: this.#last, reference }).id;
  }

  stop(): void {
    if (this.#last !== undefined) this.#engine?.transaction(this.#last)?.abort();
  }

  check(): void {
    if (this.#last !== undefined) this.#engine?.transaction(this.#last)?.checkStatus();
  }

  decide(outcome: 'charged' | 'notCharged'): void {
    if (this.#last === undefined) return;
    this.#engine?.override({ transaction: this.#last, by: 'you', reason: 'decided at the page', outcome });
  }

  /** What the page reads: the engine that runs, or what the journal has while none does. */
  get source(): Inspected {
    return {
      overview: () => this.#read(async (source) => ({ ...(await source.overview()), source: 'live' as const })),
      transaction: (id) => this.#read((source) => source.transaction(id)),
      follow: (onChanges) => {
        this.#followers.add(onChanges);
        return () => this.#followers.delete(onChanges);
      },
    };
  }

  async #read<T>(read: (source: Inspected) => Promise<T>): Promise<T> {
    if (this.#engine !== undefined) return read(this.#engine.inspection);
    const journal = await inspectJournal(this.#options.journal);
    try {
      return await read(journal);
    } finally {
      await journal.close();
    }
  }

  #pass(changes: InspectedChanges): void {
    for (const follower of this.#followers) follower(changes);
  }
}
