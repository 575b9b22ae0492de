import type { KeyRing } from '../../crypto/index.ts';
import { createPrng, seedFor } from '../../simulator/primitives/prng.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { Disk } from '../shop/disk.ts';
import { TillProcess } from '../shop/till-process.ts';
import type { CreateTill, Order } from '../till/till.ts';
import { ObservedShop } from './observed-shop.ts';

/** A shop, its till and the checker that observes both, on virtual time. */
export class Simulation extends ObservedShop {
  readonly disk: Disk;
  readonly process: TillProcess;

  /** @param onNote called with what happens, line by line */
  constructor(schedule: Schedule, createTill: CreateTill, keyRing: KeyRing, onNote?: (line: string) => void) {
    super(schedule, keyRing, onNote);
    const { seed, poiids, limits } = schedule;
    this.disk = new Disk(this.shop.clock, createPrng(seedFor(seed, 'disk')), this.stored('disk'));
    this.process = new TillProcess({
      createTill,
      shop: this.shop,
      disk: this.disk,
      poiids,
      limits,
      keys: keyRing,
      random: createPrng(seedFor(seed, 'till')),
      logger: this.checkedLogger(),
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

  protected get usesDisk(): boolean {
    return this.disk.isUsed;
  }

  protected isDamaged(order: string): boolean {
    return this.disk.isDamaged(order);
  }

  protected checkLists(): void {
    this.checker.onListed(this.process.till?.unresolved?.() ?? []);
  }

  protected override onNotification(body: Uint8Array): void {
    this.notifyTill(body);
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
}

/** Calls the till. A refusal changes nothing: what the till does is checked by its consequences. */
export function attempt(call: () => unknown): void {
  void (async () => call())().catch(() => undefined);
}
