import type { Random } from '../../adapters/ports/random.port.ts';
import type { TransactionEventPayload, TransactionInput } from '../../machines/index.ts';
import type { Failure } from '../../protocol/faults.ts';
import { requestHeader } from '../../protocol/header.ts';
import { createServiceID, type POIID } from '../../protocol/ids.ts';
import { abortRequest } from '../../protocol/messages/abort.ts';
import { transactionStatusRequest } from '../../protocol/messages/transaction-status.ts';
import type { CurrencyExponents } from '../../protocol/money.ts';
import { unconfiguredClient, type TerminalClient } from '../terminals/terminal-client.ts';
import { earlierRequest, eventOfResponse, eventOfStatus } from './response-events.ts';
import type { TransactionStore } from './transaction-store.ts';

export interface ExchangesDependencies {
  readonly clients: ReadonlyMap<POIID, TerminalClient>;
  readonly store: TransactionStore;
  readonly random: Random;
  readonly currencyExponents: CurrencyExponents;
  /** For the answer to an Abort, in milliseconds. */
  readonly requestTimeoutMs: number;
}

export interface TransmitOptions {
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Asked right before the first byte; with a failure nothing is sent. */
  readonly whyNotSend: () => Failure | undefined;
  /** Called once when the last byte was handed to the network. */
  readonly onWritten: () => void;
}

/** The messages that a transaction exchanges with its terminal: each results in an event of the transaction. */
export class TransactionExchanges {
  readonly #deps: ExchangesDependencies;

  constructor(deps: ExchangesDependencies) {
    this.#deps = deps;
  }

  /** Sends the request itself. To be called once, ever. */
  async transmit(input: TransactionInput, options: TransmitOptions): Promise<TransactionEventPayload> {
    const { SaleID, ServiceID, POIID } = input;
    const header = requestHeader(input.category, { SaleID, ServiceID, POIID });
    const result = await this.#clientOf(input).request({ header, body: input.body }, options);
    return this.#withRunningTransaction(eventOfResponse(result, input, this.#deps.currencyExponents), input);
  }

  /** Asks for the result of the request. */
  async askStatus(input: TransactionInput, signal: AbortSignal): Promise<TransactionEventPayload> {
    const body = transactionStatusRequest(earlierRequest(input), { receipts: input.wantsReceipts });
    const message = { header: this.#newHeader('TransactionStatus', input), body };
    const result = await this.#clientOf(input).request(message, { signal, timeoutMs: input.limits.statusTimeoutMs });
    return eventOfStatus(result, input, this.#deps.currencyExponents);
  }

  /** Asks the terminal to stop. */
  async transmitAbort(input: TransactionInput, signal: AbortSignal): Promise<void> {
    const message = { header: this.#newHeader('Abort', input), body: abortRequest(earlierRequest(input)) };
    await this.#clientOf(input).request(message, { signal, timeoutMs: this.#deps.requestTimeoutMs });
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
    const ServiceID = createServiceID((length) => this.#deps.random.bytes(length));
    return requestHeader(category, { SaleID, ServiceID, POIID });
  }

  #clientOf({ POIID }: TransactionInput): TerminalClient {
    return this.#deps.clients.get(POIID) ?? unconfiguredClient;
  }
}
