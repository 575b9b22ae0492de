import {
  inspectJournal,
  type EngineOptions,
  type Inspected,
  type InspectedChanges,
  type InspectedOverview,
} from '../../index.ts';
import type { Amount } from '../../protocol/money.ts';
import { TillProcess } from './till-process.ts';

type JournalledOptions = EngineOptions & { readonly journal: string };

/** A till that can be killed and started: its journal stays, and the page stays open. */
export class PlayTill {
  readonly #options: JournalledOptions;
  readonly #onChange: (listenerUrl?: string) => void;
  readonly #followers = new Set<(changes: InspectedChanges) => void>();
  #process: TillProcess | undefined;
  #isStarting = false;
  #last: string | undefined;

  /** @param onChange it runs now and listens there, or it does not run any more */
  constructor(options: JournalledOptions, onChange: (listenerUrl?: string) => void) {
    this.#options = options;
    this.#onChange = onChange;
  }

  /** Of its process, while that runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** The transaction that was started last. */
  get last(): string | undefined {
    return this.#last;
  }

  /** @throws when the engine could not be created */
  async start(): Promise<void> {
    if (this.#process !== undefined || this.#isStarting) return;
    this.#isStarting = true;
    const process = new TillProcess(
      (changes) => this.#pass(changes),
      () => this.#ended(process),
    );
    try {
      const listenerUrl = await process.open(this.#options);
      this.#process = process;
      this.#onChange(listenerUrl);
    } catch (error) {
      await process.kill();
      throw error;
    } finally {
      this.#isStarting = false;
    }
    this.#pass({ ...(await this.source.overview()), events: 0, missed: 0 });
  }

  /** Its process is killed: nothing that is in flight is waited for. What was stored is what is left of it. */
  async kill(): Promise<void> {
    await this.#process?.kill();
  }

  async pay(amount: Amount, reference: string, asksForTip: boolean): Promise<void> {
    this.#last = (await this.#process?.ask({ do: 'pay', amount, reference, asksForTip })) ?? this.#last;
  }

  /** Gives the last payment back. */
  async refund(): Promise<void> {
    if (this.#last !== undefined)
      this.#last = (await this.#process?.ask({ do: 'refund', id: this.#last })) ?? this.#last;
  }

  async stop(): Promise<void> {
    if (this.#last !== undefined) await this.#process?.ask({ do: 'abort', id: this.#last });
  }

  async check(): Promise<void> {
    if (this.#last !== undefined) await this.#process?.ask({ do: 'checkStatus', id: this.#last });
  }

  async decide(outcome: 'charged' | 'notCharged'): Promise<void> {
    if (this.#last !== undefined) await this.#process?.ask({ do: 'override', id: this.#last, outcome });
  }

  /** What the page reads: the till that runs, or what the journal has while none does. */
  get source(): Inspected {
    return {
      overview: () =>
        this.#read<InspectedOverview>({ do: 'overview' }, async (journal) => ({
          ...(await journal.overview()),
          source: 'live' as const,
        })),
      transaction: (id) => this.#read({ do: 'transaction', id }, (journal) => journal.transaction(id)),
      follow: (onChanges) => {
        this.#followers.add(onChanges);
        return () => this.#followers.delete(onChanges);
      },
    };
  }

  async #read<T>(call: Parameters<TillProcess['ask']>[0], stored: (journal: Inspected) => Promise<T>): Promise<T> {
    const process = this.#process;
    try {
      if (process !== undefined) return await process.ask<T>(call);
    } catch (error) {
      // One that is killed while it reads has its journal.
      if (this.#process === process) throw error;
    }
    const journal = await inspectJournal(this.#options.journal);
    try {
      return await stored(journal);
    } finally {
      await journal.close();
    }
  }

  #ended(process: TillProcess): void {
    if (this.#process !== process) return;
    this.#process = undefined;
    this.#onChange();
  }

  #pass(changes: InspectedChanges): void {
    for (const follower of this.#followers) follower(changes);
  }
}
