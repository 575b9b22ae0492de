import { JournalError } from '../../../errors.ts';
import { never, type TillHost } from '../../shop/till-host.ts';
import type { Database } from './database.ts';
import type { Lines } from './lines.ts';

/** The connection is gone, and what the server did of the statement is not known. */
export class ConnectionLost extends Error {}

/** The server gives a statement up that waited for so long: nothing of it is stored. */
const STATEMENT_TIMEOUT_MS = 3000;

interface Message {
  readonly isQuick: boolean;
  readonly arrive: (done: () => void) => void;
}

/** One direction of a connection: nothing overtakes. */
class Lane {
  readonly #carry: (isQuick: boolean, arrive: () => void) => void;
  readonly #queue: Message[] = [];
  #isBusy = false;

  constructor(carry: (isQuick: boolean, arrive: () => void) => void) {
    this.#carry = carry;
  }

  put(message: Message): void {
    this.#queue.push(message);
    this.#next();
  }

  #next(): void {
    const message = this.#isBusy ? undefined : this.#queue.shift();
    if (message === undefined) return;
    this.#isBusy = true;
    this.#carry(message.isQuick, () =>
      message.arrive(() => {
        this.#isBusy = false;
        this.#next();
      }),
    );
  }
}

export interface WireParts {
  readonly lines: Lines;
  readonly database: Database;
  readonly host: TillHost;
  readonly machine: string;
  /** The client finds that the connection is gone. */
  readonly onLost: () => void;
}

/** One connection between an engine and the database. */
export class Wire {
  readonly #parts: WireParts;
  readonly #up: Lane;
  readonly #down: Lane;
  readonly #waiting = new Set<(error: unknown) => void>();
  #isOver = false;
  /** Nothing comes through any more, and the client does not know it. */
  #isDead = false;

  constructor(parts: WireParts) {
    this.#parts = parts;
    const carry = (isQuick: boolean, arrive: () => void) => parts.lines.carry(parts.machine, isQuick, arrive);
    this.#up = new Lane(carry);
    this.#down = new Lane(carry);
  }

  /**
   * Has the server execute a statement. The result is the statement's, or what it throws; a connection that is lost before is a
   * `ConnectionLost`, whether the statement was executed or not.
   *
   * @param options.isQuick takes no time where nothing is in the way
   * @param options.appendsIn the session of an append: its confirmation may be late, or lost with the session
   */
  async request<T>(
    statement: (server: Database) => T,
    { isQuick = false, appendsIn }: { readonly isQuick?: boolean; readonly appendsIn?: number } = {},
  ): Promise<T> {
    const { host, lines, database } = this.#parts;
    if (!isQuick && !host.cross()) return never();
    if (host.isStopped) await host.untilAwake();
    if (this.#isOver) throw new ConnectionLost();
    return new Promise<T>((resolve, reject) => {
      this.#waiting.add(reject);
      const answer = (deliver: () => void) => this.#deliver(isQuick, () => (this.#waiting.delete(reject), deliver()));
      const execute = () => {
        if (this.#isDead) return;
        if (lines.health.kind === 'down') return this.serverEnds();
        let result: T;
        try {
          result = statement(database);
        } catch (error) {
          return answer(() => reject(error));
        }
        const { health } = lines;
        const confirm = () => answer(() => resolve(result));
        if (appendsIn !== undefined && health.kind === 'losing') database.end(appendsIn);
        else if (appendsIn !== undefined && health.kind === 'late') lines.clock.setTimeout(confirm, health.byMs);
        else confirm();
      };
      this.#up.put({
        isQuick,
        arrive: (done) => {
          const sinceMs = lines.clock.now();
          lines.whenTaken(() => {
            if (lines.clock.now() - sinceMs < STATEMENT_TIMEOUT_MS) execute();
            else if (!this.#isDead)
              answer(() => reject(new JournalError('ERR_JOURNAL_BUSY', 'the database: too slow')));
            done();
          });
        },
      });
    });
  }

  /** Something that the server says by itself. */
  notify(run: () => void): void {
    if (!this.#isDead) this.#deliver(false, run);
  }

  /** The server has ended it: the client learns that when it is reached. */
  serverEnds(isSilent = false): void {
    if (this.#isDead) return;
    if (!isSilent) this.#deliver(false, () => this.destroy());
    this.#isDead = true;
  }

  /** The client gives it up. What it has sent may still arrive, and then the server sees the end. */
  destroy(onServer: (server: Database) => void = () => undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { database, onLost } = this.#parts;
    for (const reject of this.#waiting) reject(new ConnectionLost());
    this.#waiting.clear();
    this.#end(() => onServer(database));
    onLost();
  }

  /** The process is gone: its system says so, unless the machine is off as well. */
  hostEnded(how: 'killed' | 'poweredOff', onServer: (server: Database) => void): void {
    this.#isOver = true;
    if (how === 'poweredOff') this.#isDead = true;
    else this.#end(() => onServer(this.#parts.database));
  }

  #end(onServer: () => void): void {
    this.#up.put({ isQuick: false, arrive: (done) => (onServer(), (this.#isDead = true), done()) });
  }

  #deliver(isQuick: boolean, run: () => void): void {
    const { host } = this.#parts;
    const take = () => {
      if (!this.#isOver && (isQuick ? host.isAlive : host.cross())) run();
    };
    this.#down.put({ isQuick, arrive: (done) => (host.whenAwake(take), done()) });
  }
}
