import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { SharedJournal } from '../../adapters/ports/shared-journal.port.ts';
import { errorCode } from '../../errors.ts';
import type { GatewayEngine } from '../gateway-engine.ts';
import type { MissedEvent } from './event.ts';
import type { EventRing } from './event-ring.ts';
import { transactionEvent } from './state-events.ts';

/** What the event streams need of a journal that several engines share. */
export type FollowedJournal = Required<Pick<SharedJournal, 'position' | 'readAfter'>>;

const LOOK_EVERY_MS = 1000;
/** From the confirmation of a record to its event it is milliseconds, where this process runs at all: looks are counted, and no time. */
const LOOKS_BEHIND = 10;

interface FollowerDependencies {
  readonly journal: FollowedJournal;
  readonly engine: Pick<GatewayEngine, 'find'>;
  readonly clock: Pick<Clock, 'setTimeout' | 'clearTimeout'>;
  /** What was reported. */
  readonly ring: Pick<EventRing, 'newest'>;
  readonly report: (event: MissedEvent) => void;
}

/**
 * Reads what is stored in a journal that several servers share, and reports what this one has not reported itself: the transactions of the
 * others, and those that another one ended before this one had their terminal.
 */
export class JournalFollower {
  readonly #deps: FollowerDependencies;
  /** Up to where it was read, at the last looks. */
  readonly #looks: number[];
  /** Transactions of which something was stored, and which were not compared with what was reported. */
  readonly #unread = new Set<string>();
  #position: number;
  #timer: unknown;
  #isClosed = false;

  constructor(deps: FollowerDependencies) {
    this.#deps = deps;
    this.#position = deps.journal.position();
    this.#looks = [this.#position];
    this.#lookLater();
  }

  /**
   * A place in the journal up to which everything was certainly reported here. It is in the id of each event, so that another server
   * knows from where a reader goes on. It lags: a record that is sent twice does no harm, one that is never sent would.
   */
  get place(): number {
    return this.#looks[0] ?? 0;
  }

  close(): void {
    this.#isClosed = true;
    this.#deps.clock.clearTimeout(this.#timer);
  }

  #lookLater(): void {
    if (this.#isClosed) return;
    this.#timer = this.#deps.clock.setTimeout(() => void this.#look().finally(() => this.#lookLater()), LOOK_EVERY_MS);
  }

  /** Never rejects: what cannot be read now is read at a later look, and the engine says why it cannot. */
  async #look(): Promise<void> {
    const isRead = await this.#readNews().then(
      () => true,
      () => false,
    );
    for (const id of this.#unread) await this.#compare(id).catch((error: unknown) => this.#onFailure(id, error));
    if (!isRead || this.#unread.size > 0) return;
    this.#looks.push(this.#position);
    if (this.#looks.length > LOOKS_BEHIND) this.#looks.shift();
  }

  async #readNews(): Promise<void> {
    for await (const { position, record } of this.#deps.journal.readAfter(this.#position)) {
      this.#position = position;
      if (record.type !== 'orphan') this.#unread.add(record.transaction);
    }
  }

  async #compare(id: string): Promise<void> {
    const before = this.#newest(id);
    const found = await this.#deps.engine.find(id);
    // It goes on here, and that was reported meanwhile: what was found may be older.
    if (this.#isClosed || this.#newest(id) !== before) return;
    this.#unread.delete(id);
    if (found === undefined) return;
    const event = transactionEvent(found.state);
    if (before?.data !== event.data) this.#deps.report(event);
  }

  /** What is damaged stays so: it is reported by the engine that has its terminal. */
  #onFailure(id: string, error: unknown): void {
    if (errorCode(error) === 'ERR_JOURNAL_CORRUPT') this.#unread.delete(id);
  }

  #newest(transaction: string) {
    return this.#deps.ring.newest('transaction', { transaction });
  }
}
