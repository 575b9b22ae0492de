import type { JournalRecord } from '../../../adapters/index.ts';
import { JournalError } from '../../../errors.ts';
import type { VirtualClock } from '../../../simulator/world/virtual-clock.ts';

/** What the database keeps, in the order in which it was stored. A replica that lags has the first part of it. */
type Entry =
  | { readonly kind: 'record'; readonly record: JournalRecord }
  | { readonly kind: 'taken'; readonly poiid: string; readonly fence: number };

/** How far the log had come, and what stood there: another database with as many entries is recognised. */
export interface Tip {
  readonly position: number;
  readonly entry: object | undefined;
}

export type News = 'records' | 'owners';

/** A session as the server has it. */
export interface ServerSession {
  readonly id: number;
  readonly owner: string;
  seenMs: number;
  isEnded: boolean;
}

export interface SessionRequest {
  readonly owner: string;
  /** For how long an engine believes in its session without hearing of it. */
  readonly trustMs: number;
  /** The last sessions of the same engine: nothing that is on its way in them counts any more. */
  readonly earlier: readonly number[];
  readonly tip: Tip;
  /** How the server ends the session. */
  readonly onEnd: () => void;
  readonly onNews: (news: News) => void;
}

type Session = ServerSession & SessionRequest;

interface Owned {
  readonly session: Session;
  readonly fence: number;
  readonly sinceMs: number;
}

export const refusal = (code: 'ERR_JOURNAL_FENCED' | 'ERR_JOURNAL_CONFLICT' | 'ERR_JOURNAL_ROLLED_BACK', of: string) =>
  new JournalError(code, `the database: ${of}`);

/** The database that the engines of two hosts share. Each statement happens at once; what is slow is the way to it, and its condition. */
export class Database {
  readonly #clock: VirtualClock;
  readonly #onStored: (record: JournalRecord) => void;
  readonly #sessions: Session[] = [];
  #log: Entry[] = [];
  #owners = new Map<string, Owned>();
  #fences = new Map<string, number>();

  constructor(clock: VirtualClock, onStored: (record: JournalRecord) => void) {
    this.#clock = clock;
    this.#onStored = onStored;
  }

  get tip(): Tip {
    return { position: this.#log.length, entry: this.#log.at(-1) };
  }

  get sessions(): readonly ServerSession[] {
    return this.#sessions.filter(({ isEnded }) => !isEnded);
  }

  // --- statements ---

  /** @throws {JournalError} `ERR_JOURNAL_ROLLED_BACK` when it has not what that engine knows of */
  begin(request: SessionRequest): ServerSession {
    const { position, entry } = request.tip;
    if (position > 0 && this.#log[position - 1] !== entry) throw refusal('ERR_JOURNAL_ROLLED_BACK', 'records are gone');
    for (const id of request.earlier) this.end(id);
    const session = { ...request, id: this.#sessions.length + 1, seenMs: this.#clock.now(), isEnded: false };
    this.#sessions.push(session);
    return session;
  }

  /** @returns whether the session lives */
  beat(id: number): boolean {
    const session = this.#sessions[id - 1];
    if (session === undefined || session.isEnded) return false;
    session.seenMs = this.#clock.now();
    return true;
  }

  /** All of them, or none. @throws {JournalError} `ERR_JOURNAL_FENCED`, `ERR_JOURNAL_CONFLICT` */
  append(id: number, records: readonly JournalRecord[], fences: ReadonlyMap<string, number>): void {
    const isAlive = this.beat(id);
    for (const { poiid, transaction, seq, type } of records) {
      const owned = poiid === undefined ? undefined : this.#ownedBy(poiid);
      const isOwn = poiid === undefined || (owned?.session.id === id && owned.fence === fences.get(poiid));
      if (!isAlive || !isOwn) throw refusal('ERR_JOURNAL_FENCED', `${poiid ?? 'a terminal'} is not this engine's`);
      const stored = this.recordsOf(transaction);
      if (stored.some((record) => record.seq === seq || type === 'opened')) {
        throw refusal('ERR_JOURNAL_CONFLICT', `${transaction} has a record ${seq}`);
      }
    }
    for (const record of records) {
      this.#log.push({ kind: 'record', record });
      this.#onStored(record);
    }
    this.#tell('records');
  }

  /** @returns the fence under which the terminal is the session's; `undefined` when its owner lives */
  take(id: number, poiid: string): number | undefined {
    const session = this.#sessions[id - 1];
    if (session === undefined || !this.beat(id)) throw refusal('ERR_JOURNAL_FENCED', 'the session was ended');
    const owned = this.#ownedBy(poiid);
    if (owned?.session === session) return owned.fence;
    if (owned !== undefined && !this.#isSilent(owned.session)) return undefined;
    if (owned !== undefined) this.end(owned.session.id);
    const fence = (this.#fences.get(poiid) ?? 0) + 1;
    this.#fences.set(poiid, fence);
    this.#log.push({ kind: 'taken', poiid, fence });
    this.#owners.set(poiid, { session, fence, sinceMs: this.#clock.now() });
    this.#tell('owners');
    return fence;
  }

  give(id: number, poiid: string): void {
    if (this.#ownedBy(poiid)?.session.id !== id) return;
    this.#owners.delete(poiid);
    this.#tell('owners');
  }

  ownerOf(
    poiid: string,
  ): { readonly session: ServerSession; readonly fence: number; readonly sinceMs: number } | undefined {
    const owned = this.#ownedBy(poiid);
    return owned === undefined || this.#isSilent(owned.session) ? undefined : owned;
  }

  recordsOf(transaction?: string): readonly JournalRecord[] {
    return this.recordsAfter(0).flatMap(({ record }) =>
      transaction === undefined || record.transaction === transaction ? [record] : [],
    );
  }

  recordsAfter(position: number): readonly { readonly position: number; readonly record: JournalRecord }[] {
    return this.#log.flatMap((entry, index) =>
      index >= position && entry.kind === 'record' ? [{ position: index + 1, record: entry.record }] : [],
    );
  }

  /** Of every transaction that no record settles, by transaction, the oldest first. */
  openRecords(poiid?: string): readonly JournalRecord[] {
    const transactions = [...new Set(this.recordsOf().map(({ transaction }) => transaction))];
    return transactions.flatMap((transaction) => {
      const records = this.recordsOf(transaction);
      const isOpen = !records.some(({ settles }) => settles === true);
      const isOf =
        poiid === undefined || records.some((record) => record.poiid === undefined || record.poiid === poiid);
      return isOpen && isOf ? records : [];
    });
  }

  // --- what happens to it ---

  /** The locks of the session are free. */
  end(id: number): void {
    const session = this.#sessions[id - 1];
    if (session === undefined || session.isEnded) return;
    session.isEnded = true;
    session.onEnd();
    this.#tell('owners');
  }

  /** Its sessions are gone, and with them who owns what. @returns the records that are gone */
  failOver(lostEntries: number): readonly JournalRecord[] {
    for (const { id } of this.sessions) this.end(id);
    const kept = Math.max(0, this.#log.length - lostEntries);
    const lost = this.#log.slice(kept).flatMap((entry) => (entry.kind === 'record' ? [entry.record] : []));
    this.#log = this.#log.slice(0, kept);
    this.#owners.clear();
    this.#fences = new Map(this.#log.flatMap((entry) => (entry.kind === 'taken' ? [[entry.poiid, entry.fence]] : [])));
    return lost;
  }

  #ownedBy(poiid: string): Owned | undefined {
    const owned = this.#owners.get(poiid);
    return owned?.session.isEnded === false ? owned : undefined;
  }

  /** For half as long again as it may believe in itself: then it believes no more, however its clock goes. */
  #isSilent({ seenMs, trustMs }: Session): boolean {
    return this.#clock.now() - seenMs >= 1.5 * trustMs;
  }

  #tell(news: News): void {
    for (const session of this.#sessions) if (!session.isEnded) session.onNews(news);
  }
}
