import type { JournalRecord } from '../../adapters/index.ts';
import type { Amount, Outcome, Unresolved } from '../../index.ts';
import type { LedgerEntry } from '../../simulator/platform/ledger.ts';
import type { Tapped } from '../../simulator/world/request-inspector.ts';
import type { Listed, Order } from '../till/till.ts';

/** What must never happen, each with the sentence that it breaks. */
export const RULES = {
  chargedTwice: 'an order is charged at most once',
  wrongAmount: 'what moves is what was ordered, and a tip where one was asked for',
  notOrdered: 'nothing is sent that nobody ordered, and no order again that nobody asked for again',
  sentTwice: 'a ServiceID is sent at most once',
  falseApproval: 'what is told as approved was taken, in that amount',
  falseRefusal: 'what is told as not charged is not charged, then and later',
  toldTwoThings: 'what was told of an order stays true',
  chargedBesideUnknown: 'a terminal with an open transaction gets no other one, of the same order either',
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
  /** How often the cashier asked for it, and was told that nothing was charged. */
  asked: number;
  toldNo: number;
  /** ServiceIDs under which it left, in order. */
  readonly sent: string[];
  /** How many of these there were when the attempt that is under way was stored. */
  sentBefore: number;
  /** When that was stored, an earlier attempt was still open. */
  wasOpen: boolean;
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
  /** ServiceIDs whose intent is stored. */
  readonly #intended = new Set<string>();
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
    const known = this.#orders.get(order.id);
    if (known !== undefined) {
      known.asked += 1;
      return;
    }
    this.#orders.set(order.id, {
      order,
      asked: 1,
      toldNo: 0,
      sent: [],
      sentBefore: 0,
      wasOpen: false,
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
      this.#intended.add(record.input.ServiceID);
      order.wasOpen = isOpen(order);
      order.sentBefore = order.sent.length;
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
    if (order === undefined) return this.accuse('notOrdered', `${MessageCategory} ${ServiceID} left`, reference);
    const wasOpen = this.#usesDisk() ? order.wasOpen : isOpen(order);
    if (!this.#intended.has(ServiceID) && this.#usesDisk()) this.accuse('sentUnstored', `${ServiceID} left`, reference);
    beginAgain(order);
    if (order.told !== undefined) this.accuse('notOrdered', `sent after it was told as ${order.told.kind}`, reference);
    order.sent.push(ServiceID);
    const open = wasOpen
      ? order
      : this.orders.find((other) => other !== order && other.order.poiid === POIID && isOpen(other));
    if (open !== undefined) this.accuse('chargedBesideUnknown', `sent while ${open.order.id} was open`, reference);
    return undefined;
  }

  /** Money moved. */
  booked(entry: LedgerEntry): void {
    const order = this.#orders.get(entry.reference);
    if (order === undefined) return;
    const { id } = order.order;
    const moved = this.#movesOf(id);
    if (moved.length > 1) this.accuse('chargedTwice', `${moved.length} movements on ${entry.POIID}`, id);
    const { currency, value } = this.#orderedAmount(order.order);
    if (!isOrdered(entry, order.order, { currency, value })) {
      this.accuse('wrongAmount', `ordered ${currency} ${value}, ${entry.kind} ${entry.amount.value}`, id);
    }
    if (order.refused.has(entry.ServiceID) && !order.isOverridden) {
      this.accuse('falseRefusal', `told as not charged, then ${entry.kind} ${entry.amount.value}`, id);
    }
  }

  told(id: string, outcome: Outcome | Unresolved): void {
    const order = this.#orders.get(id);
    if (order === undefined) return;
    const before = order.told;
    // Asked for again after a refusal: that attempt may be told before it is stored or sent.
    const isAnother = mayBeginAgain(order);
    if (before !== undefined && !isAnother && (before.kind !== outcome.kind || before.charged !== outcome.charged)) {
      this.accuse('toldTwoThings', `${before.kind}, then ${outcome.kind}`, id);
    }
    if (outcome.kind === 'unresolved') return;
    order.told = outcome;
    if (outcome.charged === 'no' && outcome.kind !== 'accepted') {
      order.toldNo += 1;
      for (const sent of order.sent) order.refused.add(sent);
    }
    if (outcome.kind === 'overridden') order.isOverridden = true;
    else this.#compare(order, outcome);
    // What never left needs no record of how it ended.
    const hasLeft = order.sent.length > order.sentBefore;
    if (order.isStored && !order.isSettled && hasLeft) {
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

  /** A refund gives back all that was taken, a tip and a part included. */
  #orderedAmount({ amount, refundOf }: Order): Amount {
    return (refundOf === undefined ? undefined : this.#movesOf(refundOf)[0]?.amount) ?? amount;
  }

  #compare({ order, sent }: OrderRecord, outcome: Outcome): void {
    const moved = this.#movesOf(order.id).filter(({ ServiceID }) => sent.includes(ServiceID));
    const value = moved.reduce((sum, { amount }) => sum + amount.value, 0);
    if (outcome.charged === 'yes' || outcome.kind === 'accepted') {
      const { authorized } = outcome.amounts;
      const isRefund = order.refundOf !== undefined;
      const fits = authorized === undefined ? isRefund : authorized.value === value;
      const isSameCurrency = moved.every(({ amount }) => amount.currency === (authorized ?? order.amount).currency);
      if (moved.length === 0) this.accuse('falseApproval', `told ${outcome.kind}, nothing moved`, order.id);
      else if (!fits || !isSameCurrency || isRefund !== (outcome.kind === 'accepted')) {
        const told = authorized === undefined ? 'no amount' : `${authorized.currency} ${authorized.value}`;
        this.accuse('falseApproval', `told ${outcome.kind}, ${told}, moved ${value}`, order.id);
      }
    } else if (outcome.charged === 'no' && moved.length > 0) {
      this.accuse('falseRefusal', `told ${outcome.kind}, moved ${value}`, order.id);
    }
  }
}

/** A till may try an order again of which it has told that nothing was charged, when the cashier asks for it again. */
function mayBeginAgain({ told, asked, toldNo }: OrderRecord): boolean {
  return told?.charged === 'no' && asked > toldNo;
}

/** From then on that attempt is what it tells of. */
function beginAgain(order: OrderRecord): void {
  if (mayBeginAgain(order)) order.told = undefined;
}

/** Whether it was sent, and the till cannot know the end of it: it was neither told nor stored, and nobody closed it by hand. */
function isOpen({ sent, told, isSettled, isOverridden }: OrderRecord): boolean {
  return sent.length > 0 && told === undefined && !isSettled && !isOverridden;
}

/** The amount, or a part of it where that was allowed, and a tip where one was asked for. */
function isOrdered({ amount }: LedgerEntry, { tenderOptions, refundOf }: Order, ordered: Amount): boolean {
  const mayBe = (option: string) => refundOf === undefined && tenderOptions.includes(option);
  const isMore = amount.value > ordered.value && !mayBe('AskGratuity');
  const isLess = amount.value < ordered.value && !mayBe('AllowPartialAuthorisation');
  return amount.currency === ordered.currency && !isMore && !isLess;
}
