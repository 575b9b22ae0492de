import { isDeepStrictEqual } from 'node:util';
import type { JournalRecord } from '../../adapters/index.ts';
import { readStoredState } from '../../engine/mailbox.ts';
import { createKeyRing, type KeyRing } from '../../crypto/index.ts';
import type { Logger, TransactionState } from '../../index.ts';
import { createPrng, seedFor } from '../../simulator/primitives/prng.ts';
import type { Struck } from '../../simulator/world/fault-plan.ts';
import { settled } from '../../simulator/world/virtual-clock.ts';
import type { Tapped } from '../../simulator/world/request-inspector.ts';
import { countBy } from './counts.ts';
import { Disk } from '../shop/disk.ts';
import { forgedApproval } from '../shop/forged-notification.ts';
import { Judge, type Violation } from '../invariants/invariant-checker.ts';
import type { Schedule, Step } from '../schedule/schedule.ts';
import { Shop, SHOP_KEY } from '../shop/shop.ts';
import { SALE_ID, TillProcess } from '../shop/till-process.ts';
import type { CreateTill, Order } from '../till/till.ts';
import { describeStep } from '../schedule/describe-step.ts';

/** What a day in a shop came to. */
export interface Day {
  readonly violations: readonly Violation[];
  /** The faults that struck, in order. */
  readonly struck: readonly Struck[];
  readonly orders: number;
  readonly charges: number;
  /** What the cashier was told last of each order that was sent: how often each kind. */
  readonly told: Readonly<Record<string, number>>;
  /** How often each thing befell the shop, exchanges apart. */
  readonly befell: Readonly<Record<string, number>>;
}

/** After the last trouble: long enough for every shopper, every queue and every check of a transaction that stalled. */
const HEALTHY_MS = 20 * 60_000;
/** How long a till may take to close, and for what is closed by hand to be told. */
const CLOSING_MS = 60_000;
/** What simulated cards have and no log may show. */
const CARD_SECRETS = ['M469509594859802', 'SensitiveCardData', 'NexoBlob":"', String.raw`NexoBlob\":\"`];

let keys: Promise<KeyRing> | undefined;

/**
 * Plays a day with a till, and judges it. The same schedule gives the same day.
 *
 * @param note told what happens, line by line, for a person who reads how it came about
 */
export async function runSchedule(
  schedule: Schedule,
  createTill: CreateTill,
  note?: (line: string) => void,
): Promise<Day> {
  keys ??= createKeyRing([SHOP_KEY]);
  return new Run(schedule, createTill, await keys, note).play();
}

class Run {
  readonly #schedule: Schedule;
  /** What happened is put into words only when somebody reads it. */
  readonly #note: (who: string, what: () => string) => void;
  readonly #shop: Shop;
  readonly #disk: Disk;
  readonly #process: TillProcess;
  readonly #judge: Judge;
  readonly #openedAtMs: number;
  readonly #struck: Struck[] = [];
  readonly #befell: string[] = [];

  constructor(schedule: Schedule, createTill: CreateTill, keyRing: KeyRing, note?: (line: string) => void) {
    const { seed, poiids, limits } = schedule;
    this.#schedule = schedule;
    this.#note = (who, what) => note?.(`${this.#time()}  ${who.padEnd(8)} ${what()}`);
    this.#shop = new Shop({
      schedule,
      keys: keyRing,
      onSent: (request) => {
        this.#note('network', () => `${request.MessageCategory} ${request.ServiceID} leaves, ${aboutOf(request)}`);
        this.#judge.sent(request);
      },
      onBooked: (entry) => {
        this.#note('terminal', () => `${entry.kind} ${entry.amount.value} by ${entry.ServiceID}, ${entry.reference}`);
        this.#judge.booked(entry);
      },
      onStruck: (fault) => {
        this.#note('fault', () => `${fault.kind} strikes ${fault.at}`);
        this.#struck.push(fault);
      },
      onNotification: (body) => this.#notify(body),
    });
    this.#openedAtMs = this.#shop.clock.now();
    this.#judge = new Judge({
      book: () => this.#shop.book,
      nowMs: () => this.#sinceOpeningMs(),
      usesDisk: () => this.#disk.isUsed,
    });
    this.#disk = new Disk(this.#shop.clock, createPrng(seedFor(seed, 'disk')), (record) => {
      this.#note('disk', () => `${eventOf(record)} of ${record.transaction}${record.settles ? ', settled' : ''}`);
      this.#judge.stored(record);
    });
    this.#process = new TillProcess({
      createTill,
      shop: this.#shop,
      disk: this.#disk,
      poiids,
      limits,
      keys: keyRing,
      random: createPrng(seedFor(seed, 'till')),
      logger: watchedLogger((line) => this.#judge.logged(line, [SHOP_KEY.passphrase, ...CARD_SECRETS])),
      tell: (order, outcome) => {
        this.#note('till', () => `says that ${order} is ${outcome.kind}`);
        this.#judge.told(order, outcome);
      },
      // The cashier asks again for what the till has not told the end of.
      onStarted: () => {
        for (const { order, told } of this.#judge.orders) if (told === undefined) this.#order(order);
      },
      onEnded: (why) => {
        if (why === 'killed') this.#befell.push('crash');
        this.#note('till', () => why);
      },
      onBroken: (what) => this.#judge.accuse('brokenTill', what),
    });
  }

  async play(): Promise<Day> {
    const { clock } = this.#shop;
    for (const step of this.#schedule.steps) clock.setTimeout(() => this.#do(step), step.atMs);
    this.#process.start();
    await this.#letPass(1 + Math.max(0, ...this.#schedule.steps.map(({ atMs }) => atMs)));
    this.#shop.heal();
    this.#disk.health = { kind: 'well' };
    this.#process.heal();
    const isQuiet = () =>
      this.#process.till !== undefined && this.#judge.orders.every(({ told }) => told !== undefined);
    await this.#letPass(HEALTHY_MS, isQuiet);
    if (this.#judge.violations.length === 0) await this.#lookAtTheRest();
    if (this.#judge.violations.length === 0) await this.#close();
    if (this.#judge.violations.length === 0) await this.#foldTheJournal();
    const { orders, violations } = this.#judge;
    return {
      violations,
      struck: this.#struck,
      orders: orders.length,
      charges: this.#shop.book.filter(({ SaleID }) => SaleID === SALE_ID).length,
      told: countBy(orders.filter(({ sent }) => sent.length > 0).map(({ told }) => told?.kind ?? 'nothing')),
      befell: countBy(this.#befell),
    };
  }

  /** Time goes on until the first violation: what comes after that is its consequence. `isEnough` ends it early. */
  async #letPass(ms: number, isEnough = () => false): Promise<void> {
    const { clock } = this.#shop;
    const untilMs = clock.now() + ms;
    const goesOn = () => this.#judge.violations.length === 0 && !isEnough();
    await settled();
    while (goesOn() && (await clock.fireNext(untilMs))) this.#judge.listed(this.#process.till?.unresolved?.() ?? []);
    if (goesOn()) await clock.advance(untilMs - clock.now());
  }

  #sinceOpeningMs(): number {
    return this.#shop.clock.now() - this.#openedAtMs;
  }

  /** Since the shop opened: `00:03:07.250`. */
  #time(): string {
    return new Date(this.#sinceOpeningMs()).toISOString().slice(11, 23);
  }

  // --- what happens ---

  #do(step: Step): void {
    // A process that is to die at its next touch of something may not come to that: `crash` counts those that died.
    if (step.do !== 'kill') this.#befell.push(step.do);
    this.#note('shop', () => describeStep(step));
    const { till } = this.#process;
    switch (step.do) {
      case 'pay':
      case 'refund':
        if (step.shopper !== undefined) {
          this.#shop.terminal(step.order.poiid).virtual.feed({ kind: 'nextShopper', plan: step.shopper });
        }
        this.#judge.ordered(step.order);
        return this.#order(step.order);
      case 'abort':
        return attempt(() => till?.abort?.(step.order));
      case 'check':
        return attempt(() => till?.checkStatus?.(step.order));
      case 'override':
        return this.#override(step.order);
      case 'kill':
        return this.#process.kill(step);
      case 'restart':
        return this.#process.restart();
      case 'cutPower':
        return this.#shop.terminal(step.poiid).cutPower(step.cut);
      case 'partition':
        return this.#shop.network.partition(step.poiid, step.lastsMs);
      case 'disk':
        this.#disk.health = step.health;
        this.#shop.clock.setTimeout(() => (this.#disk.health = { kind: 'well' }), step.lastsMs);
        return undefined;
      case 'setClock':
        return this.#process.setClock(step.byMs);
      case 'rival':
        return this.#shop.rivalPays(step.poiid, step.valueMinor);
      case 'forge':
        return this.#forge(step.order);
      default:
        return step satisfies never;
    }
  }

  #order(order: Order): void {
    const { till } = this.#process;
    attempt(() => (order.refundOf === undefined ? till?.pay(order) : till?.refund?.(order)));
  }

  /** A person looks at the terminal's book and closes what is unknown. What they say is not the till's to prove. */
  #override(order: string): void {
    const { till } = this.#process;
    if (till?.override === undefined || till.unresolved?.().some(({ id }) => id === order) !== true) return;
    const moved = this.#shop.book.some(({ reference }) => reference === order);
    this.#judge.overridden(order);
    attempt(() => till.override?.(order, moved ? 'charged' : 'notCharged'));
  }

  #forge(id: string): void {
    const record = this.#judge.orders.find(({ order }) => order.id === id);
    const ServiceID = record?.sent.at(-1);
    if (record !== undefined && ServiceID !== undefined) {
      this.#notify(forgedApproval({ POIID: record.order.poiid, SaleID: SALE_ID, ServiceID }));
    }
  }

  #notify(body: Uint8Array): void {
    const { till } = this.#process;
    void till?.notifications?.handle({ method: 'POST', headers: {}, body, remoteAddress: '127.0.0.1' });
  }

  // --- the end of the day ---

  /** What the terminal knows the till must know by now; what no terminal knows any more a person closes. */
  async #lookAtTheRest(): Promise<void> {
    const { till } = this.#process;
    const unknown = new Set<string>(till?.unresolved?.().map(({ id }) => id));
    // A till that gives no money back was not asked for it.
    const refunds = till?.refund !== undefined;
    const left = () =>
      this.#judge.orders.filter(({ order, told }) => told === undefined && (refunds || order.refundOf === undefined));
    for (const { order, sent } of left()) {
      if (!unknown.has(order.id)) this.#judge.accuse('forgotten', 'neither told nor listed', order.id);
      else if (sent.some((ServiceID) => this.#shop.terminalKnows(order.poiid, { SaleID: SALE_ID, ServiceID }))) {
        this.#judge.accuse('neverSettles', 'the terminal knows what became of it', order.id);
      } else this.#override(order.id);
    }
    await this.#letPass(CLOSING_MS);
    if (this.#judge.violations.length > 0 || till?.override === undefined) return;
    for (const { order } of left()) this.#judge.accuse('forgotten', 'closed by hand, and still not told', order.id);
  }

  /** What is stored gives what was told: another till that only has the disk would say the same. */
  async #foldTheJournal(): Promise<void> {
    const attempts = new Map<JournalRecord['transaction'], JournalRecord[]>();
    for await (const record of this.#disk.records()) {
      if (record.type !== 'orphan')
        attempts.set(record.transaction, [...(attempts.get(record.transaction) ?? []), record]);
    }
    const lastOf = new Map<string, TransactionState>();
    for (const records of attempts.values()) {
      const [first] = records;
      if (first?.type === 'opened') lastOf.set(first.input.reference, readStoredState({ input: first.input, records }));
    }
    for (const { order, told } of this.#judge.orders) {
      const stored = lastOf.get(order.id);
      if (stored === undefined || isDeepStrictEqual(asJson(stored.outcome), asJson(told))) continue;
      this.#judge.accuse(
        'stateDiffers',
        `told ${told?.kind}, stored ${stored.outcome?.kind ?? stored.state}`,
        order.id,
      );
    }
  }

  async #close(): Promise<void> {
    if (this.#process.till === undefined) return this.#judge.accuse('brokenTill', 'it never came back');
    let isClosed = false;
    void this.#process.close().then(() => (isClosed = true));
    await this.#letPass(CLOSING_MS);
    if (!isClosed) this.#judge.accuse('brokenTill', 'it did not close');
    if (this.#process.timers > 0) this.#judge.accuse('leftBehind', `${this.#process.timers} timers`);
    if (this.#shop.network.open > 0) this.#judge.accuse('leftBehind', `${this.#shop.network.open} connections`);
  }
}

/** A call that the till refuses changes nothing; what it does about it is judged by what follows. */
function attempt(call: () => unknown): void {
  void (async () => call())().catch(() => undefined);
}

function watchedLogger(onLine: (line: string) => void, bindings: object = {}): Logger {
  const log = (fields: object, message: string) =>
    onLine(`${message} ${JSON.stringify({ ...bindings, ...fields }, withErrors)}`);
  const child = (more: object) => watchedLogger(onLine, { ...bindings, ...more });
  return { child, trace: log, debug: log, info: log, warn: log, error: log };
}

/** What a logger writes of an error, which JSON leaves out. */
function withErrors(_name: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { name: value.name, message: value.message, stack: value.stack, cause: value.cause };
}

function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

function aboutOf({ reference, aboutServiceID, POIID }: Tapped): string {
  return reference ?? (aboutServiceID === undefined ? `to ${POIID}` : `about ${aboutServiceID}`);
}

function eventOf(record: JournalRecord): string {
  return record.type === 'event' ? record.event.type : record.type;
}
