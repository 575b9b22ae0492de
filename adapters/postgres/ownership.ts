import type { POIID } from '../../protocol/ids.ts';
import type { Ownership, TerminalOwner } from '../ports/ownership.port.ts';
import { postgresError, isRefusal } from './postgres-errors.ts';
import type { ResolvedOptions } from './postgres-options.ts';
import type { ReadConnection } from './reading/read-connection.ts';
import { readOwners } from './reading/read-owners.ts';
import type { EngineSessions } from './session/engine-sessions.ts';
import { endServerProcess, type LiveSession } from './session/live-session.ts';

/**
 * Which terminals belong to this engine: those whose lock its session holds in the database. It has lost them from the moment at which the session
 * is lost or was not confirmed in time, also in a process that was stopped and wakes. An owner that is silent for half as long again as it may
 * believe in itself can be taken over. Afterwards read what is open of the terminal (`readOpenOf`): another engine may have stored it.
 */
export interface PostgresOwnership extends Ownership {
  fenceOf(poiid: POIID): number | undefined;
  /** The owner of a terminal that is alive, as far as the database knows; `undefined` when there is none. */
  ownerOf(poiid: POIID): Promise<TerminalOwner | undefined>;
  /** Called when terminals may have changed their owners: a hint, which can be late or missing. Returns what ends it. */
  onChange(listener: () => void): () => void;
}

/** After the session of a silent owner was ended, its lock is free in a moment. */
const TRIES_MAX = 25;
const TRY_MS = 20;

/** The ownership of an engine, over its sessions. */
export class SessionOwnership implements PostgresOwnership {
  /** Its process may have been stopped, or cut off from the database. */
  readonly earlierOwnerMayWake = true;
  readonly #options: ResolvedOptions;
  readonly #sessions: EngineSessions;
  readonly #reading: ReadConnection;
  readonly #acquiring = new Map<POIID, Promise<boolean>>();
  #asked: { readonly poiids: Set<POIID>; readonly answer: ReturnType<typeof readOwners> } | undefined;
  readonly #lostListeners = new Set<(poiid: POIID) => void>();

  constructor(options: ResolvedOptions, sessions: EngineSessions, reading: ReadConnection) {
    this.#options = options;
    this.#sessions = sessions;
    this.#reading = reading;
    sessions.onLost((poiids) => {
      for (const poiid of poiids) for (const listener of this.#lostListeners) listener(poiid);
    });
  }

  owns(poiid: POIID): boolean {
    return this.fenceOf(poiid) !== undefined;
  }

  fenceOf(poiid: POIID): number | undefined {
    return this.#sessions.live()?.fences.get(poiid);
  }

  acquire(poiid: POIID): Promise<boolean> {
    if (this.owns(poiid)) return Promise.resolve(true);
    const underWay = this.#acquiring.get(poiid);
    if (underWay !== undefined) return underWay;
    const acquiring = this.#acquire(poiid).finally(() => this.#acquiring.delete(poiid));
    this.#acquiring.set(poiid, acquiring);
    return acquiring;
  }

  async release(poiid: POIID): Promise<void> {
    const session = this.#sessions.live();
    if (session?.fences.delete(poiid) !== true || !this.#options.shared) return;
    await this.#ask(session, `SELECT ${this.#options.schema}.give_terminal($1, $2)`, [session.id, poiid]);
  }

  async ownerOf(poiid: POIID): Promise<TerminalOwner | undefined> {
    return (await this.#ownersOf(poiid)).get(poiid);
  }

  onLost(listener: (poiid: POIID) => void): () => void {
    this.#lostListeners.add(listener);
    return () => void this.#lostListeners.delete(listener);
  }

  onChange(listener: () => void): () => void {
    return this.#sessions.listen((news) => {
      if (news === 'owners') listener();
    });
  }

  /** Who asks at the same time is answered by one statement: an engine looks at all of its terminals every second. */
  #ownersOf(poiid: POIID): ReturnType<typeof readOwners> {
    this.#asked ??= {
      poiids: new Set(),
      answer: Promise.resolve().then(() => {
        const poiids = this.#asked?.poiids ?? [];
        this.#asked = undefined;
        return readOwners(this.#reading, this.#options, [...poiids], this.#sessions.live()?.id);
      }),
    };
    this.#asked.poiids.add(poiid);
    return this.#asked.answer;
  }

  async #acquire(poiid: POIID): Promise<boolean> {
    const { schema, shared, statementTimeoutMs, clock } = this.#options;
    const session = await this.#sessions.ready(statementTimeoutMs);
    if (!shared) {
      // The journal is this engine's, and so is each terminal.
      session.fences.set(poiid, session.number);
      return true;
    }
    for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
      const [line] = await this.#ask(session, `SELECT ${schema}.take_terminal($1, $2)::float8 AS fence`, [
        session.id,
        poiid,
      ]);
      if (typeof line?.['fence'] === 'number') {
        // It may have been lost while the answer was on its way.
        if (this.#sessions.live() !== session) return false;
        session.fences.set(poiid, line['fence']);
        return true;
      }
      if ((await this.#endSilentOwner(session, poiid)) === 0 && tries === 1) return false;
      await new Promise<void>((resolve) => void clock.setTimeout(resolve, TRY_MS));
    }
    return false;
  }

  /** How many sessions of the server were ended: 0 when the owner is alive. */
  async #endSilentOwner(session: LiveSession, poiid: POIID): Promise<number> {
    const { schema } = this.#options;
    const [owner] = await this.#ask(session, `SELECT session FROM ${schema}.terminal_owner WHERE poiid = $1`, [poiid]);
    const holder = owner?.['session'];
    if (typeof holder !== 'string' || holder === session.id) return 0;
    return endServerProcess(session.connection, schema, holder, true);
  }

  async #ask(session: LiveSession, text: string, values: readonly unknown[]) {
    try {
      return (await session.connection.query(text, values)).rows;
    } catch (error) {
      if (!isRefusal(error)) this.#sessions.lose(session);
      throw postgresError(error);
    }
  }
}
