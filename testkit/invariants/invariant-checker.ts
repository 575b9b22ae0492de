import type { JournalRecord } from '../../adapters/index.ts';
import type { Amount, Outcome, TransactionEvent } from '../../index.ts';
import type { LedgerEntry } from '../../simulator/platform/ledger.ts';
import type { InspectedRequest } from '../../simulator/world/request-inspector.ts';
import type { ReportedResult } from '../outcome/result.ts';
import type { Order, UnresolvedOrder } from '../till/till.ts';
import type { Rule, Violation } from './invariants.ts';
import {
  beginAgain,
  isOpen,
  isOrdered,
  mayBeginAgain,
  newOrderRecord,
  wasReportedUnsent,
  type OrderRecord,
} from './order-record.ts';

export interface InvariantCheckerParts {
  /** All movements of all terminals. */
  readonly ledger: () => readonly LedgerEntry[];
  /** Virtual milliseconds since the shop opened. */
  readonly nowMs: () => number;
  /** Whether the till keeps its journal on the simulated disk: only then is what it stores checked. */
  readonly usesDisk: () => boolean;
  /** Whether the disk lost what an order had become: then a person closes it, whatever was reported before. */
  readonly isDamaged?: (order: string) => boolean;
}

/** Of what is listed as unknown: it waits for the disk, or for the engine that has the terminal. */
const WAITS_FOR_OTHERS: readonly string[] = ['ERR_JOURNAL_OVERDUE', 'ERR_JOURNAL_FENCED', 'ERR_TERMINAL_ELSEWHERE'];

/** Observes everything that happens in a shop, and records violations of the rules. It sees the terminals' ledgers; the till does not. */
export class InvariantChecker {
  readonly violations: Violation[] = [];
  readonly #orders = new Map<string, OrderRecord>();
  readonly #sent = new Set<string>();
  /** ServiceIDs whose intent is stored: a process that is started again then knows that they may have been sent. */
  readonly #intended = new Set<string>();
  /** Transactions of the journal, each with its order and the ServiceID of its request. */
  readonly #attempts = new Map<string, { readonly order: OrderRecord; readonly ServiceID: string }>();
  readonly #parts: InvariantCheckerParts;

  constructor(parts: InvariantCheckerParts) {
    this.#parts = parts;
  }

  get orders(): readonly Readonly<OrderRecord>[] {
    return [...this.#orders.values()];
  }

  addViolation(rule: Rule, detail: string, order?: string): void {
    this.violations.push({ rule, detail, atMs: this.#parts.nowMs(), ...(order !== undefined && { order }) });
  }

  // --- observations ---

  onOrder(order: Order): void {
    const known = this.#orders.get(order.id);
    if (known === undefined) {
      this.#orders.set(order.id, newOrderRecord(order));
    } else {
      known.timesOrdered += 1;
      known.isWithdrawn = false;
    }
  }

  /** The till has taken an abort. */
  onAbort(order: string): void {
    const record = this.#orders.get(order);
    // What has left already is stopped by the terminal or not at all; no other attempt at it leaves from now on.
    if (record !== undefined) record.isWithdrawn = true;
  }

  /** The till's process has ended; an abort that it had not stored is forgotten. */
  onTillEnded(): void {
    for (const record of this.#orders.values()) record.isWithdrawn = false;
  }

  /** Its till has gone to another host: an abort that the first one had taken and not stored is not known there. */
  onMoved(order: string): void {
    const record = this.#orders.get(order);
    if (record !== undefined) record.isWithdrawn = false;
  }

  onOverride(order: string): void {
    const record = this.#orders.get(order);
    if (record !== undefined) record.isOverridden = true;
  }

  /** The disk has stored a record of the till's journal. */
  onStored(record: JournalRecord): void {
    if (record.type === 'opened') {
      const order = this.#orders.get(record.input.reference);
      if (order === undefined) return;
      order.wasOpen = isOpen(order);
      order.sentBefore = order.sent.length;
      order.isStored = true;
      order.isSettled = false;
      // A disk that is slow stores the record of an attempt that was reported as unsent before: that is not another one.
      if (!wasReportedUnsent(order)) beginAgain(order);
      this.#attempts.set(record.transaction, { order, ServiceID: record.input.ServiceID });
    }
    const attempt = this.#attempts.get(record.transaction);
    if (attempt === undefined) return;
    if (record.type === 'event') this.#onEvent(record.event, attempt.ServiceID);
    if (record.settles === true) attempt.order.isSettled = true;
  }

  /** The intent is what the request may be sent under: first its own ServiceID, then that of another attempt. */
  #onEvent(event: TransactionEvent, ServiceID: string): void {
    if (event.type === 'intent.stored') this.#intended.add(ServiceID);
    if (event.type === 'poi.rejected' && event.next !== undefined) this.#intended.add(event.next.ServiceID);
  }

  /** A request of the till was handed to the network. */
  onSent({ MessageCategory, ServiceID, POIID, reference }: InspectedRequest): void {
    const { usesDisk } = this.#parts;
    if (this.#sent.has(ServiceID)) {
      this.addViolation('sentTwice', `${MessageCategory} ${ServiceID} left again`, reference);
    }
    this.#sent.add(ServiceID);
    if (reference === undefined) return;
    const order = this.#orders.get(reference);
    if (order === undefined) {
      return this.addViolation('notOrdered', `${MessageCategory} ${ServiceID} left`, reference);
    }
    const wasOpen = usesDisk() ? order.wasOpen : isOpen(order);
    if (!this.#intended.has(ServiceID) && usesDisk()) {
      this.addViolation('sentUnstored', `${ServiceID} left`, reference);
    }
    if (order.isWithdrawn) this.addViolation('sentWithdrawn', `${ServiceID} left`, reference);
    beginAgain(order);
    if (order.reported !== undefined) {
      this.addViolation('notOrdered', `sent after it was reported as ${order.reported.kind}`, reference);
    }
    order.sent.push(ServiceID);
    const open = wasOpen
      ? order
      : this.orders.find((other) => other !== order && other.order.poiid === POIID && isOpen(other));
    if (open !== undefined) {
      this.addViolation('chargedBesideUnknown', `sent while ${open.order.id} was open`, reference);
    }
    return undefined;
  }

  /** A terminal moved money. */
  onMovement(entry: LedgerEntry): void {
    const record = this.#orders.get(entry.reference);
    if (record === undefined) return;
    const { id } = record.order;
    const moved = this.#movementsOf(id);
    if (moved.length > 1) this.addViolation('chargedTwice', `${moved.length} movements on ${entry.POIID}`, id);
    const ordered = this.#orderedAmount(record.order);
    if (!isOrdered(entry, record.order, ordered)) {
      const detail = `ordered ${ordered.currency} ${ordered.value}, ${entry.kind} ${entry.amount.value}`;
      this.addViolation('wrongAmount', detail, id);
    }
    if (record.refused.has(entry.ServiceID) && !record.isOverridden) {
      const detail = `reported as not charged, then ${entry.kind} ${entry.amount.value}`;
      this.addViolation('falseRefusal', detail, id);
    }
  }

  /** The till reported the result of an order to the cashier. */
  onReport(id: string, result: ReportedResult): void {
    const order = this.#orders.get(id);
    if (order === undefined) return;
    const before = order.reported;
    // Ordered again after a refusal: that attempt may be reported before it is stored or sent.
    const isAnother = mayBeginAgain(order);
    const isClosed = result.kind === 'overridden' && this.#parts.isDamaged?.(id) === true;
    if (
      before !== undefined &&
      !isAnother &&
      !isClosed &&
      (before.kind !== result.kind || before.charged !== result.charged)
    ) {
      this.addViolation('toldTwoThings', `${before.kind}, then ${result.kind}`, id);
    }
    if (result.kind === 'unresolved') return;
    order.reported = result;
    if (result.charged === 'no' && result.kind !== 'accepted') {
      order.timesRefused += 1;
      for (const sent of order.sent) order.refused.add(sent);
    }
    if (result.kind === 'overridden') order.isOverridden = true;
    else this.#compareWithLedger(order, result);
    // An attempt that was never sent needs no record of its end.
    const wasSent = order.sent.length > order.sentBefore;
    if (order.isStored && !order.isSettled && wasSent) {
      this.addViolation('toldUnstored', `reported ${result.kind}`, id);
    }
  }

  /** An engine said that nothing left under that ServiceID, and that another one goes on with the order. */
  onUnsent(id: string, ServiceID: string): void {
    const order = this.#orders.get(id);
    if (order?.sent.includes(ServiceID) === true) this.addViolation('falseRefusal', `${ServiceID} had left`, id);
    order?.refused.add(ServiceID);
  }

  /** The till lists these orders as unknown. */
  onListed(unresolved: readonly UnresolvedOrder[]): void {
    for (const { id, state, nextCheckAtMs, failure } of unresolved) {
      const waits = WAITS_FOR_OTHERS.includes(failure?.code ?? '');
      if (nextCheckAtMs === undefined && state !== 'statusChecking' && state !== 'damaged' && !waits) {
        this.addViolation('noNextCheck', `it is ${state}`, id);
      }
    }
  }

  onLogged(line: string, secrets: readonly string[]): void {
    if (secrets.some((secret) => line.includes(secret))) {
      this.addViolation('secretLogged', 'a log line has a secret in it');
    }
  }

  // --- comparison with the ledger ---

  /** The movements of an order: a charge for a payment, a reversal for a refund. */
  #movementsOf(id: string): readonly LedgerEntry[] {
    return this.#parts.ledger().filter(({ reference }) => reference === id);
  }

  /** A refund gives back all that was taken, whether with a tip or in part. */
  #orderedAmount({ amount, refundOf }: Order): Amount {
    return (refundOf === undefined ? undefined : this.#movementsOf(refundOf)[0]?.amount) ?? amount;
  }

  #compareWithLedger({ order, sent }: OrderRecord, outcome: Outcome): void {
    const moved = this.#movementsOf(order.id).filter(({ ServiceID }) => sent.includes(ServiceID));
    const value = moved.reduce((sum, { amount }) => sum + amount.value, 0);
    if (outcome.charged === 'yes' || outcome.kind === 'accepted') {
      const { authorized } = outcome.amounts;
      const isRefund = order.refundOf !== undefined;
      const fits = authorized === undefined ? isRefund : authorized.value === value;
      const isSameCurrency = moved.every(({ amount }) => amount.currency === (authorized ?? order.amount).currency);
      if (moved.length === 0) {
        this.addViolation('falseApproval', `reported ${outcome.kind}, nothing moved`, order.id);
      } else if (!fits || !isSameCurrency || isRefund !== (outcome.kind === 'accepted')) {
        const reported = authorized === undefined ? 'no amount' : `${authorized.currency} ${authorized.value}`;
        this.addViolation('falseApproval', `reported ${outcome.kind}, ${reported}, moved ${value}`, order.id);
      }
    } else if (outcome.charged === 'no' && moved.length > 0) {
      this.addViolation('falseRefusal', `reported ${outcome.kind}, moved ${value}`, order.id);
    }
  }
}
