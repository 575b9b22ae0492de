import { isDeepStrictEqual } from 'node:util';
import { storedFrom } from '../../engine/journal/stored-transactions.ts';
import { storedState } from '../../engine/transactions/transaction-reducer.ts';
import type { Outcome, TransactionState } from '../../index.ts';
import { SALE_ID } from '../shop/till-process.ts';
import type { PairHost } from './pair-host.ts';
import type { PairSimulation } from './pair-simulation.ts';
import { override } from './perform-pair-step.ts';

/** Time for the engines to close, for overrides to be reported, and for one engine to learn what the other has stored. */
const CLOSING_MS = 60_000;

/** Checks that the engine that has the terminal knows every outcome that the terminal can report; a person closes the rest. */
export async function checkUnknown(simulation: PairSimulation): Promise<void> {
  const { checker, shop, engines } = simulation;
  const unreported = () => checker.orders.filter(({ reported }) => reported === undefined);
  for (const { order, sent } of unreported()) {
    const owner = engines.find((host) => host.owns(order.poiid));
    const isListed = owner?.engine?.unresolved().some(({ id }) => String(id) === order.id) === true;
    if (!isListed) {
      const why = owner === undefined ? 'its terminal has no owner' : `not listed at ${owner.name}`;
      checker.addViolation('forgotten', `not reported, and ${why}`, order.id);
    } else if (sent.some((ServiceID) => shop.terminalKnows(order.poiid, { SaleID: SALE_ID, ServiceID }))) {
      checker.addViolation('neverSettles', 'the terminal knows its status', order.id);
    } else {
      override(simulation, order.id);
    }
  }
  await simulation.advance(CLOSING_MS);
  for (const { order } of simulation.isIntact ? unreported() : []) {
    checker.addViolation('forgotten', 'overridden, and still not reported', order.id);
  }
}

/** Checks that both engines say the same of each order as their journal, when they say anything. */
export function checkAgreement(simulation: PairSimulation): void {
  const { checker, database, engines } = simulation;
  for (const { order } of checker.orders) {
    const records = database.recordsOf(order.id);
    const stored = records.length === 0 ? undefined : storedFrom([...records]);
    if (stored === undefined) continue;
    const { outcome, state: atDatabase } = storedState(stored);
    for (const host of engines) {
      const state = stateAt(host, order.id);
      if (state === undefined || isSame(state.outcome, outcome)) continue;
      simulation.note(host.name, () => JSON.stringify(state));
      const detail = `${host.name} says ${describe(state)}, stored ${outcome?.kind ?? atDatabase}`;
      checker.addViolation('enginesDiffer', detail, order.id);
    }
  }
}

/** Closes both engines, and checks that they leave nothing behind. */
export async function checkBothClose(simulation: PairSimulation): Promise<void> {
  const { checker, shop, cashier, engines } = simulation;
  cashier.close();
  let open = engines.length;
  for (const host of engines) void host.close().then(() => (open -= 1));
  await simulation.advance(CLOSING_MS);
  if (open > 0) checker.addViolation('brokenTill', 'an engine did not close');
  for (const { name, timers } of engines) {
    if (timers > 0) checker.addViolation('leftBehind', `${timers} timers of ${name}`);
  }
  if (shop.network.open > 0) checker.addViolation('leftBehind', `${shop.network.open} connections`);
}

function stateAt({ engine }: PairHost, order: string): TransactionState | undefined {
  return engine?.transaction(order)?.state;
}

function isSame(one: Outcome | undefined, other: Outcome | undefined): boolean {
  return isDeepStrictEqual(moneyOf(one), moneyOf(other));
}

/** What it says of the money: that one engine learnt it later than the other is no difference. */
function moneyOf(outcome: Outcome | undefined): unknown {
  return outcome && JSON.parse(JSON.stringify([outcome.kind, outcome.charged, outcome.amounts]));
}

function describe({ state, outcome, failure }: TransactionState): string {
  return `${outcome?.kind ?? state} ${outcome?.failure?.code ?? failure?.code ?? ''}`.trim();
}
