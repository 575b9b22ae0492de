import { JournalError } from '../../../errors.ts';
import type { TillHost } from '../../shop/till-host.ts';
import { ConnectionLost, Wire } from './wire.ts';
import type { Database, News, ServerSession, Tip } from './database.ts';
import type { Lines } from './lines.ts';

/** For how long an engine believes in its session without hearing of it. */
export const TRUST_MS = 4000;
const BEAT_MS = 1000;
const CONNECT_TIMEOUT_MS = 5000;
const RECONNECT_MS = 250;

export interface ClientParts {
  readonly database: Database;
  readonly lines: Lines;
  readonly host: TillHost;
  readonly machine: string;
  /** What its machine knows of how far the database had come, in a file: it outlives the process. */
  readonly memory: { tip: Tip };
}

/** A session as the engine has it. */
export interface ClientSession {
  readonly id: number;
  readonly wire: Wire;
  readonly fences: Map<string, number>;
  /** Both clocks when it asked for what was confirmed last. */
  confirmed: { readonly wallMs: number; readonly upMs: number };
}

interface Waiting {
  readonly resolve: (session: ClientSession) => void;
  readonly reject: (error: Error) => void;
}

/** The sessions of one engine with the database, one at a time. One that is lost is lost with its terminals. */
export class SessionClient {
  readonly #parts: ClientParts;
  readonly #lost: number[] = [];
  readonly #waiting = new Set<Waiting>();
  readonly onLost = new Set<(poiid: string) => void>();
  readonly onNews = new Set<(news: News) => void>();
  #session: ClientSession | undefined;
  #wire: Wire | undefined;
  #whyNot: Error = new JournalError('ERR_JOURNAL_IO', 'the database: no connection');
  #isClosed = false;
  #beat: unknown;

  constructor(parts: ClientParts) {
    this.#parts = parts;
    void this.#reconnect();
    this.#armBeat();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The session that holds. It looks at the clocks: a process that was stopped has none from the moment at which it wakes. */
  live(): ClientSession | undefined {
    const session = this.#session;
    if (session === undefined) return undefined;
    const { wallMs, upMs } = this.#read();
    const { confirmed } = session;
    if (Math.max(wallMs - confirmed.wallMs, upMs - confirmed.upMs) < TRUST_MS) return session;
    session.wire.destroy((server) => server.end(session.id));
    return undefined;
  }

  /** The session that holds, or the next one. @param withinMs rejects after that, with what is in the way; without it never */
  async ready(withinMs?: number): Promise<ClientSession> {
    const live = this.live();
    if (live !== undefined) return live;
    if (this.#isClosed) throw closedError();
    const { clock } = this.#parts.host;
    let timer: unknown;
    const next = new Promise<ClientSession>((resolve, reject) => {
      const waiting = { resolve, reject };
      this.#waiting.add(waiting);
      const giveUp = () => this.#waiting.delete(waiting) && reject(this.#whyNot);
      if (withinMs !== undefined) timer = clock.setTimeout(giveUp, withinMs);
    });
    return next.finally(() => clock.clearTimeout(timer));
  }

  /** Has a statement executed in the session that holds. @throws {JournalError} */
  async ask<T>(statement: (server: Database, session: ClientSession) => T, isQuick = false): Promise<T> {
    const session = await this.ready(isQuick ? 0 : 3000);
    try {
      return await session.wire.request((server) => statement(server, session), { isQuick });
    } catch (error) {
      throw error instanceof ConnectionLost
        ? new JournalError('ERR_JOURNAL_IO', 'the database: connection lost')
        : error;
    }
  }

  /** How far this engine knows the database to have come. */
  note(tip: Tip): void {
    const { memory } = this.#parts;
    if (tip.position > memory.tip.position) memory.tip = tip;
  }

  close(): void {
    this.#isClosed = true;
    this.#parts.host.clock.clearTimeout(this.#beat);
    const session = this.#session;
    this.#session = undefined;
    for (const { reject } of this.#waiting) reject(closedError());
    this.#waiting.clear();
    this.#wire?.destroy((server) => session !== undefined && server.end(session.id));
  }

  hostEnded(how: 'killed' | 'poweredOff'): void {
    const session = this.#session;
    this.#isClosed = true;
    this.#wire?.hostEnded(how, (server) => session !== undefined && server.end(session.id));
  }

  async #reconnect(): Promise<void> {
    const { host } = this.#parts;
    while (this.#session === undefined && !this.#isClosed) {
      try {
        await this.#connect();
      } catch (error) {
        if (error instanceof JournalError) this.#whyNot = error;
        await new Promise<void>((resolve) => void host.clock.setTimeout(resolve, RECONNECT_MS));
      }
    }
  }

  async #connect(): Promise<void> {
    const { host, machine, memory, database, lines } = this.#parts;
    const onLost = () => this.#lose(wire);
    const wire: Wire = new Wire({ lines, database, host, machine, onLost });
    this.#wire = wire;
    const confirmed = this.#read();
    const timer = host.clock.setTimeout(() => wire.destroy(), CONNECT_TIMEOUT_MS);
    const earlier = [...this.#lost];
    const begin = (server: Database): ServerSession =>
      server.begin({
        owner: machine,
        trustMs: TRUST_MS,
        earlier,
        tip: memory.tip,
        onEnd: () => wire.serverEnds(lines.health.kind === 'down' && lines.health.isSilent),
        onNews: (news) => lines.happens(0.8) && wire.notify(() => this.#tell(news)),
      });
    let tip = memory.tip;
    try {
      const { id } = await wire.request((server) => {
        const session = begin(server);
        tip = server.tip;
        return session;
      });
      this.note(tip);
      this.#session = { id, wire, fences: new Map(), confirmed };
    } finally {
      host.clock.clearTimeout(timer);
      if (this.#session === undefined) wire.destroy();
    }
    if (this.#isClosed) return this.close();
    for (const { resolve } of this.#waiting) resolve(this.#session);
    return this.#waiting.clear();
  }

  /** Its terminals are lost before this returns. */
  #lose(wire: Wire): void {
    const session = this.#session;
    if (session?.wire !== wire) return;
    this.#session = undefined;
    this.#lost.push(session.id);
    const terminals = [...session.fences.keys()];
    session.fences.clear();
    void this.#reconnect();
    for (const poiid of terminals) for (const listener of this.onLost) listener(poiid);
  }

  #armBeat(): void {
    this.#beat = this.#parts.host.clock.setTimeout(() => {
      const session = this.live();
      if (session !== undefined) void this.#confirm(session);
      if (!this.#isClosed) this.#armBeat();
    }, BEAT_MS);
  }

  async #confirm(session: ClientSession): Promise<void> {
    const asked = this.#read();
    try {
      const known = this.#parts.memory.tip.position;
      const [isAlive, tip] = await session.wire.request((server) => [server.beat(session.id), server.tip] as const, {
        isQuick: true,
      });
      if (!isAlive) return session.wire.destroy();
      if (asked.upMs > session.confirmed.upMs) session.confirmed = asked;
      this.note(tip);
      if (tip.position > known) this.#tell('records');
    } catch {
      // What ends the connection says so itself; a server that is too slow has the trust run out.
    }
    return undefined;
  }

  #tell(news: News): void {
    for (const listener of this.onNews) listener(news);
  }

  #read(): ClientSession['confirmed'] {
    const { clock } = this.#parts.host;
    return { wallMs: clock.now(), upMs: clock.upMs() };
  }
}

export function closedError(): JournalError {
  return new JournalError('ERR_JOURNAL_CLOSED', 'the journal is closed');
}
