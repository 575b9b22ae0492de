import { randomUUID } from 'node:crypto';
import type {
  AcquireCardRequest,
  HistoryPage,
  HistoryRequest,
  PayRequest,
  Period,
  RefundRequest,
  StoredValueRequest,
  TerminalState,
  Totals,
  TransactionState,
  TransactRequest,
  UnreferencedRefundRequest,
} from 'tenderline';
import type { View } from '../contracts.ts';
import { call, type TillConnectionOptions } from './call.ts';
import { Refusals } from './refusals.ts';
import { TillHistory } from './till-history.ts';
import { tillTerminal, type TillTerminal } from './till-terminal.ts';
import { followTransaction, type FirstView, type TillTransaction } from './till-transaction.ts';

/** A till of the cluster: the calls of an engine. What is asked for is checked by a worker, so that a mistake shows in the transaction. */
export interface TillConnection {
  pay(request: PayRequest): TillTransaction;
  refund(request: RefundRequest): TillTransaction;
  unreferencedRefund(request: UnreferencedRefundRequest): TillTransaction;
  acquireCard(request: AcquireCardRequest): TillTransaction;
  storedValue(request: StoredValueRequest): TillTransaction;
  transact(request: TransactRequest): TillTransaction;
  /** A transaction of this till, also one of an earlier run. */
  find(id: string): TillTransaction;
  /** The transactions of this till that have begun, the newest first: a page, and the cursor of the next one. As `history` of an engine. */
  history(request?: HistoryRequest): Promise<HistoryPage>;
  /** What the transactions of a period come to. As `totals` of an engine. */
  totals(period?: Period): Promise<Totals>;
  /** Those whose outcome is unknown. */
  unresolved(): Promise<readonly TransactionState[]>;
  /** The terminals that this till may use. */
  terminals(): Promise<readonly TerminalState[]>;
  /** One of them. */
  terminal(poiid: string): TillTerminal;
  /** Ends the waiting; what was asked for goes on. */
  close(): void;
}

/**
 * Connects a till. It keeps nothing: keep the ids, and `find` them after a restart. A request that was refused may be made again under its id,
 * once that has been heard of: by its handle, or by `find`.
 */
export function connectTill(options: TillConnectionOptions): TillConnection {
  return connectKnowing(new Refusals(), options);
}

/** The same for one of several connections of a process: what one has heard, all of them know. */
export function connectKnowing(refusals: Refusals, options: TillConnectionOptions): TillConnection {
  const closing = new AbortController();
  const closed = closing.signal;
  const history = new TillHistory(options, closed);

  const follow = (id: string, first: FirstView) =>
    followTransaction(id, options, first, closed, (view) => refusals.hear(id, view));

  const begin =
    (handler: string) =>
    (given: { readonly id?: string | undefined }): TillTransaction => {
      // Chosen here: whatever happens to the call, the transaction can be asked for.
      const id = given.id ?? randomUUID();
      const request = { request: { ...given, id }, askedAtMs: Date.now(), after: refusals.of(id) };
      return follow(id, (signal) => call<View>(options, handler, request, signal, true));
    };

  return {
    pay: begin('pay'),
    refund: begin('refund'),
    unreferencedRefund: begin('unreferencedRefund'),
    acquireCard: begin('acquireCard'),
    storedValue: begin('storedValue'),
    transact: begin('transact'),
    find: (transaction) => follow(transaction, (signal) => call<View>(options, 'state', { transaction }, signal)),
    history: (request) => history.page(request),
    totals: (period) => history.totals(period),
    unresolved: () => call(options, 'unresolved', {}, closed),
    terminals: () => call(options, 'terminals', {}, closed),
    terminal: (poiid) => tillTerminal(poiid, options, closed),
    close: () => closing.abort(),
  };
}
