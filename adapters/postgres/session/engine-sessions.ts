import { ConfigError, errorCode, JournalError, JournalInUseError } from '../../../errors.ts';
import type { POIID } from '../../../protocol/ids.ts';
import { connectionLost, postgresError, sqlState } from '../postgres-errors.ts';
import { journalClosed } from '../../journal/records.ts';
import type { ResolvedOptions } from '../postgres-options.ts';
import { ensureSchema } from '../schema/migrate.ts';
import { connect } from './connect.ts';
import { KnownTip } from './known-tip.ts';
import { beginSession, type LiveSession } from './live-session.ts';
import { readClocks } from './trust.ts';

const RECONNECT_MIN_MS = 50;
const RECONNECT_MAX_MS = 1000;

/** News from the database: that there are new records, or that terminals changed their owners. */
export type SessionNews = 'records' | 'owners';

/**
 * The sessions of an engine, one at a time. One that ends, errs or is not confirmed in time is lost for good, with its terminals, and another
 * one is begun.
 */
export class EngineSessions {
  readonly #options: ResolvedOptions;
  readonly #listeners = new Set<(news: SessionNews) => void>();
  readonly #lostListeners = new Set<(poiids: readonly POIID[]) => void>();
  readonly #waiting = new Set<{
    readonly resolve: (session: LiveSession) => void;
    readonly reject: (error: Error) => void;
  }>();
  readonly tip: KnownTip;
  #live: LiveSession | undefined;
  /** Sessions of which something may still be on its way. */
  #lost: string[] = [];
  #whyNot: Error = connectionLost();
  #closed = false;
  #isReconnecting = false;
  #beatTimer: unknown;

  constructor(options: ResolvedOptions, tip = new KnownTip(options.rememberIn)) {
    this.#options = options;
    this.tip = tip;
  }

  /** The first session; what fails is thrown, and nothing goes on. */
  async open(): Promise<void> {
    await this.#begin();
    this.#armBeat();
  }

  /** The session that holds now. Looks at the clock: a process that was stopped has none from the moment at which it wakes. */
  live(): LiveSession | undefined {
    const session = this.#live;
    if (session === undefined || session.trust.holds()) return session;
    this.lose(session);
    return undefined;
  }

  /** The session that holds, or the next one. Rejects when that takes longer, with what is in the way. */
  async ready(withinMs: number): Promise<LiveSession> {
    const live = this.live();
    if (live !== undefined) return live;
    const { clock } = this.#options;
    let timer: unknown;
    const late = new Promise<never>((_, reject) => {
      timer = clock.setTimeout(() => reject(this.#whyNot), withinMs);
    });
    try {
      return await Promise.race([this.next(), late]);
    } finally {
      clock.clearTimeout(timer);
    }
  }

  /** The session that holds, or the next one, however long that takes. Rejects when this is closed, or the database was put back. */
  next(): Promise<LiveSession> {
    const live = this.live();
    if (live !== undefined) return Promise.resolve(live);
    if (this.#closed) return Promise.reject(journalClosed());
    return new Promise((resolve, reject) => this.#waiting.add({ resolve, reject }));
  }

  /** Gives a session up. Its terminals are lost before this returns. */
  lose(session: LiveSession): void {
    if (this.#live !== session) return session.connection.destroy();
    this.#live = undefined;
    const terminals = [...session.fences.keys()];
    session.fences.clear();
    session.connection.destroy();
    this.#lost.push(session.id);
    this.#whyNot = connectionLost();
    void this.#reconnect();
    for (const listener of this.#lostListeners) listener(terminals);
  }

  /** The database says that a terminal is not of this session, whatever that believes. @param fence under which it was refused */
  loseTerminal(session: LiveSession, poiid: POIID, fence: number | undefined): void {
    if (this.#live !== session || fence === undefined || session.fences.get(poiid) !== fence) return;
    session.fences.delete(poiid);
    for (const listener of this.#lostListeners) listener([poiid]);
  }

  /** Called with the terminals of a session that was lost, and with one that the database refuses. */
  onLost(listener: (poiids: readonly POIID[]) => void): void {
    this.#lostListeners.add(listener);
  }

  listen(listener: (news: SessionNews) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#options.clock.clearTimeout(this.#beatTimer);
    const session = this.#live;
    this.#live = undefined;
    this.#refuseWaiting(journalClosed());
    if (session === undefined) return;
    session.fences.clear();
    try {
      // So that another engine need not wait until this one is silent for long enough.
      await session.connection.query(`SELECT ${this.#options.schema}.end_session($1)`, [session.id]);
      await session.connection.close();
    } catch {
      session.connection.destroy();
    }
  }

  async #begin(): Promise<void> {
    const connection = await connect(this.#options, 'write');
    try {
      await ensureSchema(connection, this.#options);
      await this.tip.check(connection, this.#options.schema);
      const lost = [...this.#lost];
      const session = await beginSession(connection, this.#options, lost);
      if (session === undefined) throw inUse(this.#options);
      this.#lost = this.#lost.filter((id) => !lost.includes(id));
      this.#start(session);
    } catch (error) {
      connection.destroy();
      throw error instanceof ConfigError ? error : openingError(error);
    }
  }

  #start(session: LiveSession): void {
    if (this.#closed) return session.connection.destroy();
    this.#live = session;
    session.connection.onEnd(() => this.lose(session));
    session.connection.onNotice((payload) => this.#tell(payload === 'owners' ? 'owners' : 'records'));
    for (const { resolve } of this.#waiting) resolve(session);
    this.#waiting.clear();
  }

  #refuseWaiting(reason: Error): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(reason);
  }

  /** Until there is a session again, or this is closed. */
  async #reconnect(): Promise<void> {
    if (this.#isReconnecting) return;
    this.#isReconnecting = true;
    for (let waitMs = RECONNECT_MIN_MS; this.#live === undefined && !this.#closed;) {
      try {
        await this.#begin();
      } catch (error) {
        this.#whyNot = error instanceof JournalError ? error : asJournalError(error);
        // A person has to do something: what waits is refused with that.
        if (errorCode(error) === 'ERR_JOURNAL_ROLLED_BACK') this.#refuseWaiting(this.#whyNot);
        const delayMs = waitMs;
        await new Promise<void>((resolve) => void this.#options.clock.setTimeout(resolve, delayMs));
        waitMs = Math.min(2 * waitMs, RECONNECT_MAX_MS);
      }
    }
    this.#isReconnecting = false;
  }

  #armBeat(): void {
    const { clock, heartbeatMs } = this.#options;
    this.#beatTimer = clock.setTimeout(() => {
      void this.#beat();
    }, heartbeatMs);
  }

  /** Confirms the session, and looks how far the journal has come: so news that got lost arrives all the same. */
  async #beat(): Promise<void> {
    const session = this.live();
    if (session !== undefined) {
      const askedAt = readClocks(this.#options.clock);
      // A beat that gets no answer must not keep the clock from being looked at.
      void this.#confirm(session, askedAt).catch((error: unknown) => {
        if (sqlState(error) !== '57014') this.lose(session);
      });
    }
    if (!this.#closed) this.#armBeat();
  }

  async #confirm(session: LiveSession, askedAt: ReturnType<typeof readClocks>): Promise<void> {
    const { rows } = await session.connection.query(
      `SELECT is_alive, position::float8 AS position, hash FROM ${this.#options.schema}.beat($1)`,
      [session.id],
    );
    const [line] = rows as unknown as readonly { is_alive: boolean; position: number; hash: string }[]; // as selected
    if (line?.is_alive !== true) return this.lose(session);
    session.trust.confirm(askedAt);
    if (line.position <= this.tip.position) return;
    this.tip.advance({ position: line.position, hash: line.hash });
    this.#tell('records');
  }

  #tell(news: SessionNews): void {
    for (const listener of this.#listeners) listener(news);
  }
}

function inUse({ owner, schema }: ResolvedOptions): JournalInUseError {
  const mistake = {
    path: `journal, schema ${schema}`,
    expected: 'no other engine that owns it',
    found: `another one that is alive (this one is ${owner})`,
    advice: 'end the other one first, or open both with shared: true',
  };
  return new JournalInUseError(mistake, undefined);
}

function openingError(error: unknown): Error {
  return error instanceof JournalError ? error : postgresError(error);
}

function asJournalError(error: unknown): JournalError {
  const why = error instanceof Error ? error.message : 'an unknown reason';
  return new JournalError('ERR_JOURNAL_IO', `the journal: no connection to the database (${why})`);
}
