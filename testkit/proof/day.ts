import { createKeyRing, type KeyRing } from '../../crypto/index.ts';
import type { InjectedFault } from '../../simulator/world/fault-plan.ts';
import type { InvariantChecker } from '../invariants/invariant-checker.ts';
import type { Violation } from '../invariants/invariants.ts';
import { SHOP_KEYS, type Shop } from '../shop/shop.ts';
import { SALE_ID } from '../shop/till-process.ts';
import { countBy, type Counts } from './counts.ts';

/** The result of a day in a shop. */
export interface Day {
  readonly violations: readonly Violation[];
  /** The faults that struck, in order. */
  readonly injected: readonly InjectedFault[];
  readonly orders: number;
  readonly charges: number;
  /** How often each kind of result was the last report of an order that was sent. */
  readonly told: Counts;
  /** How often each incident happened, beside the faults of exchanges. */
  readonly befell: Counts;
}

/** What was observed on a day. */
export interface ObservedDay {
  readonly checker: InvariantChecker;
  readonly shop: Shop;
  readonly injected: readonly InjectedFault[];
  readonly incidents: readonly string[];
}

let loading: Promise<KeyRing> | undefined;

/** The keys of the shop, when the engine is loaded too. It is when it is first used: virtual hours would pass while the disk is read. */
export function loadDay(): Promise<KeyRing> {
  loading ??= Promise.all([createKeyRing(SHOP_KEYS), import('../../engine/create-engine.ts')]).then(([keys]) => keys);
  return loading;
}

/** What came of it. */
export function dayOf({ checker, shop, injected, incidents }: ObservedDay): Day {
  const { orders, violations } = checker;
  const sent = orders.filter((order) => order.sent.length > 0);
  return {
    violations,
    injected,
    orders: orders.length,
    charges: shop.ledger.filter(({ SaleID }) => SaleID === SALE_ID).length,
    told: countBy(sent.map(({ reported }) => reported?.kind ?? 'nothing')),
    befell: countBy(incidents),
  };
}
