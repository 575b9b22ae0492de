import { memoryJournal, type Journal, type JournalRecord } from '../../adapters/index.ts';
import { JournalError } from '../../errors.ts';
import type { Prng } from '../../simulator/primitives/prng.ts';
import type { VirtualClock } from '../../simulator/world/virtual-clock.ts';
import type { DiskHealth } from '../schedule/schedule.ts';
import { never, type TillHost } from './till-host.ts';

interface PendingAppend {
  readonly host: TillHost;
  readonly records: readonly JournalRecord[];
}

/** The disk of a till: what it confirmed stays, whatever happens; what it did not confirm may be stored or not. */
export class Disk {
  health: DiskHealth = { kind: 'well' };
  /** Whether the till keeps its journal here; the journal of a till that stores elsewhere cannot be checked. */
  isUsed = false;
  readonly #stored = memoryJournal();
  readonly #clock: VirtualClock;
  readonly #prng: Prng;
  readonly #onStored: (record: JournalRecord) => void;
  /** On their way to the disk, in the order in which they will be stored. */
  #pending: PendingAppend[] = [];
  /** Refused by a failing disk since the last record that was stored, and possibly written all the same. */
  #refused: readonly JournalRecord[] = [];

  constructor(clock: VirtualClock, prng: Prng, onStored: (record: JournalRecord) => void) {
    this.#clock = clock;
    this.#prng = prng;
    this.#onStored = onStored;
  }

  /** A journal on this disk, for one process. */
  open(host: TillHost): Journal {
    const assertWell = () => {
      this.isUsed = true;
      if (this.health.kind === 'failing') throw new JournalError('ERR_JOURNAL_IO', 'the disk fails');
    };
    // Arrow functions: a generator has no `this` of the class.
    const read = async function* (records: AsyncIterable<JournalRecord>) {
      assertWell();
      for await (const record of records) yield await host.whileAlive(record);
    };
    return {
      append: (records) => this.#append(records, host),
      read: (transaction) => read(this.#stored.read(transaction)),
      readOpen: () => read(this.#stored.readOpen()),
      prune: (settledBeforeMs, now) => this.#stored.prune(settledBeforeMs, now),
      close: () => Promise.resolve(),
    };
  }

  /** Everything that is stored, to be compared. */
  records(transaction?: JournalRecord['transaction']): AsyncIterable<JournalRecord> {
    return this.#stored.read(transaction);
  }

  /** A process has ended: of its pending records, the first few are stored and the rest is lost. */
  async hostEnded(host: TillHost): Promise<void> {
    const own = this.#pending.filter((pending) => pending.host === host);
    this.#pending = this.#pending.filter((pending) => pending.host !== host);
    const survivors = own.slice(0, Math.floor(this.#prng.next() * (own.length + 1))).flatMap(({ records }) => records);
    const reappeared = host.ended === 'poweredOff' && own.length === 0 && this.#prng.next() < 0.5 ? this.#refused : [];
    this.#refused = [];
    for (const record of [...survivors, ...reappeared]) await this.#storeIfFree(record);
  }

  /** Of two records with the same sequence number, the first is kept. */
  async #storeIfFree(record: JournalRecord): Promise<void> {
    try {
      await this.#store([record]);
    } catch (error) {
      if (!(error instanceof JournalError)) throw error;
    }
  }

  async #append(records: readonly JournalRecord[], host: TillHost): Promise<void> {
    this.isUsed = true;
    const pending = { host, records };
    this.#pending.push(pending);
    if (!host.cross()) return never();
    const { health } = this;
    if (health.kind === 'failing' || health.kind === 'full') {
      this.#pending = this.#pending.filter((one) => one !== pending);
      if (health.kind === 'full') throw new JournalError('ERR_JOURNAL_FULL', 'the disk is full');
      this.#refused = records;
      throw new JournalError('ERR_JOURNAL_IO', 'the disk fails');
    }
    if (health.kind === 'stalling') {
      await new Promise<void>((resolve) => this.#clock.setTimeout(resolve, health.byMs));
    }
    if (!host.isAlive) return never();
    this.#pending = this.#pending.filter((one) => one !== pending);
    await this.#store(records);
    this.#refused = [];
    return host.whileAlive(undefined);
  }

  async #store(records: readonly JournalRecord[]): Promise<void> {
    await this.#stored.append(records);
    records.forEach(this.#onStored);
  }
}
