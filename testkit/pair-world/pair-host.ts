import type { Random, TransportRequest } from '../../adapters/index.ts';
import type { KeyRing } from '../../crypto/index.ts';
import type { Engine, EngineLimits, EngineOptions, Logger } from '../../index.ts';
import type { Network } from '../../simulator/world/network.ts';
import type { VirtualClock } from '../../simulator/world/virtual-clock.ts';
import { hostTransport } from '../shop/host-transport.ts';
import { SHOP_KEYS } from '../shop/shop.ts';
import { TillHost, type MachineClock } from '../shop/till-host.ts';
import { SALE_ID } from '../shop/till-process.ts';
import type { Database, Tip } from './database/database.ts';
import type { Lines } from './database/lines.ts';
import { PairJournal } from './database/pair-journal.ts';
import type { HostName, Skew } from './schedule/pair-schedule.ts';

export interface PairHostParts {
  readonly name: HostName;
  readonly clock: VirtualClock;
  readonly skew: Skew;
  readonly network: Network;
  readonly database: Database;
  readonly lines: Lines;
  readonly poiids: readonly string[];
  /** Those that it takes at its start, the others when they have no owner. */
  readonly prefers: readonly string[];
  readonly limits: Partial<EngineLimits>;
  readonly keys: KeyRing;
  readonly random: Random;
  readonly logger: Logger;
  readonly createEngine: (options: EngineOptions) => Promise<Engine>;
  /** Its engine is about to write the first byte of a request. */
  readonly onSending: (host: PairHost) => void;
  readonly onStarted: (host: PairHost) => void;
  readonly onStopped: (host: PairHost) => void;
  readonly onEnded: (host: PairHost, why: string) => void;
  readonly onBroken: (detail: string) => void;
}

/** From a start that failed to the next. */
const RETRY_MS = 1000;
/** How long a start waits for the database. */
const DATABASE_WAIT_MS = 8000;

/** One of the two machines: clocks of its own, and the process of an engine that is started, stopped, woken, killed and started again. */
export class PairHost {
  readonly name: HostName;
  readonly #parts: PairHostParts;
  /** What a file on this machine remembers of the database. */
  readonly #memory: { tip: Tip } = { tip: { position: 0, entry: undefined } };
  readonly #openedAtMs: number;
  #boots = 1;
  #bootedAtMs: number;
  #downMs = RETRY_MS;
  #pause = { lastsMs: 0, timersFirst: false };
  #process: TillHost | undefined;
  #journal: PairJournal | undefined;
  #engine: Engine | undefined;

  constructor(parts: PairHostParts) {
    this.#parts = parts;
    this.name = parts.name;
    this.#openedAtMs = parts.clock.now();
    this.#bootedAtMs = this.#openedAtMs - parts.skew.upMs;
  }

  /** While it is up; it may be stopped. */
  get engine(): Engine | undefined {
    return this.#engine;
  }

  get process(): TillHost | undefined {
    return this.#process;
  }

  get isStopped(): boolean {
    return this.#process?.isStopped === true;
  }

  /** Whether its engine works. */
  get isWell(): boolean {
    return this.#engine !== undefined && !this.isStopped && !this.#parts.lines.isCut(this.name);
  }

  /** Whether it believes that it owns the terminal. */
  owns(poiid: string): boolean {
    return this.#journal?.ownership.owns(poiid as never) === true;
  }

  get timers(): number {
    return this.#process?.timers ?? 0;
  }

  start(): void {
    if (this.#process?.isAlive === true) return;
    const { clock, database, lines, name, onEnded, onBroken } = this.#parts;
    const host: TillHost = new TillHost(clock, {
      name,
      machine: this.#clockOf(this.#bootedAtMs),
      onThrow: (error) => onBroken(`${name} threw: ${String(error)}`),
      onStop: () => {
        const { lastsMs, timersFirst } = this.#pause;
        clock.setTimeout(() => host.wake(timersFirst), lastsMs);
        this.#parts.onStopped(this);
      },
      onEnd: () => {
        const { ended } = host;
        const [how, engine] = [ended === 'poweredOff' ? ended : 'killed', this.#engine] as const;
        this.#engine = undefined;
        if (how === 'poweredOff') {
          this.#boots += 1;
          this.#bootedAtMs = clock.now() + this.#downMs;
        }
        this.#parts.network.hostEnded(host);
        journal.hostEnded(how);
        onEnded(this, engine === undefined ? 'ends before it was up' : how);
        clock.setTimeout(() => this.start(), this.#downMs);
        this.#downMs = RETRY_MS;
      },
    });
    const journal = new PairJournal({ database, lines, host, machine: name, memory: this.#memory });
    this.#process = host;
    this.#journal = journal;
    void this.#run(host, journal);
  }

  kill(afterCrossings: number, how: 'killed' | 'poweredOff', downMs: number): void {
    this.#downMs = downMs;
    this.#process?.endAfter(afterCrossings, how);
  }

  /** Stops the process after that many accesses, for so long. */
  stop(afterCrossings: number, lastsMs: number, timersFirst: boolean): void {
    this.#pause = { lastsMs, timersFirst };
    this.#process?.endAfter(afterCrossings, 'stopped');
  }

  /** Closes the engine in an orderly way. Resolves when it is closed; never, when its process ends first. */
  async close(): Promise<void> {
    const [engine, process] = [this.#engine, this.#process];
    if (engine === undefined) return;
    this.#engine = undefined;
    await engine.close();
    await process?.whileAlive(undefined);
  }

  async restart(): Promise<void> {
    const process = this.#process;
    if (this.#engine === undefined) return;
    await this.close();
    if (process?.isAlive !== true) return;
    this.#downMs = 0;
    process.end('killed');
  }

  /** It runs, and nothing is planned. */
  heal(): void {
    this.#process?.endAfter(Number.POSITIVE_INFINITY, 'killed');
    this.#process?.wake();
  }

  async #run(host: TillHost, journal: PairJournal): Promise<void> {
    const { createEngine, onStarted, onBroken, name } = this.#parts;
    try {
      await journal.open(DATABASE_WAIT_MS);
      const engine = await createEngine(this.#options(host, journal));
      if (!host.isAlive) return;
      this.#engine = engine;
      onStarted(this);
    } catch (error) {
      if (!host.isAlive) return;
      const isJournal = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_JOURNAL');
      if (!isJournal) onBroken(`${name} did not start: ${String(error)}`);
      this.#downMs = RETRY_MS;
      host.end('killed');
    }
  }

  #options(host: TillHost, journal: PairJournal): EngineOptions {
    const { network, poiids, limits, keys, random, logger, name, prefers, onSending } = this.#parts;
    const transport = hostTransport(network, host);
    return {
      saleId: SALE_ID,
      environment: 'test',
      terminals: poiids.map((poiid) => ({ poiid, host: 'shop.invalid' })),
      sharedKeys: SHOP_KEYS,
      journal,
      limits,
      logger,
      takeOver: { prefers },
      parts: {
        clock: host.clock,
        random,
        hostId: name,
        bootId: `boot-${this.#boots} of ${name}`,
        keyRing: keys,
        ownership: journal.ownership,
        transport: (address) => {
          const carrier = transport(address);
          const whyNot = (request: TransportRequest) => () => {
            const reason = request.whyNotSend?.();
            if (reason === undefined) onSending(this);
            return reason;
          };
          return {
            post: (request) => carrier.post({ ...request, whyNotSend: whyNot(request) }),
            close: () => carrier.close(),
          };
        },
      },
    };
  }

  #clockOf(bootedAtMs: number): MachineClock {
    const { clock, skew } = this.#parts;
    return {
      now: () => clock.now() + skew.skewMs + Math.floor(skew.drift * (clock.now() - this.#openedAtMs)),
      upMs: () => Math.floor((clock.now() - bootedAtMs) * (1 + skew.drift)),
      lastsMs: (ms) => Math.ceil(ms / (1 + skew.drift)),
    };
  }
}
