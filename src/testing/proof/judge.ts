import type { JournalRecord } from '../../adapters/index.ts';
import type { Outcome, Unresolved } from '../../index.ts';
import type { LedgerEntry } from '../../simulator/ledger.ts';
import type { Tapped } from '../../simulator/world/wiretap.ts';
import type { Listed, Order } from './till.ts';

/** What must never happen, each with the sentence that it breaks. */
export const RULES = {
  chargedTwice: 'an order is charged at most once',
  sentTwice: 'a ServiceID is sent at most once',
  falseApproval: 'what is told as approved was taken, in that amount',
  falseRefusal: 'what is told as not charged is not charged, then and later',
  toldTwoThings: 'what was told of an order stays true',
  chargedBesideUnknown: 'a terminal with an open transaction gets no other one',
  sentUnstored: 'nothing is sent before its intent is stored',
  toldUnstored: 'nothing is told before it is stored',
  noNextCheck: 'what is listed as unknown is being asked about, or has the time of its next check',
  forgotten: 'every order is told, or listed as unknown',
  neverSettles: 'with a healthy network, what the terminal knows becomes known',
  stateDiffers: 'the journal gives the state that was told',
  secretLogged: 'no secret reaches a log',
  leftBehind: 'a closed till leaves no timer and no connection',
  brokenTill: 'the till starts, takes orders and closes',
} as const;

export type Rule = keyof typeof RULES;

export interface Violation {
  readonly rule: Rule;
  readonly order?: string;
  /** What was seen. */
  readonly detail: string;
  /** Virtual milliseconds since the shop opened. */
  readonly atMs: number;
}

interface OrderRecord {
  readonly order: Order;
  /** ServiceIDs under which it left, in order. */
  readonly sent: string[];
  /** What was told last of the attempt that is under way or over, unless it was `unresolved`. */
  told: Outcome | undefined;
  /** ServiceIDs of which it was told that they charged nothing. */
  readonly refused: Set<string>;
  /** Its journal has a record that settles it. */
  isSettled: boolean;
  isStored: boolean;
  isOverridden: boolean;
}

/** Watches everything that happens in a shop, and knows what must not. It sees the terminals' books; the till does not. */
export class Judge {
  readonly violations: Violation[] = [];
  readonly #orders = new Map<string, OrderRecord>();
  readonly #sent = new Set<string>();
  /** Transactions of the journal, each with its order. */
  readonly #attempts = new Map<string, OrderRecord>();
  readonly #book: () => readonly LedgerEntry[];
  readonly #nowMs: () => number;
  readonly #usesDisk: () => boolean;

  constructor(parts: {
    readonly book: () => readonly LedgerEntry[];
    readonly nowMs: () => number;
    /** What is stored is judged only of a till that stores where the judge can look. */
    readonly usesDisk: () => boolean;
  }) {
    this.#book = parts.book;
    this.#nowMs = parts.nowMs;
    this.#usesDisk = parts.usesDisk;
  }

  get orders(): readonly Readonly<OrderRecord>[] {
    return [...this.#orders.values()];
  }

  accuse(rule: Rule, detail: string, order?: string): void {
    this.violations.push({ rule, detail, atMs: this.#nowMs(), ...(order !== undefined && { order }) });
  }

  // --- what happens ---

  ordered(order: Order): void {
    if (this.#orders.has(order.id)) return;
    this.#orders.set(order.id, {
      order,
      sent: [],
      told: undefined,
      refused: new Set(),
      isSettled: false,
      isStored: false,
      isOverridden: false,
    });
  }

  overridden(order: string): void {
    const record = this.#orders.get(order);
    if (record !== undefined) record.isOverridden = true;
  }

  stored(record: JournalRecord): void {
    if (record.type === 'opened') {
      const order = this.#orders.get(record.input.reference);
      if (order === undefined) return;
      order.isStored = true;
      order.isSettled = false;
      beginAgain(order);
      this.#attempts.set(record.transaction, order);
    }
    const order = this.#attempts.get(record.transaction);
    if (order !== undefined && record.settles === true) order.isSettled = true;
  }

  /** A request of the till was handed to the network. */
  sent({ MessageCategory, ServiceID, POIID, reference }: Tapped): void {
    if (this.#sent.has(ServiceID)) this.accuse('sentTwice', `${MessageCategory} ${ServiceID} left again`, reference);
    this.#sent.add(ServiceID);
    if (reference === undefined) return;
    const order = this.#orders.get(reference);
    if (order === undefined) return;
    if (!order.isStored && this.#usesDisk()) this.accuse('sentUnstored', `${ServiceID} left`, reference);
    beginAgain(order);
    order.sent.push(ServiceID);
    const open = this.orders.find(
      (other) => other !== order && other.order.poiid === POIID && other.sent.length > 0 && !isClosed(other),
    );
    if (open !== undefined) this.accuse('chargedBesideUnknown', `sent while ${open.order.id} was open`, reference);
  }

  /** Money moved. */
  booked(entry: LedgerEntry): void {
    const order = this.#orders.get(entry.reference);
    if (order === undefined) return;
    const { id } = order.order;
    const moved = this.#movesOf(id);
    if (moved.length > 1) this.accuse('chargedTwice', `${moved.length} movements on ${entry.POIID}`, id);
    if (order.refused.has(entry.ServiceID) && !order.isOverridden) {
      this.accuse('falseRefusal', `told as not charged, then ${entry.kind} ${entry.amount.value}`, id);
    }
  }

  told(id: string, outcome: Outcome | Unresolved): void {
    const order = this.#orders.get(id);
    if (order === undefined || outcome.kind === 'unresolved') return;
    const before = order.told;
    if (before !== undefined && (before.kind !== outcome.kind || before.charged !== outcome.charged)) {
      this.accuse('toldTwoThings', `${before.kind}, then ${outcome.kind}`, id);
    }
    order.told = outcome;
    if (outcome.charged === 'no' && outcome.kind !== 'accepted') for (const sent of order.sent) order.refused.add(sent);
    if (outcome.kind === 'overridden') order.isOverridden = true;
    else this.#compare(order, outcome);
    // What the till refused or withdrew by itself needs no record: nothing of it was sent.
    const isAnswer = outcome.kind !== 'notProcessed' || outcome.recovered;
    if (order.isStored && !order.isSettled && isAnswer) {
      this.accuse('toldUnstored', `told ${outcome.kind}`, id);
    }
  }

  listed(unknown: readonly Listed[]): void {
    for (const { id, state, nextCheckAtMs } of unknown) {
      if (nextCheckAtMs === undefined && state !== 'statusChecking') {
        this.accuse('noNextCheck', `it is ${state}`, id);
      }
    }
  }

  logged(line: string, secrets: readonly string[]): void {
    if (secrets.some((secret) => line.includes(secret))) this.accuse('secretLogged', 'a log line has a secret in it');
  }

  // --- comparing ---

  /** What moved for an order: a charge for a payment, a reversal for a refund. */
  #movesOf(id: string): readonly LedgerEntry[] {
    return this.#book().filter(({ reference }) => reference === id);
  }

  #compare({ order, sent }: OrderRecord, outcome: Outcome): void {
    const moved = this.#movesOf(order.id).filter(({ ServiceID }) => sent.includes(ServiceID));
    const value = moved.reduce((sum, { amount }) => sum + amount.value, 0);
    if (outcome.charged === 'yes' || outcome.kind === 'accepted') {
      const { authorized } = outcome.amounts;
      if (moved.length === 0) this.accuse('falseApproval', `told ${outcome.kind}, nothing moved`, order.id);
      else if (authorized !== undefined && authorized.value !== value) {
        this.accuse('falseApproval', `told ${authorized.value}, moved ${value}`, order.id);
      }
    } else if (outcome.charged === 'no' && moved.length > 0) {
      this.accuse('falseRefusal', `told ${outcome.kind}, moved ${value}`, order.id);
    }
  }
}

/** A till may try an order again of which it has told that nothing was charged: from then on that attempt is what it tells of. */
function beginAgain(order: OrderRecord): void {
  if (order.told?.charged === 'no') order.told = undefined;
}

/** Whether the till may know the end of it: it was told or stored, or somebody closed it by hand. */
function isClosed({ told, isSettled, isOverridden }: OrderRecord): boolean {
  return told !== undefined || isSettled || isOverridden;
}
