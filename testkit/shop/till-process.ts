import type { Random } from '../../adapters/index.ts';
import type { KeyRing } from '../../crypto/index.ts';
import type { EngineLimits, EngineOptions, Logger } from '../../index.ts';
import type { ProcessKill } from '../schedule/schedule.ts';
import type { CreateTill, TillSurroundings, TillUnderTest } from '../till/till.ts';
import type { Disk } from './disk.ts';
import { hostTransport } from './host-transport.ts';
import { SHOP_KEYS, type Shop } from './shop.ts';
import { never, TillHost } from './till-host.ts';

/** The SaleID of the till in every shop. */
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
  readonly onReport: TillSurroundings['tell'];
  /** The till has started, for the first time or again. */
  readonly onStarted: (till: TillUnderTest) => void;
  readonly onEnded: (reason: EndReason) => void;
  /** The till failed to start or to close, or threw in a timer. */
  readonly onBroken: (detail: string) => void;
}

export type EndReason = 'killed' | 'restarted' | 'did not start';

/** How long the till's machine has been up when the shop opens, in milliseconds. */
const UP_MS = 3_600_000;
/** A till that could not start is started again that many milliseconds later. */
const RETRY_MS = 1000;

/** The process that the till runs in: started, killed, restarted and started again, always on the same disk. */
export class TillProcess {
  readonly #parts: TillProcessParts;
  #host: TillHost | undefined;
  #till: TillUnderTest | undefined;
  #boots = 1;
  #aheadMs = 0;
  #bootedAtMs: number;
  #endReason: EndReason = 'killed';
  #damagesTail = false;
  /** From its end to its next start. */
  #downMs = RETRY_MS;

  constructor(parts: TillProcessParts) {
    this.#parts = parts;
    this.#bootedAtMs = parts.shop.clock.now() - UP_MS;
  }

  /** The till, while it is up. */
  get till(): TillUnderTest | undefined {
    return this.#till;
  }

  /** How many timers of the till are armed. */
  get timers(): number {
    return this.#host?.timers ?? 0;
  }

  start(): void {
    const { shop, disk, createTill, onStarted, onBroken, onEnded, onReport } = this.#parts;
    if (this.#host?.isAlive === true) return;
    const bootedAtMs = this.#bootedAtMs;
    const host = new TillHost(shop.clock, {
      machine: { now: () => shop.clock.now() + this.#aheadMs, upMs: () => shop.clock.now() - bootedAtMs },
      onThrow: (error) => onBroken(`it threw: ${describeError(error)}`),
      onEnd: () => {
        this.#till = undefined;
        if (host.ended === 'poweredOff') {
          this.#boots += 1;
          this.#bootedAtMs = shop.clock.now() + this.#downMs;
        }
        shop.network.hostEnded(host);
        void disk.hostEnded(host, this.#damagesTail);
        this.#damagesTail = false;
        onEnded(this.#endReason);
        this.#endReason = 'killed';
        this.#startLater(this.#downMs);
      },
    });
    this.#host = host;
    const surroundings: TillSurroundings = {
      engineOptions: this.#engineOptions(host),
      tell: (order, outcome) => {
        if (host.isAlive) onReport(order, outcome);
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
        if (disk.health.kind === 'well') onBroken(`did not start: ${describeError(error)}`);
        this.#downMs = RETRY_MS;
        this.#endReason = 'did not start';
        host.end('killed');
      }
    };
    void start();
  }

  /** Sets the wall clock of the machine. */
  setClock(byMs: number): void {
    this.#aheadMs += byMs;
  }

  #startLater(afterMs: number): void {
    this.#parts.shop.clock.setTimeout(() => this.start(), afterMs);
  }

  /** Ends the process after that many accesses, and starts it again `downMs` later. */
  kill({ afterCrossings, how, downMs, damagesTail = false }: ProcessKill): void {
    this.#downMs = downMs;
    this.#damagesTail = damagesTail;
    this.#host?.endAfter(afterCrossings, how);
  }

  /** Closes the till in an orderly way, and starts it again. */
  restart(): void {
    const host = this.#host;
    void this.close().then(() => {
      if (host?.isAlive !== true) return undefined;
      this.#downMs = 0;
      this.#endReason = 'restarted';
      return host.end('killed');
    });
  }

  /** Resolves when the till is closed; never, when its process ends first or the till does not close. */
  async close(): Promise<void> {
    const till = this.#till;
    if (till === undefined) return never();
    this.#till = undefined;
    try {
      await till.close();
    } catch (error) {
      this.#parts.onBroken(`did not close: ${describeError(error)}`);
    }
    return undefined;
  }

  /** Cancels a planned end. */
  heal(): void {
    this.#damagesTail = false;
    this.#host?.endAfter(Number.POSITIVE_INFINITY, 'killed');
  }

  #engineOptions(host: TillHost): EngineOptions {
    const { disk, poiids, limits, keys, random, logger } = this.#parts;
    return {
      saleId: SALE_ID,
      environment: 'test',
      terminals: poiids.map((poiid) => ({ poiid, host: 'shop.invalid' })),
      sharedKeys: SHOP_KEYS,
      journal: disk.open(host),
      limits,
      logger,
      parts: {
        clock: host.clock,
        random,
        bootId: `boot-${this.#boots}`,
        transport: hostTransport(this.#parts.shop.network, host),
        keyRing: keys,
      },
    };
  }
}

function describeError(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
