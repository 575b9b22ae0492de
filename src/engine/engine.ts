import { isDeepStrictEqual } from 'node:util';
import { BehaviorSubject, filter, firstValueFrom, map, Subject, type Observable } from 'rxjs';
import { v7 as uuidv7 } from 'uuid';
import type { Journal, JournalRecord } from '../adapters/ports/journal.port.ts';
import { ClosedError, InputError, shown } from '../errors.ts';
import type { TransactionInput } from '../machines/index.ts';
import { failure, type Failure } from '../protocol/faults.ts';
import {
  createServiceID,
  parseTransactionId,
  type POIID,
  type ServiceID,
  type TransactionId,
} from '../protocol/ids.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { Charged, SettledVerdict } from '../protocol/outcome.ts';
import type { Logger } from './logging.ts';
import { Mailbox } from './mailbox.ts';
import type { ResolvedOptions } from './options.ts';
import type { EngineParts } from './parts.ts';
import { readTransaction, type OrphanRecord, type StoredTransaction } from './recovery.ts';
import { planRefund, type RefundRequest } from './refund-request.ts';
import {
  knownTerminal,
  planCardAcquisition,
  planPayment,
  planStoredValue,
  planUnreferencedRefund,
  type AcquireCardRequest,
  type PayRequest,
  type StoredValueRequest,
  type UnreferencedRefundRequest,
} from './requests.ts';
import type { TransactionPlan } from './plan.ts';
import { TerminalDesk } from './terminal-desk.ts';
import { unconfiguredLink, type StrayAnswer, type TerminalLink } from './terminal-link.ts';
import { terminalHandle, type Terminal } from './terminal.ts';
import { transactionEffects } from './transaction-effects.ts';
import { TransactionSlot } from './transaction-slot.ts';
import type { TransactionState } from './transaction-state.ts';
import { transactionHandle, type Transaction } from './transaction.ts';
import type { Health } from './watched-journal.ts';

/** Drives the terminals of one till. */
export interface Engine {
  /**
   * Starts a payment and gives its handle at once. Mistakes throw; what becomes of the payment is its outcome, also when the
   * terminal is occupied or quarantined: `notProcessed`, with the transaction in the way.
   *
   * @throws {InputError} when the request cannot be sent as it is; nothing is stored or sent then
   * @throws {ClosedError}
   */
  pay(request: PayRequest): Transaction;
  /**
   * Gives money of an earlier payment back (a Reversal). Its `accepted` says that the platform took the order, not that the money
   * is back: that is told by the platform, later.
   *
   * @throws {InputError} as `pay`
   */
  refund(request: RefundRequest): Transaction;
  /** Gives money to a card that is presented, without an earlier payment. @throws {InputError} as `pay` */
  unreferencedRefund(request: UnreferencedRefundRequest): Transaction;
  /**
   * Reads a card before it is known what will be paid. After it the terminal waits: continue with `pay({ cardAcquisition })`, or
   * end it with `terminal(poiid).endCardAcquisition()`.
   *
   * @throws {InputError} as `pay`
   */
  acquireCard(request: AcquireCardRequest): Transaction;
  /** Activates, loads or unloads gift cards. @throws {InputError} as `pay` */
  storedValue(request: StoredValueRequest): Transaction;
  /** A transaction of this engine by its id: every open one, and those that were settled lately. */
  transaction(id: string): Transaction | undefined;
  /** @throws {InputError} `ERR_INPUT_TRANSACTION` when there is no such transaction in memory; see `Transaction.abort` */
  abort(id: string): void;
  /** @throws {InputError} `ERR_INPUT_TRANSACTION`; see `Transaction.checkStatus` */
  checkStatus(id: string): void;
  /**
   * Closes a transaction whose outcome is unknown, on the word of a person who has looked. It is recorded with name and reason,
   * and the terminal takes new transactions again.
   *
   * @throws {InputError} `ERR_INPUT_TRANSACTION`; `ERR_INPUT_OVERRIDE` when its outcome is not unknown, or by, reason or outcome
   *   are missing
   */
  override(request: OverrideRequest): Transaction;
  /** Transactions whose outcome is unknown, each with the moment of its next check. */
  unresolved(): readonly TransactionState[];
  /** The same as it changes; hot, the current list first. */
  readonly unresolved$: Observable<readonly TransactionState[]>;
  /** Every state of every transaction, from now on. */
  readonly transactions$: Observable<TransactionState>;
  /** Whether the journal works; hot, the current value first. */
  readonly health$: Observable<Health>;
  /** Results that nobody waits for: they are stored, and somebody must look at them. */
  readonly alerts$: Observable<Alert>;
  /** Stored results that belong to no known transaction and were not dismissed yet. */
  orphans(): readonly Orphan[];
  /** Somebody has dealt with an orphan. Resolves when that is stored. @throws {InputError} `ERR_INPUT_ORPHAN` */
  dismissOrphan(id: string): Promise<void>;
  /** @throws {InputError} `ERR_INPUT_TERMINAL` when the engine has no such terminal */
  terminal(poiid: string): Terminal;
  /** Forgets transactions that were settled longer ago than that, in milliseconds. Never an open one. Gives how many. */
  prune(olderThanMs: number): Promise<number>;
  /**
   * Waits up to `limits.closeTimeoutMs` for what is in flight, then ends. What is not settled by then is left as the journal
   * has it, and is taken up at the next start. Safe to call twice.
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface OverrideRequest {
  /** The id of the transaction. */
  readonly transaction: string;
  /** Who decides: a name. */
  readonly by: string;
  /** Why: what was seen. */
  readonly reason: string;
  /** What was found out about the money. */
  readonly outcome: 'charged' | 'notCharged' | 'unknown';
}

/** A result that came when nobody waited for it. */
export type Alert =
  /** A verified answer to a transaction that was settled before, by an operator or otherwise. */
  | { readonly kind: 'lateAnswer'; readonly transaction: TransactionId; readonly verdict: SettledVerdict }
  /** A verified answer to a request that is none of ours, or none we know. */
  | { readonly kind: 'orphan'; readonly orphan: Orphan };

export interface Orphan {
  readonly id: TransactionId;
  /** Epoch milliseconds. */
  readonly atMs: number;
  /** The header and the body of the answer. */
  readonly detail: JsonObject;
}

export interface EngineSetup {
  readonly parts: EngineParts;
  readonly options: ResolvedOptions;
  readonly journal: Journal;
  readonly health$: Observable<Health>;
  readonly links: ReadonlyMap<POIID, TerminalLink>;
  readonly log: Logger;
}

const CHARGED: Readonly<Record<OverrideRequest['outcome'], Charged>> = {
  charged: 'yes',
  notCharged: 'no',
  unknown: 'unknown',
};

export class TerminalEngine implements Engine {
  readonly #setup: EngineSetup;
  readonly #desks: ReadonlyMap<POIID, TerminalDesk>;
  readonly #slots = new Map<TransactionId, TransactionSlot>();
  readonly #settled: TransactionId[] = [];
  readonly #orphans = new Map<TransactionId, Orphan>();
  readonly #states = new Subject<TransactionState>();
  readonly #alerts = new Subject<Alert>();
  readonly #unresolved = new BehaviorSubject<readonly TransactionState[]>([]);
  #closing: Promise<void> | undefined;

  constructor(setup: EngineSetup) {
    this.#setup = setup;
    this.#desks = new Map(
      [...setup.options.terminals.keys()].map((poiid) => [
        poiid,
        new TerminalDesk(poiid, setup.options.limits, () => this.#wake(poiid)),
      ]),
    );
  }

  /** Takes up what an earlier process left open. To be called once, before anything else. */
  recover(transactions: readonly StoredTransaction[], orphans: readonly OrphanRecord[]): void {
    for (const { transaction: id, atMs, detail } of orphans) this.#orphans.set(id, { id, atMs, detail });
    for (const stored of transactions) {
      const slot = this.#newSlot(stored.input);
      this.#desks.get(stored.input.POIID)?.tell({ type: 'transaction.recovered', transaction: stored.input.id });
      slot.follow(this.#mailbox(stored.input, stored.records));
      // Its own first word comes when the restart is stored.
      this.#unresolved.next([...this.#unresolved.value, slot.state]);
      this.#setup.log.warn({ transaction: stored.input.id }, 'taken up from the journal: its outcome is unknown');
    }
  }

  pay(request: PayRequest): Transaction {
    this.#assertOpen();
    return this.#begin(planPayment(request, this.#setup.options), request.queue ?? false);
  }

  refund(request: RefundRequest): Transaction {
    this.#assertOpen();
    const plan = planRefund(request, this.#setup.options, (id) => this.#slots.get(parseTransactionId(id))?.state);
    return this.#begin(plan, request.queue ?? false);
  }

  unreferencedRefund(request: UnreferencedRefundRequest): Transaction {
    this.#assertOpen();
    return this.#begin(planUnreferencedRefund(request, this.#setup.options), request.queue ?? false);
  }

  acquireCard(request: AcquireCardRequest): Transaction {
    this.#assertOpen();
    return this.#begin(planCardAcquisition(request, this.#setup.options), request.queue ?? false);
  }

  storedValue(request: StoredValueRequest): Transaction {
    this.#assertOpen();
    return this.#begin(planStoredValue(request, this.#setup.options), request.queue ?? false);
  }

  transaction(id: string): Transaction | undefined {
    const slot = this.#slots.get(parseTransactionId(id));
    return slot && transactionHandle(slot, this.#setup.parts.clock);
  }

  abort(id: string): void {
    this.#slotOf(id).deliver({ type: 'sale.abort' });
  }

  checkStatus(id: string): void {
    this.#slotOf(id).deliver({ type: 'sale.checkStatus' });
  }

  override({ transaction, by, reason, outcome }: OverrideRequest): Transaction {
    const slot = this.#slotOf(transaction);
    for (const [name, value] of Object.entries({ by, reason })) {
      if (typeof value !== 'string' || value.trim() === '') {
        throw new InputError('ERR_INPUT_OVERRIDE', `${name}: expected a text, found ${shown(value)}`);
      }
    }
    if (!Object.hasOwn(CHARGED, outcome)) {
      const expected = Object.keys(CHARGED).join(', ');
      throw new InputError('ERR_INPUT_OVERRIDE', `outcome: expected one of ${expected}, found ${shown(outcome)}`);
    }
    if (!slot.state.tags.includes('outcomeUnknown')) {
      const found = `one that is ${slot.state.state}`;
      throw new InputError('ERR_INPUT_OVERRIDE', `transaction: expected one whose outcome is unknown, found ${found}`);
    }
    slot.deliver({ type: 'sale.override', by, reason, charged: CHARGED[outcome] });
    return transactionHandle(slot, this.#setup.parts.clock);
  }

  unresolved(): readonly TransactionState[] {
    return this.#unresolved.value;
  }

  get unresolved$(): Observable<readonly TransactionState[]> {
    return this.#unresolved.asObservable();
  }

  get transactions$(): Observable<TransactionState> {
    return this.#states.asObservable();
  }

  get health$(): Observable<Health> {
    return this.#setup.health$;
  }

  get alerts$(): Observable<Alert> {
    return this.#alerts.asObservable();
  }

  orphans(): readonly Orphan[] {
    return [...this.#orphans.values()];
  }

  async dismissOrphan(id: string): Promise<void> {
    const orphan = this.#orphans.get(parseTransactionId(id));
    if (orphan === undefined)
      throw new InputError('ERR_INPUT_ORPHAN', `id: expected a stored orphan, found ${shown(id)}`);
    await this.#setup.journal.append([this.#orphanRecord(orphan, 1, true)]);
    this.#orphans.delete(orphan.id);
  }

  terminal(poiid: string): Terminal {
    this.#assertOpen();
    const { options, parts } = this.#setup;
    const POIID = knownTerminal(poiid, options);
    return terminalHandle({
      POIID,
      SaleID: options.saleId,
      link: this.#linkOf(POIID),
      random: parts.random,
      requestTimeoutMs: options.limits.requestTimeoutMs,
      responseTimeoutMs: options.limits.responseTimeoutMs,
      currencyExponents: options.currencyExponents,
      desk: this.#deskOf(POIID),
    });
  }

  prune(olderThanMs: number): Promise<number> {
    return this.#setup.journal.prune(this.#setup.parts.clock.now() - olderThanMs);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** An answer that verifies and is not the one that was waited for. It is stored before anybody is told. */
  async keepStray({ header, body }: StrayAnswer): Promise<void> {
    const known = [...this.#slots.values()].find(({ state }) => state.serviceId === header.ServiceID);
    // It is about a transaction of ours: the terminal knows it, so it can be asked.
    known?.deliver({ type: 'sale.checkStatus' });
    const orphan: Orphan = { id: this.#newId(), atMs: this.#setup.parts.clock.now(), detail: { header, body } };
    try {
      await this.#setup.journal.append([this.#orphanRecord(orphan, 0, false)]);
    } catch {
      this.#setup.log.error({ ServiceID: header.ServiceID }, 'an answer that nobody waits for could not be stored');
    }
    this.#orphans.set(orphan.id, orphan);
    this.#setup.log.error({ ServiceID: header.ServiceID, orphan: orphan.id }, 'an answer that nobody waits for');
    this.#alerts.next({ kind: 'orphan', orphan });
  }

  /** What the traffic with a terminal shows of its link. */
  noteLink(poiid: POIID, isUp: boolean): void {
    this.#desks.get(poiid)?.tell({ type: isUp ? 'link.up' : 'link.down' });
  }

  /** The transaction of that id if there is one, else a new one. */
  #begin(plan: TransactionPlan, queue: boolean): Transaction {
    const { clock } = this.#setup.parts;
    const id = plan.id ?? this.#newId();
    const existing = this.#slots.get(id);
    if (existing !== undefined) {
      if (!isDeepStrictEqual(existing.asked.request, plan.request)) {
        throw new InputError(
          'ERR_INPUT_ID_REUSED',
          `id: expected a new id for another request, found ${shown(id)}, which is taken`,
        );
      }
      return transactionHandle(existing, clock);
    }
    const ServiceID = createServiceID((length) => this.#setup.parts.random.bytes(length));
    const slot = this.#newSlot({ ...plan, id, ServiceID });
    void this.#prepare(slot, plan, queue);
    return transactionHandle(slot, clock);
  }

  /** Looks up what has to be known first, then asks for the terminal. */
  async #prepare(slot: TransactionSlot, plan: TransactionPlan, queue: boolean): Promise<void> {
    let body: (createdAtMs: number) => JsonObject;
    try {
      // Only an id that the caller chose can have been used before.
      const stored = plan.id === undefined ? undefined : await readTransaction(this.#setup.journal, plan.id);
      if (stored !== undefined) return this.#takeUp(slot, plan, stored);
      const found = await plan.complete((id) => readTransaction(this.#setup.journal, id));
      if ('code' in found) return this.#refuse(slot, found);
      body = found.body;
    } catch {
      return this.#refuse(slot, failure('ERR_JOURNAL'));
    }
    if (slot.state.state === 'settled' || this.#closing !== undefined) return;
    this.#deskOf(plan.POIID).request(slot.asked.id, queue, {
      admit: () => this.#send(slot, plan, body),
      enqueue: () => slot.enqueue(),
      refuse: (reason) => this.#refuse(slot, reason),
    });
  }

  /** A transaction of an earlier process that is settled: its open ones were taken up at the start. */
  #takeUp(slot: TransactionSlot, plan: TransactionPlan, stored: StoredTransaction): void {
    if (!isDeepStrictEqual(stored.input.request, plan.request)) return this.#refuse(slot, failure('ERR_ID_REUSED'));
    slot.follow(this.#mailbox(stored.input, stored.records));
  }

  #send(slot: TransactionSlot, plan: TransactionPlan, body: (createdAtMs: number) => JsonObject): void {
    const { options, parts } = this.#setup;
    const createdAtMs = parts.clock.now();
    const { asked } = slot;
    const input: TransactionInput = {
      id: asked.id,
      category: plan.category,
      POIID: plan.POIID,
      SaleID: options.saleId,
      ServiceID: asked.ServiceID,
      reference: plan.reference,
      ...(plan.amount !== undefined && { amount: plan.amount }),
      ...(plan.refund && { refund: true }),
      wantsReceipts: plan.wantsReceipts,
      request: plan.request,
      body: body(createdAtMs),
      createdAtMs,
      limits: options.limits,
    };
    slot.follow(this.#mailbox(input));
  }

  #mailbox(input: TransactionInput, records?: readonly JournalRecord[]): Mailbox {
    const { options, parts, journal, log } = this.#setup;
    const effects = transactionEffects({
      input,
      link: this.#linkOf(input.POIID),
      random: parts.random,
      currencyExponents: options.currencyExponents,
      requestTimeoutMs: options.limits.requestTimeoutMs,
      deliver: (happening) => mailbox.deliver(happening),
      findOurs: (ServiceID) => this.#findOurs(ServiceID, input.id),
    });
    const mailboxParts = {
      input,
      journal,
      clock: parts.clock,
      log: log.child({ transaction: input.id, ServiceID: input.ServiceID, POIID: input.POIID }),
      execute: effects.execute,
      onLateAnswer: (verdict: SettledVerdict) =>
        this.#alerts.next({ kind: 'lateAnswer', transaction: input.id, verdict }),
    };
    const mailbox = records === undefined ? Mailbox.open(mailboxParts) : Mailbox.restore(mailboxParts, records);
    mailbox.state$.subscribe({
      complete: () => {
        // After an override the request's own answer may still come, and is wanted. Else nothing more is waited for.
        if (mailbox.state.outcome?.kind !== 'overridden') effects.cancel();
      },
    });
    return mailbox;
  }

  /** Another transaction of ours with that ServiceID; when its outcome is unknown, it is asked about now. */
  #findOurs(ServiceID: string, except: TransactionId): TransactionId | undefined {
    const slot = [...this.#slots.values()].find(({ state }) => state.serviceId === ServiceID && state.id !== except);
    slot?.deliver({ type: 'sale.checkStatus' });
    return slot?.asked.id;
  }

  #newSlot(asked: {
    id: TransactionId;
    POIID: POIID;
    ServiceID: ServiceID;
    reference: string;
    amount?: TransactionInput['amount'];
    request: JsonObject;
  }): TransactionSlot {
    const { id, POIID, ServiceID, reference, amount, request } = asked;
    const slot: TransactionSlot = new TransactionSlot({ id, POIID, ServiceID, reference, amount, request }, () => {
      this.#desks.get(POIID)?.tell({ type: 'sale.withdrawn', transaction: id });
      this.#refuse(slot, failure('ERR_WITHDRAWN'));
    });
    this.#slots.set(id, slot);
    slot.state$.subscribe((state) => this.#note(state));
    return slot;
  }

  /** Nothing was stored or sent, so the id is free for another attempt. */
  #refuse(slot: TransactionSlot, reason: Failure): void {
    this.#slots.delete(slot.asked.id);
    slot.refuse(reason);
  }

  #note(state: TransactionState): void {
    const desk = this.#desks.get(state.poiid);
    if (state.tags.includes('outcomeUnknown')) desk?.tell({ type: 'transaction.unknown', transaction: state.id });
    this.#states.next(state);
    const others = this.#unresolved.value.filter(({ id }) => id !== state.id);
    const wasUnresolved = others.length < this.#unresolved.value.length;
    if (state.tags.includes('outcomeUnknown')) this.#unresolved.next([...others, state]);
    else if (wasUnresolved) this.#unresolved.next(others);
    if (state.state !== 'settled') return;
    this.#keepLately(state.id);
    desk?.tell({ type: 'transaction.settled', transaction: state.id });
  }

  /** Settled transactions stay in memory for a while: the journal has them all. */
  #keepLately(id: TransactionId): void {
    this.#settled.push(id);
    if (this.#settled.length <= this.#setup.options.limits.settledKeptMax) return;
    const oldest = this.#settled.shift();
    if (oldest !== undefined) this.#slots.delete(oldest);
  }

  #wake(poiid: POIID): void {
    for (const { id } of this.#unresolved.value.filter((state) => state.poiid === poiid)) {
      this.#slots.get(id)?.deliver({ type: 'terminal.online' });
    }
  }

  #slotOf(id: string): TransactionSlot {
    const slot = this.#slots.get(parseTransactionId(id));
    if (slot !== undefined) return slot;
    throw new InputError('ERR_INPUT_TRANSACTION', `transaction: expected the id of a transaction, found ${shown(id)}`);
  }

  #linkOf(poiid: POIID): TerminalLink {
    return this.#setup.links.get(poiid) ?? unconfiguredLink;
  }

  #deskOf(poiid: POIID): TerminalDesk {
    const desk = this.#desks.get(poiid);
    if (desk === undefined) {
      throw new InputError('ERR_INPUT_TERMINAL', `poiid: expected a terminal of this engine, found ${shown(poiid)}`);
    }
    return desk;
  }

  #newId(): TransactionId {
    const { clock, random } = this.#setup.parts;
    return parseTransactionId(uuidv7({ msecs: clock.now(), random: random.bytes(16) }));
  }

  #orphanRecord({ id, detail }: Orphan, seq: number, settles: boolean): JournalRecord {
    const atMs = this.#setup.parts.clock.now();
    return { version: 1, transaction: id, seq, atMs, ...(settles && { settles }), type: 'orphan', detail };
  }

  async #close(): Promise<void> {
    const { links, log, journal, options, parts } = this.#setup;
    const slots = [...this.#slots.values()];
    let timer: unknown;
    const timeUp = new Promise<void>((resolve) => {
      timer = parts.clock.setTimeout(resolve, options.limits.closeTimeoutMs);
    });
    await Promise.race([Promise.all(slots.map(({ state$ }) => settledOnce(state$))), timeUp]);
    parts.clock.clearTimeout(timer);
    const left = slots.filter(({ state }) => state.state !== 'settled').map(({ asked }) => asked.id);
    if (left.length > 0) log.warn({ transactions: left }, 'closed with transactions that are not settled');
    for (const slot of slots) slot.stop();
    await Promise.all([...links.values()].map((link) => link.close()));
    await journal.close();
    for (const desk of this.#desks.values()) desk.close();
    for (const subject of [this.#states, this.#alerts, this.#unresolved]) subject.complete();
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new ClosedError('the engine');
  }
}

/** Resolves when a transaction is settled. */
async function settledOnce(state$: Observable<TransactionState>): Promise<void> {
  const isSettled = state$.pipe(
    map(({ state }) => state === 'settled'),
    filter((settled) => settled),
  );
  await firstValueFrom(isSettled, { defaultValue: true });
}
