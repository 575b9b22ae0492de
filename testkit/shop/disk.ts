import { memoryJournal, type Journal, type JournalRecord } from '../../adapters/index.ts';
import { JournalError, type DamagedTransaction } from '../../errors.ts';
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
  /** Whether the till keeps its journal here; the journal of a till that stores elsewhere cannot be checked. */
  isUsed = false;
  readonly #stored = memoryJournal();
  readonly #clock: VirtualClock;
  readonly #prng: Prng;
  readonly #onStored: (record: JournalRecord) => void;
  /** On their way to the disk, in the order in which they will be stored. */
  #pending: PendingAppend[] = [];
  #health: DiskHealth = { kind: 'well' };
  /** Calls that a hanging disk does not answer. */
  #waiting: (() => void)[] = [];
  /** The transactions of which a record cannot be read any more. */
  readonly #damaged = new Map<string, DamagedTransaction>();
  readonly #closedByPerson = new Set<string>();
  #last: JournalRecord | undefined;
  /** Refused by a failing disk since the last record that was stored, and possibly written all the same. */
  #refused: readonly JournalRecord[] = [];

  constructor(clock: VirtualClock, prng: Prng, onStored: (record: JournalRecord) => void) {
    this.#clock = clock;
    this.#prng = prng;
    this.#onStored = onStored;
  }

  get health(): DiskHealth {
    return this.#health;
  }

  set health(health: DiskHealth) {
    this.#health = health;
    if (health.kind !== 'hanging') for (const go of this.#waiting.splice(0)) go();
  }

  /** Whether a person has closed a damaged transaction, and the disk has stored it. */
  isClosedByPerson(transaction: string): boolean {
    return this.#closedByPerson.has(transaction);
  }

  /** Whether records of a transaction were damaged. */
  isDamaged(transaction: string): boolean {
    return this.#damaged.has(transaction);
  }

  /** A journal on this disk, for one process. */
  open(host: TillHost): Journal {
    const assertWell = () => {
      this.isUsed = true;
      if (this.health.kind === 'failing') throw new JournalError('ERR_JOURNAL_IO', 'the disk fails');
    };
    const read = async function* (
      this: Disk,
      records: AsyncIterable<JournalRecord>,
      damaged: () => DamagedTransaction[],
    ) {
      await this.#answer();
      assertWell();
      for await (const record of records) {
        if (!this.isDamaged(record.transaction)) yield await host.whileAlive(record);
      }
      const [first] = damaged();
      if (first === undefined) return;
      const { transaction, what } = first;
      throw new JournalError('ERR_JOURNAL_CORRUPT', `transaction ${transaction}: ${what}`, {
        transaction,
        damaged: damaged(),
      });
    }.bind(this);
    const found = (isWanted: (one: DamagedTransaction) => boolean) => () =>
      [...this.#damaged.values()].filter(isWanted);
    return {
      append: (records) => this.#append(records, host),
      read: (id) =>
        read(
          this.#stored.read(id),
          found(({ transaction }) => id === undefined || transaction === id),
        ),
      // What is damaged counts as open until a person closes it.
      readOpen: () =>
        read(
          this.#stored.readOpen(),
          found(({ transaction }) => !this.#closedByPerson.has(transaction)),
        ),
      prune: (settledBeforeMs, now) => this.#stored.prune(settledBeforeMs, now),
      close: () => Promise.resolve(),
    };
  }

  /** Everything that is stored, to be compared. */
  records(transaction?: JournalRecord['transaction']): AsyncIterable<JournalRecord> {
    return this.#stored.read(transaction);
  }

  /** A process has ended: of its pending records, the first few are stored and the rest is lost. */
  async hostEnded(host: TillHost, damagesTail: boolean): Promise<void> {
    const own = this.#pending.filter((pending) => pending.host === host);
    this.#pending = this.#pending.filter((pending) => pending.host !== host);
    const survivors = own.slice(0, Math.floor(this.#prng.next() * (own.length + 1))).flatMap(({ records }) => records);
    const reappeared = host.ended === 'poweredOff' && own.length === 0 && this.#prng.next() < 0.5 ? this.#refused : [];
    this.#refused = [];
    for (const record of [...survivors, ...reappeared]) await this.#storeIfFree(record);
    if (damagesTail) this.#damageTail();
  }

  /** The record that was stored last cannot be read any more; sometimes its terminal is not known then either. */
  #damageTail(): void {
    const last = this.#last;
    if (last === undefined || last.type === 'orphan') return;
    const { transaction, seq, poiid } = last;
    const isKnown = poiid !== undefined && this.#prng.next() < 0.7;
    const what = `expected its record ${seq}, found none that can be read`;
    this.#damaged.set(transaction, { transaction, nextSeq: seq, what, ...(isKnown && { poiid }) });
    this.#closedByPerson.delete(transaction);
  }

  async #answer(): Promise<void> {
    while (this.#health.kind === 'hanging') await new Promise<void>((resolve) => this.#waiting.push(resolve));
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
    await this.#answer();
    if (!host.isAlive) return never();
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
    for (const record of records) this.#note(record);
  }

  #note(record: JournalRecord): void {
    this.#last = record;
    if (record.settles === true && record.type === 'event' && record.event.type === 'sale.override') {
      this.#closedByPerson.add(record.transaction);
    }
    this.#onStored(record);
  }
}
