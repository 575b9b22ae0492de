import type { Preconnection } from '../../adapters/ports/transport.port.ts';
import type { Random } from '../../adapters/ports/random.port.ts';
import type { TransactionEventPayload, TransactionInput } from '../../machines/index.ts';
import type { Failure } from '../../protocol/faults.ts';
import { requestHeader } from '../../protocol/header.ts';
import { createServiceID, type POIID, type ServiceID, type TransactionId } from '../../protocol/ids.ts';
import type { KeyName } from '../../protocol/key-name.ts';
import { abortRequest } from '../../protocol/messages/abort.ts';
import { transactionStatusRequest } from '../../protocol/messages/transaction-status.ts';
import type { CurrencyExponents } from '../../protocol/money.ts';
import { unconfiguredClient, type TerminalClient } from '../terminals/terminal-client.ts';
import { earlierRequest, eventOfResponse, eventOfStatus } from './response-events.ts';

/** Finds a transaction by a ServiceID that it was sent under; a runtime that keeps none in memory finds none. */
export interface RunningTransactions {
  findByServiceId(
    serviceId: string | undefined,
  ): { readonly id: TransactionId; send(payload: TransactionEventPayload): void } | undefined;
}

/** What the exchanges of transactions need. */
export interface ExchangesDependencies {
  readonly clients: ReadonlyMap<POIID, TerminalClient>;
  /** The transactions of this process, so that a terminal that is busy with one of them says with which. */
  readonly store: RunningTransactions;
  readonly random: Random;
  readonly currencyExponents: CurrencyExponents;
  /** For the answer to an Abort, in milliseconds. */
  readonly requestTimeoutMs: number;
}

/** Of the one time that a request is sent. */
export interface TransmitOptions {
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Asked right before the first byte; with a failure nothing is sent. */
  readonly whyNotSend: () => Failure | undefined;
  /** Called once when the last byte was handed to the network. */
  readonly onWritten: () => void;
  /** That `preconnect` began for it. */
  readonly connection?: Preconnection | undefined;
}

/** The messages that a transaction exchanges with its terminal: each results in an event of the transaction. */
export class TransactionExchanges {
  readonly #deps: ExchangesDependencies;

  constructor(deps: ExchangesDependencies) {
    this.#deps = deps;
  }

  /** Begins the connection for the request: nothing of it is known to the transport yet. */
  preconnect(input: TransactionInput): Preconnection | undefined {
    return this.#clientOf(input).preconnect?.();
  }

  /** Sends the request itself. To be called once, ever, for each attempt. */
  async transmit(input: TransactionInput, options: TransmitOptions): Promise<TransactionEventPayload> {
    const { SaleID, ServiceID, POIID } = input;
    const header = requestHeader(input.category, { SaleID, ServiceID, POIID });
    const client = this.#clientOf(input);
    const result = await client.request({ header, body: input.body }, { ...options, key: input.attempt?.key });
    const payload = eventOfResponse(result, input, this.#deps.currencyExponents);
    if (payload.type === 'poi.rejected' && result.kind === 'rejected') return this.#withNext(payload, result, input);
    return this.#withRunningTransaction(payload, input);
  }

  /** The attempt that may follow a rejection under that key; whether it does, the machine decides. */
  #withNext(
    payload: Extract<TransactionEventPayload, { readonly type: 'poi.rejected' }>,
    { key }: { readonly key?: KeyName | undefined },
    input: TransactionInput,
  ): TransactionEventPayload {
    if (key === undefined) return payload;
    const rejected = [...(input.attempt?.rejected ?? []).map((earlier) => earlier.key), key];
    const other = this.#clientOf(input).keyAfter(rejected);
    const next = other && { ServiceID: this.#newServiceID(), key: other };
    return { ...payload, key, ...(next !== undefined && { next }) };
  }

  /** Asks for the result of the request. */
  async askStatus(input: TransactionInput, signal: AbortSignal): Promise<TransactionEventPayload> {
    const body = transactionStatusRequest(earlierRequest(input), { receipts: input.wantsReceipts });
    const renew = () => this.#newHeader('TransactionStatus', input);
    const timeoutMs = input.limits.statusTimeoutMs;
    const result = await this.#clientOf(input).request(
      { header: renew(), body },
      { signal, timeoutMs, renew, rank: 'later' },
    );
    return eventOfStatus(result, input, this.#deps.currencyExponents);
  }

  /** Asks the terminal to stop. */
  async transmitAbort(input: TransactionInput, signal: AbortSignal): Promise<void> {
    const renew = () => this.#newHeader('Abort', input);
    const message = { header: renew(), body: abortRequest(earlierRequest(input)) };
    const timeoutMs = this.#deps.requestTimeoutMs;
    await this.#clientOf(input).request(message, { signal, timeoutMs, renew, rank: 'first' });
  }

  /** If the terminal is busy with another transaction of ours: names it, and has it checked when its outcome is unknown. */
  #withRunningTransaction(payload: TransactionEventPayload, { id }: TransactionInput): TransactionEventPayload {
    if (payload.type !== 'poi.answered' && payload.type !== 'poi.unclear') return payload;
    const running = this.#deps.store.findByServiceId(payload.result.runningServiceId);
    if (running === undefined || running.id === id) return payload;
    running.send({ type: 'sale.checkStatus' });
    return { ...payload, result: { ...payload.result, runningTransaction: running.id } };
  }

  #newHeader(category: 'TransactionStatus' | 'Abort', { SaleID, POIID }: TransactionInput) {
    return requestHeader(category, { SaleID, ServiceID: this.#newServiceID(), POIID });
  }

  #newServiceID(): ServiceID {
    return createServiceID((length) => this.#deps.random.bytes(length));
  }

  #clientOf({ POIID }: TransactionInput): TerminalClient {
    return this.#deps.clients.get(POIID) ?? unconfiguredClient;
  }
}
