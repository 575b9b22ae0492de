import type { Random, TransportFactory } from '../../adapters/index.ts';
import type { KeyRing } from '../../crypto/index.ts';
import type { EngineLimits, EngineOptions, Logger } from '../../index.ts';
import type { Disk } from './disk.ts';
import { never, TillHost } from './till-host.ts';
import { networkTransport } from '../terminal/network-transport.ts';
import type { Shop } from './shop.ts';
import { SHOP_KEY } from './shop.ts';
import type { CreateTill, TillSurroundings, TillUnderTest } from '../till/till.ts';

/** The name of the till in every shop. */
export const SALE_ID = 'TILL-01';

export interface TillProcessParts {
  readonly createTill: CreateTill;
  readonly shop: Shop;
  readonly disk: Disk;
  readonly poiids: readonly string[];
  readonly limits: Partial<EngineLimits>;
  readonly keys: KeyRing;
  readonly random: Random;
  readonly logger: Logger;
  readonly tell: TillSurroundings['tell'];
  /** It is up, for the first time or again. */
  readonly onStarted: (till: TillUnderTest) => void;
  readonly onEnded: (why: EndOfTill) => void;
  /** It did what a till must not do whatever happens: not start, not close. */
  readonly onBroken: (what: string) => void;
}

export type EndOfTill = 'killed' | 'restarted' | 'did not start';

/** How long the till's machine has been up when the shop opens. */
const UP_MS = 3_600_000;
/** A till that could not start is started again so much later. */
const START_AGAIN_MS = 1000;

/** The process that the till runs in: started, killed, restarted and started again, always on the same disk. */
export class TillProcess {
  readonly #parts: TillProcessParts;
  #host: TillHost | undefined;
  #till: TillUnderTest | undefined;
  #boots = 1;
  #aheadMs = 0;
  #bootedAtMs: number;
  #why: EndOfTill = 'killed';
  /** From its end to its next start. */
  #downMs = START_AGAIN_MS;

  constructor(parts: TillProcessParts) {
    this.#parts = parts;
    this.#bootedAtMs = parts.shop.clock.now() - UP_MS;
  }

  /** The till, while it is up. */
  get till(): TillUnderTest | undefined {
    return this.#till;
  }

  /** Timers that it has set and not cleared. */
  get timers(): number {
    return this.#host?.timers ?? 0;
  }

  start(): void {
    const { shop, disk, createTill, onStarted, onBroken, onEnded, tell } = this.#parts;
    if (this.#host?.isAlive === true) return;
    const host = new TillHost(shop.clock, {
      aheadMs: () => this.#aheadMs,
      bootedAtMs: this.#bootedAtMs,
      onThrow: (error) => onBroken(`it threw: ${nameOf(error)}`),
      onEnd: () => {
        this.#till = undefined;
        if (host.ended === 'poweredOff') {
          this.#boots += 1;
          this.#bootedAtMs = shop.clock.now() + this.#downMs;
        }
        shop.network.hostEnded(host);
        void disk.hostEnded(host);
        onEnded(this.#why);
        this.#why = 'killed';
        this.#startLater(this.#downMs);
      },
    });
    this.#host = host;
    const surroundings: TillSurroundings = {
      engineOptions: this.#engineOptions(host),
      tell: (order, outcome) => {
        if (host.isAlive) tell(order, outcome);
      },
    };
    const start = async (): Promise<void> => {
      try {
        const till = await createTill(surroundings);
        if (!host.isAlive) return;
        this.#till = till;
        onStarted(till);
      } catch (error) {
        if (!host.isAlive) return;
        if (disk.health.kind === 'well') onBroken(`did not start: ${nameOf(error)}`);
        this.#downMs = START_AGAIN_MS;
        this.#why = 'did not start';
        host.end('killed');
      }
    };
    void start();
  }

  /** Somebody, or something, sets the clock of the machine. */
  setClock(byMs: number): void {
    this.#aheadMs += byMs;
  }

  #startLater(afterMs: number): void {
    this.#parts.shop.clock.setTimeout(() => this.start(), afterMs);
  }

  /** Dies when it has touched the world that often, and is started again `downMs` later. */
  kill({
    afterCrossings,
    how,
    downMs,
  }: {
    afterCrossings: number;
    how: 'killed' | 'poweredOff';
    downMs: number;
  }): void {
    this.#downMs = downMs;
    this.#host?.endAfter(afterCrossings, how);
  }

  /** Closes it in good order, and starts it again. */
  restart(): void {
    const host = this.#host;
    void this.close().then(() => {
      if (host?.isAlive !== true) return undefined;
      this.#downMs = 0;
      this.#why = 'restarted';
      return host.end('killed');
    });
  }

  /** Resolves when it is closed; never, when it dies first or does not close. */
  async close(): Promise<void> {
    const till = this.#till;
    if (till === undefined) return never();
    this.#till = undefined;
    try {
      await till.close();
    } catch (error) {
      this.#parts.onBroken(`did not close: ${nameOf(error)}`);
    }
    return undefined;
  }

  /** Nobody kills it any more. */
  heal(): void {
    this.#host?.endAfter(Number.POSITIVE_INFINITY, 'killed');
  }

  #engineOptions(host: TillHost): EngineOptions {
    const { disk, poiids, limits, keys, random, logger } = this.#parts;
    return {
      saleId: SALE_ID,
      environment: 'test',
      terminals: poiids.map((poiid) => ({ poiid, host: 'shop.invalid' })),
      sharedKeys: [SHOP_KEY],
      journal: disk.open(host),
      limits,
      logger,
      parts: {
        clock: host.clock,
        random,
        bootId: `boot-${this.#boots}`,
        transport: this.#transport(host),
        keyRing: keys,
      },
    };
  }

  #transport(host: TillHost): TransportFactory {
    const connect = networkTransport(this.#parts.shop.network, host);
    return (address) => {
      const transport = connect(address);
      return {
        ...transport,
        post: async ({ body, signal, onWritten }) => {
          if (!host.cross()) return never();
          const written = () => {
            if (host.cross()) onWritten?.();
          };
          return host.whileAlive(await transport.post({ body, signal, onWritten: written }));
        },
      };
    };
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
