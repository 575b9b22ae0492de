import type { JournalRecord } from '../../adapters/index.ts';
import type { KeyRing } from '../../crypto/index.ts';
import { createPrng, seedFor } from '../../simulator/primitives/prng.ts';
import type { InjectedFault } from '../../simulator/world/fault-plan.ts';
import type { InspectedRequest } from '../../simulator/world/request-inspector.ts';
import { settled } from '../../simulator/world/virtual-clock.ts';
import { InvariantChecker } from '../invariants/invariant-checker.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { Disk } from '../shop/disk.ts';
import { Shop, SHOP_KEYS } from '../shop/shop.ts';
import { TillProcess } from '../shop/till-process.ts';
import type { CreateTill, Order } from '../till/till.ts';
import { recordingLogger } from './recording-logger.ts';

/** Data of simulated cards and messages that no log may contain. */
const CARD_SECRETS = ['M469509594859802', 'SensitiveCardData', 'NexoBlob":"', String.raw`NexoBlob\":\"`];

/** A shop, its till and the checker that observes both, on virtual time. */
export class Simulation {
  readonly shop: Shop;
  readonly disk: Disk;
  readonly process: TillProcess;
  readonly checker: InvariantChecker;
  /** The faults that struck, in order. */
  readonly injected: InjectedFault[] = [];
  /** What happened to the shop beside its exchanges, in order. */
  readonly incidents: string[] = [];
  readonly #openedAtMs: number;
  readonly #onNote: ((line: string) => void) | undefined;

  /** @param onNote called with what happens, line by line */
  constructor(schedule: Schedule, createTill: CreateTill, keyRing: KeyRing, onNote?: (line: string) => void) {
    const { seed, poiids, limits } = schedule;
    this.#onNote = onNote;
    this.shop = new Shop({
      schedule,
      keys: keyRing,
      onSent: (request) => {
        this.note('network', () => `${request.MessageCategory} ${request.ServiceID} leaves, ${subjectOf(request)}`);
        this.checker.onSent(request);
      },
      onMovement: (entry) => {
        this.note('terminal', () => `${entry.kind} ${entry.amount.value} by ${entry.ServiceID}, ${entry.reference}`);
        this.checker.onMovement(entry);
      },
      onFault: (fault) => {
        this.note('fault', () => `${fault.kind} strikes ${fault.exchange}`);
        this.injected.push(fault);
      },
      onNotification: (body) => this.notifyTill(body),
    });
    this.#openedAtMs = this.shop.clock.now();
    this.checker = new InvariantChecker({
      ledger: () => this.shop.ledger,
      nowMs: () => this.#sinceOpeningMs(),
      usesDisk: () => this.disk.isUsed,
      isDamaged: (order) => this.disk.isDamaged(order),
    });
    this.disk = new Disk(this.shop.clock, createPrng(seedFor(seed, 'disk')), (record) => {
      this.note('disk', () => `${eventOf(record)} of ${record.transaction}${record.settles ? ', settled' : ''}`);
      this.checker.onStored(record);
    });
    this.process = new TillProcess({
      createTill,
      shop: this.shop,
      disk: this.disk,
      poiids,
      limits,
      keys: keyRing,
      random: createPrng(seedFor(seed, 'till')),
      logger: recordingLogger((line) =>
        this.checker.onLogged(line, [...SHOP_KEYS.map(({ passphrase }) => passphrase), ...CARD_SECRETS]),
      ),
      onReport: (order, result) => {
        this.note('till', () => `says that ${order} is ${result.kind}`);
        this.checker.onReport(order, result);
      },
      // The cashier asks again for every order without a reported outcome.
      onStarted: () => {
        for (const { order, reported } of this.checker.orders) if (reported === undefined) this.placeOrder(order);
      },
      onEnded: (reason) => {
        this.checker.onTillEnded();
        if (reason === 'killed') this.incidents.push('crash');
        this.note('till', () => reason);
      },
      onBroken: (detail) => this.checker.addViolation('brokenTill', detail),
    });
  }

  get isIntact(): boolean {
    return this.checker.violations.length === 0;
  }

  /** Advances until the first violation, because what follows is its consequence. `isDone` ends it early. */
  async advance(ms: number, isDone = () => false): Promise<void> {
    const { clock } = this.shop;
    const untilMs = clock.now() + ms;
    const continues = () => this.isIntact && !isDone();
    await settled();
    while (continues() && (await clock.fireNext(untilMs))) {
      this.checker.onListed(this.process.till?.unresolved?.() ?? []);
    }
    if (continues()) await clock.advance(untilMs - clock.now());
  }

  /** Ends all faults and incidents. */
  heal(): void {
    this.shop.heal();
    this.disk.health = { kind: 'well' };
    this.process.heal();
  }

  placeOrder(order: Order): void {
    const { till } = this.process;
    attempt(() => (order.refundOf === undefined ? till?.pay(order) : till?.refund?.(order)));
  }

  /** A person reads the terminal's ledger and closes what is unknown. What they state is not checked. */
  override(order: string): void {
    const { till } = this.process;
    if (till?.override === undefined || till.unresolved?.().some(({ id }) => id === order) !== true) return;
    const moved = this.shop.ledger.some(({ reference }) => reference === order);
    this.checker.onOverride(order);
    attempt(() => till.override?.(order, moved ? 'charged' : 'notCharged'));
  }

  notifyTill(body: Uint8Array): void {
    const { till } = this.process;
    void till?.notifications?.handle({ method: 'POST', headers: {}, body, remoteAddress: '127.0.0.1' });
  }

  /** Notes what happened; the text is only composed when there is a reader. */
  note(who: string, what: () => string): void {
    this.#onNote?.(`${this.#time()}  ${who.padEnd(8)} ${what()}`);
  }

  #sinceOpeningMs(): number {
    return this.shop.clock.now() - this.#openedAtMs;
  }

  /** Since the shop opened: `00:03:07.250`. */
  #time(): string {
    return new Date(this.#sinceOpeningMs()).toISOString().slice(11, 23);
  }
}

/** Calls the till. A refusal changes nothing: what the till does is checked by its consequences. */
export function attempt(call: () => unknown): void {
  void (async () => call())().catch(() => undefined);
}

function subjectOf({ reference, aboutServiceID, POIID }: InspectedRequest): string {
  return reference ?? (aboutServiceID === undefined ? `to ${POIID}` : `about ${aboutServiceID}`);
}

function eventOf(record: JournalRecord): string {
  return record.type === 'event' ? record.event.type : record.type;
}
