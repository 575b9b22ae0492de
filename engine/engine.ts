import { isDeepStrictEqual } from 'node:util';
import { filter, firstValueFrom, map, Subject, type Observable } from 'rxjs';
import { v7 as uuidv7 } from 'uuid';
import {
  notificationHandler,
  type NotificationHandler,
  type NotificationHandlerOptions,
} from '../adapters/notification-listener/notification-handler.ts';
import { startNotificationListener } from '../adapters/notification-listener/start-listener.ts';
import type { Journal, JournalRecord } from '../adapters/ports/journal.port.ts';
import type { ReceivedNotification } from '../adapters/ports/notifications.port.ts';
import { ClosedError, InputError, formatValue } from '../errors.ts';
import type { TransactionInput } from '../machines/index.ts';
import { failure, type Failure } from '../protocol/faults.ts';
import { createServiceID, parseTransactionId, type POIID, type TransactionId } from '../protocol/ids.ts';
import type { JsonObject } from '../protocol/json.ts';
import type { Amount } from '../protocol/money.ts';
import type { Charged, SettledVerdict } from '../protocol/outcome.ts';
import { HarmlessObservable } from './harmless.ts';
import type { Logger } from './logging.ts';
import { Mailbox, readStoredState } from './mailbox.ts';
import { Notifications, type TerminalNotification, type TransactionProgress } from './notifications.ts';
import { Orphans, type Orphan } from './orphans.ts';
import type { ListenerOptions, ResolvedOptions } from './options.ts';
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
  type TransactionRequest,
  type UnreferencedRefundRequest,
} from './requests.ts';
import type { TransactionPlan } from './plan.ts';
import { TerminalDesk } from './terminal-desk.ts';
import { unconfiguredLink, type StrayAnswer, type TerminalLink } from './terminal-link.ts';
import { terminalHandle, type Terminal } from './terminal.ts';
import { transactionEffects } from './transaction-effects.ts';
import { TransactionRegister } from './transaction-register.ts';
import { TransactionSlot, type Asked } from './transaction-slot.ts';
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
  /** A transaction in memory by its id: every open one, and those that were settled lately. */
  transaction(id: string): Transaction | undefined;
  /** Where a transaction stands, also one that was settled long ago; `undefined` when there is none. Sends nothing. */
  find(id: string): Promise<TransactionState | undefined>;
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
  /** Results that nobody waits for, when they are stored: somebody must look at them. */
  readonly alerts$: Observable<Alert>;
  /** The same, also from earlier runs, until they are dismissed. */
  orphans(): readonly Orphan[];
  /** Somebody has dealt with an orphan. Resolves when that is stored. @throws {InputError} `ERR_INPUT_ORPHAN` */
  dismissOrphan(id: string): Promise<void>;
  /** The progress of all transactions, from now on. */
  readonly display$: Observable<TransactionProgress>;
  /** What terminals tell about themselves (SaleWakeUp, Shutdown, ...), and progress that belongs to no transaction in memory. */
  readonly events$: Observable<TerminalNotification>;
  /** Where the `listener` of the options listens, for example `http://127.0.0.1:8080`; `undefined` without one. */
  readonly listenerUrl: string | undefined;
  /**
   * Takes the notifications of terminals from a server that the till has already: a function from request to response.
   *
   * @throws {ConfigError} `ERR_CONFIG_LISTENER`
   */
  notificationHandler(options: HandlerOptions): NotificationHandler;
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

/** Everything of a notification handler but what the engine knows itself. */
export type HandlerOptions = Omit<NotificationHandlerOptions, 'sink' | 'keyRing' | 'clock' | 'log'>;

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
  | {
      readonly kind: 'lateAnswer';
      readonly transaction: TransactionId;
      readonly verdict: SettledVerdict;
      readonly orphan: Orphan;
    }
  /** A verified answer to a request that is none of ours, or none we know. */
  | { readonly kind: 'orphan'; readonly orphan: Orphan };

export interface EngineSetup {
  readonly parts: EngineParts;
  readonly options: ResolvedOptions;
  readonly journal: Journal;
  readonly health$: Observable<Health>;
  readonly links: ReadonlyMap<POIID, TerminalLink>;
  readonly log: Logger;
}

const LOOK_UP_RETRY_MS = 1000;

const CHARGED: Readonly<Record<OverrideRequest['outcome'], Charged>> = {
  charged: 'yes',
  notCharged: 'no',
  unknown: 'unknown',
};

export class TerminalEngine implements Engine {
  readonly #setup: EngineSetup;
  readonly #desks: ReadonlyMap<POIID, TerminalDesk>;
  readonly #register: TransactionRegister;
  readonly #orphans: Orphans;
  readonly #mailboxes = new Set<Mailbox>();
  readonly #states = new Subject<TransactionState>();
  readonly #alerts = new Subject<Alert>();
  readonly #notifications = new Notifications();
  #listenerUrl: string | undefined;
  /** Until the progress of a settled transaction is not shown any more. */
  readonly #graceTimers = new Set<unknown>();
  readonly #onClose: (() => Promise<void>)[] = [];
  #closing: Promise<void> | undefined;

  constructor(setup: EngineSetup) {
    this.#setup = setup;
    this.#register = new TransactionRegister(setup.options.limits);
    this.#orphans = new Orphans(setup.journal, setup.parts.clock);
    this.#desks = new Map(
      [...setup.options.terminals.keys()].map((poiid) => [
        poiid,
        new TerminalDesk(poiid, setup.options.limits, () => this.#wake(poiid)),
      ]),
    );
  }

  /** Takes up what an earlier process left open. To be called once, before anything else. */
  recover(transactions: readonly StoredTransaction[], orphans: readonly OrphanRecord[]): void {
    this.#orphans.recover(orphans);
    const { parts, options } = this.#setup;
    const nextCheckAtMs = parts.clock.now() + options.limits.firstCheckDelayMs;
    for (const stored of transactions) {
      const slot = new TransactionSlot(askedOf(stored.input));
      this.#register.add(slot);
      this.#desks.get(stored.input.POIID)?.tell({ type: 'transaction.unknown', transaction: stored.input.id });
      this.#follow(slot, stored.input, stored.records);
      if (slot.state.state !== 'settled') this.#register.noteRecovered(slot, nextCheckAtMs);
      this.#setup.log.warn({ transaction: stored.input.id }, 'taken up from the journal: its outcome is unknown');
    }
  }

  pay(request: PayRequest): Transaction {
    return this.#begin(request, planPayment);
  }

  refund(request: RefundRequest): Transaction {
    return this.#begin(request, (given, options) =>
      planRefund(given, options, (id) => this.#register.get(parseTransactionId(id))?.state),
    );
  }

  unreferencedRefund(request: UnreferencedRefundRequest): Transaction {
    return this.#begin(request, planUnreferencedRefund);
  }

  acquireCard(request: AcquireCardRequest): Transaction {
    return this.#begin(request, planCardAcquisition);
  }

  storedValue(request: StoredValueRequest): Transaction {
    return this.#begin(request, planStoredValue);
  }

  transaction(id: string): Transaction | undefined {
    const slot = this.#register.get(parseTransactionId(id));
    return slot && this.#handle(slot);
  }

  async find(id: string): Promise<TransactionState | undefined> {
    const parsed = parseTransactionId(id);
    const inMemory = this.#register.get(parsed);
    if (inMemory?.hasMailbox) return inMemory.state;
    const stored = await readTransaction(this.#setup.journal, parsed);
    return stored && readStoredState(stored);
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
        throw new InputError('ERR_INPUT_OVERRIDE', `${name}: expected a text, found ${formatValue(value)}`);
      }
    }
    if (!Object.hasOwn(CHARGED, outcome)) {
      const expected = Object.keys(CHARGED).join(', ');
      throw new InputError('ERR_INPUT_OVERRIDE', `outcome: expected one of ${expected}, found ${formatValue(outcome)}`);
    }
    if (!slot.state.tags.includes('outcomeUnknown')) {
      const found = `one that is ${slot.state.state}`;
      throw new InputError('ERR_INPUT_OVERRIDE', `transaction: expected one whose outcome is unknown, found ${found}`);
    }
    slot.deliver({ type: 'sale.override', by, reason, charged: CHARGED[outcome] });
    return this.#handle(slot);
  }

  unresolved(): readonly TransactionState[] {
    return this.#register.unresolved;
  }

  get unresolved$(): Observable<readonly TransactionState[]> {
    return this.#harmless(this.#register.unresolved$);
  }

  get transactions$(): Observable<TransactionState> {
    return this.#harmless(this.#states);
  }

  get health$(): Observable<Health> {
    return this.#harmless(this.#setup.health$);
  }

  get alerts$(): Observable<Alert> {
    return this.#harmless(this.#alerts);
  }

  get display$(): Observable<TransactionProgress> {
    return this.#harmless(this.#notifications.display$);
  }

  get events$(): Observable<TerminalNotification> {
    return this.#harmless(this.#notifications.events$);
  }

  get listenerUrl(): string | undefined {
    return this.#listenerUrl;
  }

  notificationHandler(options: HandlerOptions): NotificationHandler {
    return notificationHandler({ ...options, ...this.#notificationParts() });
  }

  /** Listens on a port of its own until the engine closes. */
  async listen(options: ListenerOptions): Promise<void> {
    const listener = await startNotificationListener({ ...options, ...this.#notificationParts() });
    this.#listenerUrl = listener.url;
    this.#onClose.push(() => listener.close());
  }

  orphans(): readonly Orphan[] {
    return this.#orphans.list();
  }

  dismissOrphan(id: string): Promise<void> {
    return this.#orphans.dismiss(id);
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

  /** An answer that verifies and is not the one that was waited for. */
  noteStray({ header, body }: StrayAnswer): void {
    const known = this.#register.findByServiceID(header.ServiceID);
    // It is about a transaction of ours: the terminal knows that one, so it can be asked about.
    if (known !== undefined) return known.deliver({ type: 'sale.checkStatus' });
    void this.#keepOrphan({ header, body }, (orphan) => ({ kind: 'orphan', orphan }));
  }

  /** What the traffic with a terminal shows of its link. */
  noteLink(poiid: POIID, isUp: boolean): void {
    this.#desks.get(poiid)?.tell({ type: isUp ? 'link.up' : 'link.down' });
  }

  #notificationParts() {
    const { parts, log } = this.#setup;
    return { keyRing: parts.keyRing, clock: parts.clock, log, sink: (told: ReceivedNotification) => this.#hear(told) };
  }

  /** A notification informs: it hastens a question, and answers none. */
  #hear(told: ReceivedNotification): void {
    if (told.kind === 'event') {
      if (this.#notifications.tellEvent(told)) this.#hearEvent(told);
      return;
    }
    const slot = this.#register.findByServiceID(told.ServiceID);
    const isOurs = slot?.state.poiid === told.POIID && told.SaleID === this.#setup.options.saleId;
    if (slot === undefined || !isOurs) return this.#notifications.tellOrphan(told);
    const before = slot.display.shown;
    if (!slot.display.take(told)) return;
    const progress = slot.display.shown;
    // What comes too late to be further is news to nobody.
    if (progress !== undefined && progress !== before)
      this.#notifications.tellProgress({ transaction: slot.asked.id, progress });
    const isUnknown = slot.state.tags.includes('outcomeUnknown');
    if (told.event === 'TENDER_FINAL' && isUnknown) slot.deliver({ type: 'sale.checkStatus' });
  }

  /** A terminal that restarts may forget, whoever says so. */
  #hearEvent({ event, POIID }: Extract<ReceivedNotification, { kind: 'event' }>): void {
    if (event !== 'Shutdown' && event !== 'Initialised') return;
    for (const slot of this.#register.all()) {
      if (slot.hasMailbox && slot.state.poiid === POIID) slot.deliver({ type: 'terminal.restarted' });
    }
    const desk = [...this.#desks.values()].find(({ state }) => state.poiid === POIID);
    desk?.tell({ type: event === 'Shutdown' ? 'link.down' : 'link.up' });
  }

  #harmless<T>(source: Observable<T>): Observable<T> {
    return new HarmlessObservable(source, this.#setup.log);
  }

  #handle(slot: TransactionSlot): Transaction {
    return transactionHandle(slot, this.#setup.parts.clock, this.#setup.log);
  }

  /** The transaction of that id if there is one, else a new one. */
  #begin<Request extends TransactionRequest>(
    request: Request,
    planFor: (request: Request, options: ResolvedOptions) => TransactionPlan,
  ): Transaction {
    this.#assertOpen();
    const { random } = this.#setup.parts;
    const plan = planFor(request, this.#setup.options);
    const existing = plan.id && this.#register.get(plan.id);
    if (existing !== undefined) {
      if (!isDeepStrictEqual(existing.asked.request, plan.request)) {
        const found = `${formatValue(plan.id)}, which is taken`;
        throw new InputError('ERR_INPUT_ID_REUSED', `id: expected a new id for another request, found ${found}`);
      }
      return this.#handle(existing);
    }
    const ServiceID = createServiceID((length) => random.bytes(length));
    const slot = new TransactionSlot(askedOf({ ...plan, id: plan.id ?? this.#newId(), ServiceID }));
    this.#register.add(slot);
    slot.state$.subscribe((state) => {
      if (!slot.hasMailbox) this.#states.next(state);
    });
    void this.#prepare(slot, plan, request.queue ?? false);
    return this.#handle(slot);
  }

  /** Looks up what has to be known first, then asks for the terminal. */
  async #prepare(slot: TransactionSlot, plan: TransactionPlan, queue: boolean): Promise<void> {
    // Only an id that the caller chose can have been used before.
    const id = plan.id;
    const stored = id === undefined ? undefined : await this.#lookUp(() => readTransaction(this.#setup.journal, id));
    if (this.#closing !== undefined) return;
    if (stored !== undefined) return this.#takeUp(slot, plan, stored);
    const found = await this.#lookUp(() => plan.complete((other) => readTransaction(this.#setup.journal, other)));
    if (this.#closing !== undefined || found === undefined) return;
    if ('code' in found) return this.#refuse(slot, found);
    const withdraw = (reason: Failure) => {
      this.#desks.get(plan.POIID)?.tell({ type: 'sale.withdrawn', transaction: slot.asked.id });
      this.#refuse(slot, reason);
    };
    slot.awaitTerminal(() => withdraw(failure('ERR_WITHDRAWN')));
    if (slot.state.state === 'settled') return;
    const { clock } = this.#setup.parts;
    let timer: unknown;
    this.#deskOf(plan.POIID).request(slot.asked.id, queue, {
      admit: () => {
        clock.clearTimeout(timer);
        this.#send(slot, plan, found.body);
      },
      enqueue: () => {
        timer = clock.setTimeout(
          () => withdraw(failure('ERR_TERMINAL_QUEUE_TIMEOUT')),
          this.#setup.options.limits.queueTimeoutMs,
        );
        slot.state$.subscribe({ complete: () => clock.clearTimeout(timer) });
        slot.enqueue();
      },
      refuse: (reason) => this.#refuse(slot, reason),
    });
  }

  /** Reads the journal until it answers: what it holds decides whether anything may be sent, so nothing is told before. */
  async #lookUp<T>(read: () => Promise<T>): Promise<T | undefined> {
    const { clock } = this.#setup.parts;
    while (this.#closing === undefined) {
      try {
        return await read();
      } catch (error) {
        const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
        this.#setup.log.error({ error: code }, 'the journal could not be read; trying again');
        await new Promise<void>((resolve) => clock.setTimeout(resolve, LOOK_UP_RETRY_MS));
      }
    }
    return undefined;
  }

  /** A transaction of an earlier process that is settled: its open ones were taken up at the start. */
  #takeUp(slot: TransactionSlot, plan: TransactionPlan, stored: StoredTransaction): void {
    if (!isDeepStrictEqual(stored.input.request, plan.request)) return this.#refuse(slot, failure('ERR_ID_REUSED'));
    this.#follow(slot, stored.input, stored.records);
  }

  #send(slot: TransactionSlot, plan: TransactionPlan, body: (createdAtMs: number) => JsonObject): void {
    const { options, parts } = this.#setup;
    if (this.#closing !== undefined) return this.#refuse(slot, failure('ERR_WITHDRAWN'));
    const createdAtMs = parts.clock.now();
    const { asked } = slot;
    this.#follow(slot, {
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
      createdUpMs: parts.clock.upMs(),
      bootId: parts.bootId,
      limits: options.limits,
    });
  }

  /** Gives a slot its mailbox: a new one, or that of the journal. */
  #follow(slot: TransactionSlot, input: TransactionInput, records?: readonly JournalRecord[]): void {
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
      bootId: parts.bootId,
      log: log.child({ transaction: input.id, ServiceID: input.ServiceID, POIID: input.POIID }),
      execute: effects.execute,
      onLateAnswer: (verdict: SettledVerdict) => {
        const detail = JSON.parse(JSON.stringify({ transaction: input.id, verdict })) as JsonObject;
        const alert = (orphan: Orphan): Alert => ({ kind: 'lateAnswer', transaction: input.id, verdict, orphan });
        void this.#keepOrphan(detail, alert);
      },
    };
    const mailbox = records === undefined ? Mailbox.open(mailboxParts) : Mailbox.restore(mailboxParts, records);
    this.#mailboxes.add(mailbox);
    slot.follow(mailbox);
    mailbox.state$.subscribe({
      next: (state) => this.#note(slot, state),
      complete: () => {
        // After an override the request's own answer may still come, and is wanted. Else nothing more is waited for.
        if (mailbox.state.outcome?.kind === 'overridden' && this.#closing === undefined) return;
        effects.cancel();
        this.#mailboxes.delete(mailbox);
      },
    });
  }

  async #keepOrphan(detail: JsonObject, alertOf: (orphan: Orphan) => Alert): Promise<void> {
    const orphan = await this.#orphans.keep(this.#newId(), detail);
    if (orphan === undefined) return;
    this.#setup.log.error({ orphan: orphan.id }, 'a result that nobody waits for: somebody must look at it');
    this.#alerts.next(alertOf(orphan));
  }

  /** Another transaction of ours with that ServiceID; when its outcome is unknown, it is asked about now. */
  #findOurs(ServiceID: string, except: TransactionId): TransactionId | undefined {
    const slot = this.#register.findByServiceID(ServiceID);
    if (slot === undefined || slot.asked.id === except) return undefined;
    slot.deliver({ type: 'sale.checkStatus' });
    return slot.asked.id;
  }

  /** Nothing was stored or sent, so the id is free for another attempt. */
  #refuse(slot: TransactionSlot, reason: Failure): void {
    this.#register.drop(slot);
    slot.refuse(reason);
  }

  #note(slot: TransactionSlot, state: TransactionState): void {
    const desk = this.#desks.get(state.poiid);
    if (state.tags.includes('outcomeUnknown')) desk?.tell({ type: 'transaction.unknown', transaction: state.id });
    this.#register.note(slot, state);
    this.#states.next(state);
    if (state.state !== 'settled') return;
    this.#endDisplay(slot);
    desk?.tell({ type: 'transaction.settled', transaction: state.id });
  }

  /** Receipts are printed and cards taken out after the answer: that is shown for a while. */
  #endDisplay(slot: TransactionSlot): void {
    const { clock } = this.#setup.parts;
    const timer = clock.setTimeout(() => {
      this.#graceTimers.delete(timer);
      slot.display.close();
    }, this.#setup.options.limits.displayGraceMs);
    this.#graceTimers.add(timer);
  }

  #wake(poiid: POIID): void {
    for (const { id } of this.#register.unresolved.filter((state) => state.poiid === poiid)) {
      this.#register.get(id)?.deliver({ type: 'terminal.online' });
    }
  }

  /** @throws {ClosedError} */
  #slotOf(id: string): TransactionSlot {
    this.#assertOpen();
    const slot = this.#register.get(parseTransactionId(id));
    if (slot !== undefined) return slot;
    throw new InputError(
      'ERR_INPUT_TRANSACTION',
      `transaction: expected the id of a transaction, found ${formatValue(id)}`,
    );
  }

  #linkOf(poiid: POIID): TerminalLink {
    return this.#setup.links.get(poiid) ?? unconfiguredLink;
  }

  #deskOf(poiid: POIID): TerminalDesk {
    const desk = this.#desks.get(poiid);
    if (desk !== undefined) return desk;
    throw new InputError(
      'ERR_INPUT_TERMINAL',
      `poiid: expected a terminal of this engine, found ${formatValue(poiid)}`,
    );
  }

  #newId(): TransactionId {
    const { clock, random } = this.#setup.parts;
    return parseTransactionId(uuidv7({ msecs: clock.now(), random: random.bytes(16) }));
  }

  async #close(): Promise<void> {
    const { links, log, journal, options, parts } = this.#setup;
    await Promise.resolve(); // `#closing` is set from here on
    const slots = this.#register.all();
    const [sent, waiting] = [slots.filter(({ hasMailbox }) => hasMailbox), slots.filter((slot) => !slot.hasMailbox)];
    // Nothing of these was sent. One whose id is still looked up may be of old, and is told nothing.
    for (const slot of waiting) slot.withdraw(failure('ERR_WITHDRAWN'));
    let timer: unknown;
    const timeUp = new Promise<void>((resolve) => {
      timer = parts.clock.setTimeout(resolve, options.limits.closeTimeoutMs);
    });
    await Promise.race([Promise.all(sent.map(({ state$ }) => settledOnce(state$))), timeUp]);
    parts.clock.clearTimeout(timer);
    const left = sent.filter(({ state }) => state.state !== 'settled').map(({ asked }) => asked.id);
    if (left.length > 0) log.warn({ transactions: left }, 'closed with transactions that are not settled');
    await Promise.all(this.#onClose.map((end) => end()));
    for (const graceTimer of this.#graceTimers) parts.clock.clearTimeout(graceTimer);
    this.#orphans.close();
    for (const mailbox of this.#mailboxes) mailbox.stop();
    for (const slot of slots) slot.stop();
    await Promise.all([...links.values()].map((link) => link.close()));
    await journal.close();
    for (const desk of this.#desks.values()) desk.close();
    this.#register.close();
    this.#notifications.close();
    for (const subject of [this.#states, this.#alerts]) subject.complete();
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new ClosedError('the engine');
  }
}

function askedOf({
  id,
  POIID,
  ServiceID,
  reference,
  amount,
  request,
}: Omit<Asked, 'amount'> & { amount?: Amount }): Asked {
  return { id, POIID, ServiceID, reference, amount, request };
}

/** Resolves when a transaction is settled. */
async function settledOnce(state$: Observable<TransactionState>): Promise<void> {
  const isSettled = state$.pipe(
    map(({ state }) => state === 'settled'),
    filter((settled) => settled),
  );
  await firstValueFrom(isSettled, { defaultValue: true });
}
