import type { Journal, JournalRecord } from '../../../adapters/index.ts';
import type { Ownership } from '../../../adapters/ports/ownership.port.ts';
import { JournalError } from '../../../errors.ts';
import type { POIID } from '../../../protocol/ids.ts';
import { closedError, SessionClient, type ClientParts } from './session-client.ts';
import { ConnectionLost } from './wire.ts';

const APPEND_WAITS_MS = 3000;

/** The journal of one engine on the shared database, and which terminals are its own. */
export class PairJournal implements Journal {
  readonly ownership: ReturnType<typeof ownershipOf>;
  readonly #sessions: SessionClient;
  readonly #memory: ClientParts['memory'];

  constructor(parts: ClientParts) {
    this.#memory = parts.memory;
    this.#sessions = new SessionClient(parts);
    this.ownership = ownershipOf(this.#sessions);
  }

  /** Until there is a session. @throws {JournalError} when there is none for so long */
  async open(withinMs: number): Promise<void> {
    await this.#sessions.ready(withinMs);
  }

  /** Resolves when the records are stored, and rejects when they are not. A confirmation that was lost is looked up. */
  async append(records: readonly JournalRecord[]): Promise<void> {
    if (this.#sessions.isClosed) throw closedError();
    const copies = structuredClone(records);
    const session = await this.#sessions.ready(APPEND_WAITS_MS);
    const fences = new Map(session.fences);
    try {
      const tip = await session.wire.request((server) => (server.append(session.id, copies, fences), server.tip), {
        appendsIn: session.id,
      });
      this.#sessions.note(tip);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      await this.#lookUp(copies);
    }
  }

  /** The next session has ended the one before: nothing more of it can be stored. */
  async #lookUp(records: readonly JournalRecord[]): Promise<void> {
    for (;;) {
      const session = await this.#sessions.ready();
      try {
        const areThere = await session.wire.request((server) =>
          records.every((record) => server.recordsOf(record.transaction).includes(record)),
        );
        if (areThere) return;
      } catch (error) {
        if (error instanceof ConnectionLost || error instanceof JournalError) continue;
        throw error;
      }
      throw new JournalError('ERR_JOURNAL_IO', 'the database: the connection was lost before it was stored');
    }
  }

  async *read(transaction?: string): AsyncGenerator<JournalRecord> {
    yield* structuredClone(await this.#sessions.ask((server) => server.recordsOf(transaction)));
  }

  async *readOpen(): AsyncGenerator<JournalRecord> {
    yield* structuredClone(await this.#sessions.ask((server) => server.openRecords()));
  }

  async *readOpenOf(poiid: POIID): AsyncGenerator<JournalRecord> {
    yield* structuredClone(await this.#sessions.ask((server) => server.openRecords(poiid)));
  }

  async *readAfter(position: number): AsyncGenerator<{ readonly position: number; readonly record: JournalRecord }> {
    yield* structuredClone(await this.#sessions.ask((server) => server.recordsAfter(position)));
  }

  /** How far it has come, as far as this engine knows. */
  position(): number {
    return this.#memory.tip.position;
  }

  onRecords(listener: () => void): () => void {
    return listen(this.#sessions, 'records', listener);
  }

  prune(): Promise<number> {
    return Promise.resolve(0);
  }

  async close(): Promise<void> {
    this.#sessions.close();
  }

  hostEnded(how: 'killed' | 'poweredOff'): void {
    this.#sessions.hostEnded(how);
  }
}

function ownershipOf(sessions: SessionClient) {
  return {
    earlierOwnerMayWake: true,
    owns: (poiid) => sessions.live()?.fences.has(poiid) === true,
    fenceOf: (poiid) => sessions.live()?.fences.get(poiid),
    acquire: async (poiid) => {
      if (sessions.live()?.fences.has(poiid) === true) return true;
      const [session, fence] = await sessions.ask((server, asking) => [asking, server.take(asking.id, poiid)] as const);
      // It may have been lost while the answer was on its way.
      if (fence === undefined || sessions.live() !== session) return false;
      session.fences.set(poiid, fence);
      return true;
    },
    release: async (poiid) => {
      if (sessions.live()?.fences.delete(poiid) !== true) return;
      await sessions.ask((server, session) => server.give(session.id, poiid));
    },
    ownerOf: (poiid: POIID) =>
      sessions.ask((server, { id }) => {
        const owned = server.ownerOf(poiid);
        if (owned === undefined) return undefined;
        const { session, fence, sinceMs } = owned;
        const url = `https://${session.owner.toLowerCase()}.invalid`;
        return { owner: session.owner, url, fence, sinceMs, isSelf: session.id === id };
      }, true),
    onLost: (listener) => {
      const add = (poiid: string) => listener(poiid as POIID);
      sessions.onLost.add(add);
      return () => void sessions.onLost.delete(add);
    },
    onChange: (listener: () => void) => listen(sessions, 'owners', listener),
  } satisfies Ownership & Record<string, unknown>;
}

function listen(sessions: SessionClient, wanted: 'records' | 'owners', listener: () => void): () => void {
  const onNews = (news: 'records' | 'owners') => {
    if (news === wanted) listener();
  };
  sessions.onNews.add(onNews);
  return () => void sessions.onNews.delete(onNews);
}
