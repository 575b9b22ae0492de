import type { EngineOptions, Logger } from '../index.ts';
import { createKeyRing, type KeyRing } from '../crypto/index.ts';
import { failure } from '../protocol/faults.ts';
import { linkFailure } from '../adapters/link-faults.ts';
import type { TransportFactory } from '../adapters/index.ts';
import { createPrng, seedFor } from '../simulator/prng.ts';
import type { Struck } from '../simulator/world/fates.ts';
import { settled } from '../simulator/world/virtual-clock.ts';
import { Disk } from './disk.ts';
import { forgedApproval } from './forgery.ts';
import { never, TillHost } from './host.ts';
import { Judge, type Violation } from './judge.ts';
import type { Schedule, Step } from './schedule.ts';
import { Shop, SHOP_KEY } from './shop.ts';
import type { CreateTill, Order, TillUnderTest } from './till.ts';

/** What a day in a shop came to. */
export interface Day {
  readonly violations: readonly Violation[];
  /** The faults that struck, in order. */
  readonly struck: readonly Struck[];
  readonly orders: number;
  readonly charges: number;
  /** What the cashier was told last of each order: how often each kind. */
  readonly told: Readonly<Record<string, number>>;
  /** How often each thing befell the shop, exchanges apart. */
  readonly befell: Readonly<Record<string, number>>;
}

/** After the last trouble: long enough for every check of a transaction that stalled, and for every shopper. */
const HEALTHY_MS = 40 * 60_000;
/** How long a till may take to close, and somebody to look at what is left. */
const CLOSING_MS = 60_000;
/** A till that could not start is started again so much later. */
const START_AGAIN_MS = 1000;
const SALE_ID = 'TILL-01';

let keys: Promise<KeyRing> | undefined;

/**
 * Plays a day with a till, and judges it. The same schedule gives the same day.
 *
 * @param note told what happens, line by line, for a person who reads how it came about
 */
export async function runSchedule(
  schedule: Schedule,
  createTill: CreateTill,
  note: (line: string) => void = () => undefined,
): Promise<Day> {
  keys ??= createKeyRing([SHOP_KEY]);
  return new Run(schedule, createTill, await keys, note).play();
}

class Run {
  readonly #schedule: Schedule;
  readonly #createTill: CreateTill;
  readonly #keys: KeyRing;
  readonly #note: (who: string, what: string) => void;
  readonly #shop: Shop;
  readonly #disk: Disk;
  readonly #judge: Judge;
  readonly #struck: Struck[] = [];
  readonly #befell: Record<string, number> = {};
  readonly #openedAtMs: number;
  readonly #random: { bytes(length: number): Uint8Array };
  readonly #logger: Logger;
  #host: TillHost | undefined;
  #till: TillUnderTest | undefined;
  #boots = 0;
  #isClosing = false;

  constructor(schedule: Schedule, createTill: CreateTill, keys: KeyRing, note: (line: string) => void) {
    this.#schedule = schedule;
    this.#createTill = createTill;
    this.#keys = keys;
    this.#note = (who, what) => note(`${this.#time()}  ${who.padEnd(8)} ${what}`);
    const { seed } = schedule;
    this.#judge = new Judge({
      book: () => this.#shop.book,
      nowMs: () => this.#shop.clock.now() - this.#openedAtMs,
    });
    this.#shop = new Shop({
      schedule,
      keys,
      onSent: (request) => {
        const { MessageCategory, ServiceID, reference, aboutServiceID } = request;
        this.#note('network', `${MessageCategory} ${ServiceID} of ${reference ?? `about ${aboutServiceID}`} leaves`);
        this.#judge.sent(request);
      },
      onBooked: (entry) => {
        this.#note('terminal', `${entry.kind} ${entry.amount.value} by ${entry.ServiceID} of ${entry.reference}`);
        this.#judge.booked(entry);
      },
      onStruck: (fault) => {
        this.#note('fault', `${fault.kind} strikes ${fault.at}`);
        this.#struck.push(fault);
      },
      onNotification: (body) => this.#notify(body),
    });
    this.#openedAtMs = this.#shop.clock.now();
    this.#disk = new Disk(this.#shop.clock, createPrng(seedFor(seed, 'disk')), (record) => {
      const what = record.type === 'event' ? record.event.type : record.type;
      this.#note('disk', `${what} of ${record.transaction}${record.settles === true ? ', which settles it' : ''}`);
      this.#judge.stored(record);
    });
    this.#random = createPrng(seedFor(seed, 'till'));
    const log = (fields: object, message: string) =>
      this.#judge.logged(`${message} ${JSON.stringify(fields)}`, [SHOP_KEY.passphrase, ...CARD_SECRETS]);
    this.#logger = { child: () => this.#logger, trace: log, debug: log, info: log, warn: log, error: log };
  }

  async play(): Promise<Day> {
    const { clock } = this.#shop;
    for (const step of this.#schedule.steps) clock.setTimeout(() => this.#do(step), step.atMs);
    this.#start();
    const lastMs = Math.max(0, ...this.#schedule.steps.map(({ atMs }) => atMs));
    await this.#letPass(lastMs + 1);
    this.#heal();
    await this.#letPass(HEALTHY_MS);
    await this.#lookAtTheRest();
    await this.#close();
    const orders = this.#judge.orders.filter(({ sent }) => sent.length > 0);
    return {
      violations: this.#judge.violations,
      struck: this.#struck,
      orders: this.#judge.orders.length,
      charges: this.#shop.book.filter(({ SaleID }) => SaleID === SALE_ID).length,
      told: countBy(orders.map(({ told }) => told?.kind ?? 'nothing')),
      befell: this.#befell,
    };
  }

  /** Time goes on until the first violation: what comes after that is its consequence. */
  async #letPass(ms: number): Promise<void> {
    const untilMs = this.#shop.clock.now() + ms;
    await settled();
    while (this.#judge.violations.length === 0 && (await this.#shop.clock.fireNext(untilMs)));
    if (this.#judge.violations.length === 0) await this.#shop.clock.advance(untilMs - this.#shop.clock.now());
  }

  // --- the till's process ---

  #start(): void {
    if (this.#isClosing) return;
    const host = new TillHost(this.#shop.clock, (ended) => this.#hostEnded(ended));
    this.#host = host;
    this.#boots = Math.max(this.#boots, 1);
    const tell = (order: string, outcome: Parameters<Judge['told']>[1]) => {
      if (!host.isAlive) return;
      this.#note('till', `says that ${order} is ${outcome.kind}`);
      this.#judge.told(order, outcome);
    };
    void this.#createUnlessDead(host, tell).then(
      (till) => {
        if (!host.isAlive) return;
        this.#till = till;
        // The cashier asks again for what the till has not told the end of.
        for (const { order, told } of this.#judge.orders) if (told === undefined) this.#order(order);
      },
      (error: unknown) => {
        if (!host.isAlive) return;
        if (this.#disk.health.kind === 'well') this.#judge.accuse('brokenTill', `did not start: ${nameOf(error)}`);
        host.end('killed');
        this.#startLater(START_AGAIN_MS);
      },
    );
  }

  async #createUnlessDead(host: TillHost, tell: (order: string, outcome: never) => void): Promise<TillUnderTest> {
    return this.#createTill({ engineOptions: this.#engineOptions(host), tell: tell as never });
  }

  #engineOptions(host: TillHost): EngineOptions {
    const transport: TransportFactory = ({ poiid }) => this.#transport(poiid, host);
    return {
      saleId: SALE_ID,
      environment: 'test',
      terminals: this.#schedule.poiids.map((poiid) => ({ poiid, host: 'shop.invalid' })),
      sharedKeys: [SHOP_KEY],
      journal: this.#disk.open(host),
      logger: this.#logger,
      parts: {
        clock: host.clock,
        random: this.#random,
        bootId: `boot-${this.#boots}`,
        transport,
        keyRing: this.#keys,
      },
    };
  }

  #transport(poiid: string, host: TillHost): ReturnType<TransportFactory> {
    const closed = new AbortController();
    return {
      post: async ({ body, signal, onWritten }) => {
        if (!host.cross()) return never();
        if (closed.signal.aborted) return { kind: 'failed', failure: failure('ERR_LINK_CANCELLED') };
        const written = () => {
          if (host.cross()) onWritten?.();
        };
        const ended = AbortSignal.any([signal, closed.signal]);
        const result = await this.#shop.network.post({ poiid, body, signal: ended, onWritten: written }, host);
        return host.whileAlive(
          result.kind === 'answered'
            ? result
            : { kind: 'failed', failure: linkFailure({ code: result.code }, result.progress) },
        );
      },
      close: () => {
        closed.abort();
        return Promise.resolve();
      },
    };
  }

  #hostEnded(host: TillHost): void {
    this.#note('till', `ends: ${host.ended}`);
    this.#till = undefined;
    if (host.ended === 'poweredOff') this.#boots += 1;
    this.#shop.network.hostEnded(host);
    void this.#disk.hostEnded(host);
  }

  /** Since the shop opened: `00:03:07.250`. */
  #time(): string {
    return new Date(this.#shop.clock.now() - this.#openedAtMs).toISOString().slice(11, 23);
  }

  #startLater(downMs: number): void {
    this.#shop.clock.setTimeout(() => {
      if (this.#host?.isAlive !== true) this.#start();
    }, downMs);
  }

  // --- what happens ---

  #do(step: Step): void {
    this.#befell[step.do] = (this.#befell[step.do] ?? 0) + 1;
    const { clock, network } = this.#shop;
    const { atMs: _, ...happening } = step;
    this.#note('shop', JSON.stringify(happening));
    switch (step.do) {
      case 'pay':
      case 'refund':
        if (step.shopper !== undefined && !this.#shop.terminal(step.order.poiid).isDown) {
          this.#shop.terminal(step.order.poiid).virtual.feed({ kind: 'nextShopper', plan: step.shopper });
        }
        this.#judge.ordered(step.order);
        return this.#order(step.order);
      case 'abort':
        return this.#try(() => this.#till?.abort?.(step.order));
      case 'check':
        return this.#try(() => this.#till?.checkStatus?.(step.order));
      case 'override':
        return this.#override(step.order);
      case 'kill':
        return this.#kill(step);
      case 'restart':
        return this.#restart();
      case 'cutPower':
        return this.#shop.terminal(step.poiid).cutPower(step.cut);
      case 'partition':
        return network.partition(step.poiid, step.lastsMs);
      case 'disk':
        this.#disk.health = step.health;
        clock.setTimeout(() => (this.#disk.health = { kind: 'well' }), step.lastsMs);
        return undefined;
      case 'rival':
        return this.#shop.rivalPays(step.poiid, step.valueMinor);
      case 'forge':
        return this.#forge(step.order);
      default:
        return step satisfies never;
    }
  }

  #order(order: Order): void {
    this.#try(() => (order.refundOf === undefined ? this.#till?.pay(order) : this.#till?.refund?.(order)));
  }

  /** A person looks at the terminal's book and closes what is unknown. Nothing is promised about what they say. */
  #override(order: string): void {
    if (this.#till?.unresolved?.().includes(order) !== true) return;
    const moved = this.#shop.book.some(({ reference }) => reference === order);
    this.#judge.overridden(order);
    this.#try(() => this.#till?.override?.(order, moved ? 'charged' : 'notCharged'));
  }

  #kill({ afterCrossings, how, downMs }: Extract<Step, { do: 'kill' }>): void {
    const host = this.#host;
    if (host?.isAlive !== true) return;
    host.endAfter(afterCrossings, how);
    // One that touches nothing any more dies of the wait.
    this.#shop.clock.setTimeout(() => {
      host.end(how);
      this.#startLater(0);
    }, downMs);
  }

  #restart(): void {
    const [till, host] = [this.#till, this.#host];
    if (till === undefined || host === undefined) return;
    this.#till = undefined;
    void Promise.resolve(till.close()).then(
      () => {
        if (!host.isAlive) return;
        host.end('killed');
        this.#start();
      },
      (error: unknown) => this.#judge.accuse('brokenTill', `did not close: ${nameOf(error)}`),
    );
  }

  #forge(order: string): void {
    const record = this.#judge.orders.find((one) => one.order.id === order);
    const ServiceID = record?.sent.at(-1);
    if (record !== undefined && ServiceID !== undefined) {
      this.#notify(forgedApproval({ POIID: record.order.poiid, SaleID: SALE_ID, ServiceID }));
    }
  }

  #notify(body: Uint8Array): void {
    void this.#till?.notifications?.handle({ method: 'POST', headers: {}, body, remoteAddress: '127.0.0.1' });
  }

  /** A call that the till refuses changes nothing; what it does about it is judged by what follows. */
  #try(call: () => unknown): void {
    void (async () => call())().catch(() => undefined);
  }

  // --- the end of the day ---

  #heal(): void {
    this.#shop.heal();
    this.#disk.health = { kind: 'well' };
    this.#host?.endAfter(Number.POSITIVE_INFINITY, 'killed');
    if (this.#host?.isAlive !== true) this.#startLater(START_AGAIN_MS);
  }

  /** What the terminal knows the till must know by now; what no terminal knows any more a person closes. */
  async #lookAtTheRest(): Promise<void> {
    const unknown = this.#till?.unresolved?.() ?? [];
    for (const { order, sent, told } of this.#judge.orders) {
      if (told !== undefined) continue;
      if (!unknown.includes(order.id)) this.#judge.accuse('forgotten', 'neither told nor listed', order.id);
      else if (sent.some((ServiceID) => this.#shop.terminalKnows(order.poiid, { SaleID: SALE_ID, ServiceID }))) {
        this.#judge.accuse('neverSettles', 'the terminal knows what became of it', order.id);
      } else this.#override(order.id);
    }
    await this.#letPass(CLOSING_MS);
    for (const { order, told } of this.#judge.orders) {
      if (told === undefined) this.#judge.accuse('forgotten', 'closed by hand, and still not told', order.id);
    }
  }

  async #close(): Promise<void> {
    if (this.#judge.violations.length > 0) return;
    this.#isClosing = true;
    const [till, host] = [this.#till, this.#host];
    if (till === undefined || host === undefined) return this.#judge.accuse('brokenTill', 'it never came back');
    let isClosed = false;
    void Promise.resolve(till.close()).then(
      () => (isClosed = true),
      () => undefined,
    );
    await this.#letPass(CLOSING_MS);
    if (!isClosed) this.#judge.accuse('brokenTill', 'did not close');
    if (host.timers > 0) this.#judge.accuse('leftBehind', `${host.timers} timers`);
    if (this.#shop.network.open > 0) this.#judge.accuse('leftBehind', `${this.#shop.network.open} connections`);
  }
}

/** What simulated cards have and no log may show. */
const CARD_SECRETS = ['M469509594859802', 'SensitiveCardData', 'NexoBlob'];

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
