import { z } from 'zod';
import type { Random } from '../../adapters/ports/random.port.ts';
import { failure, type Failure } from '../../protocol/faults.ts';
import { MESSAGE_CLASS_OF, requestHeader, type MessageCategory } from '../../protocol/header.ts';
import { createServiceID, parseServiceID, type POIID, type SaleID } from '../../protocol/ids.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { abortRequest, type EarlierRequest } from '../../protocol/messages/abort.ts';
import {
  balanceInquiryRequest,
  readBalanceInquiry,
  type BalanceInquiry,
  type BalanceInquiryRequestInput,
} from '../../protocol/messages/balance-inquiry.ts';
import { diagnosisRequest, readDiagnosis, type Diagnosis } from '../../protocol/messages/diagnosis.ts';
import { displayRequest, readDisplay, type DisplayRequestInput } from '../../protocol/messages/device/display.ts';
import {
  enableServiceRequest,
  readEnableService,
  type EnableServiceRequestInput,
} from '../../protocol/messages/enable-service.ts';
import { inputRequest, InputRequestInputSchema, type InputRequestInput } from '../../protocol/messages/device/input.ts';
import { readInput, type InputAnswer } from '../../protocol/messages/device/input-answer.ts';
import { printRequest, readPrint, type PrintRequestInput } from '../../protocol/messages/device/print.ts';
import type { RequestResult } from '../../protocol/messages/result.ts';
import { readTransactionStatus, transactionStatusRequest } from '../../protocol/messages/transaction-status.ts';
import type { CurrencyExponents } from '../../protocol/money.ts';
import { readResponseResult, type ResponseResult } from '../../protocol/response-result.ts';
import { parseInput } from '../../protocol/parse-input.ts';
import { SafeObservable, type Stream } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import type { ExchangeResult, TerminalClient } from './terminal-client.ts';
import type { TerminalQueue, TerminalState } from './terminal-queue.ts';

/** The result of a request that moves no money: the terminal's answer, or that no valid answer came. */
export type TerminalResult<T = unknown> = ({ readonly kind: 'answered' } & T) | NoAnswer;

/** No valid answer came. */
export interface NoAnswer {
  readonly kind: 'noAnswer';
  readonly failure: Failure;
}

/** What a terminal reports about an earlier request, for support: it changes no transaction. */
export type StatusReport =
  | { readonly status: 'finished'; readonly result: ResponseResult }
  | { readonly status: 'inProgress' }
  | { readonly status: 'notFound' };

/** Names an earlier request of this till. */
export interface EarlierRequestName {
  /** 1 to 10 letters and digits. */
  readonly serviceId: string;
  /** Default `Payment`. */
  readonly category?: MessageCategory | undefined;
}

/**
 * One terminal, from the till's side. These requests move no money, are not journaled and are sent once: a lost answer is
 * `noAnswer`. Mistakes in a call reject with an InputError, and nothing is sent then; nothing else rejects.
 */
export interface Terminal {
  readonly poiid: POIID;
  /** Its state in this engine: link, work, running, waiting and unknown transactions. */
  readonly state: TerminalState;
  /** Hot, the current state first. */
  readonly state$: Stream<TerminalState>;
  /**
   * Asks the terminal for its condition: proves address, certificate and key at once.
   *
   * @param options.host it also reports whether it reaches the platform (`platformReached`). Default false
   */
  diagnose(options?: { readonly host?: boolean | undefined }): Promise<TerminalResult<Diagnosis>>;
  /** Asks for the result of an earlier request of this till, by its ServiceID. @throws {InputError} `ERR_INPUT_SERVICEID` */
  transactionStatus(request: EarlierRequestName): Promise<TerminalResult<StatusReport>>;
  /**
   * Asks the terminal to stop a request of this till that is not a transaction of this engine (one of another process, or after a
   * crash); for the others, see `Transaction.abort`. The request's own outcome reports whether it stopped.
   *
   * @throws {InputError} `ERR_INPUT_SERVICEID`
   */
  abort(request: EarlierRequestName): Promise<TerminalResult>;
  /** The balance of a gift card. */
  balance(request: BalanceInquiryRequestInput): Promise<TerminalResult<BalanceInquiry>>;
  /** Ends a card acquisition that no payment follows. */
  endCardAcquisition(request?: EnableServiceRequestInput): Promise<TerminalResult<RequestResult>>;
  /** Displays text to the shopper, until the next request. */
  display(request: DisplayRequestInput): Promise<TerminalResult<RequestResult>>;
  /** Asks the shopper a question. Any other request to the terminal ends the question. */
  input(request: InputRequestInput): Promise<TerminalResult<{ readonly answer: InputAnswer }>>;
  /** Prints text. Resolves when the paper is out. */
  print(request: PrintRequestInput): Promise<TerminalResult<RequestResult>>;
}

const EarlierRequestSchema = z.strictObject({
  serviceId: z.unknown(),
  category: z.enum(Object.keys(MESSAGE_CLASS_OF) as MessageCategory[]).exactOptional(),
});

export interface TerminalHandleDependencies {
  readonly saleId: SaleID;
  readonly client: TerminalClient;
  readonly queue: TerminalQueue;
  readonly random: Random;
  readonly log: Logger;
  /** For an answer that needs no person, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** For an answer that the shopper gives, in milliseconds. */
  readonly responseTimeoutMs: number;
  readonly currencyExponents: CurrencyExponents;
}

export function terminalHandle(deps: TerminalHandleDependencies): Terminal {
  const { client, queue, currencyExponents, responseTimeoutMs } = deps;
  const { poiid: POIID } = queue;
  const state$ = new SafeObservable(queue.state$, deps.log);

  function request(category: MessageCategory, body: JsonObject, timeoutMs: number): Promise<ExchangeResult> {
    const ServiceID = createServiceID((length) => deps.random.bytes(length));
    const header = requestHeader(category, { SaleID: deps.saleId, ServiceID, POIID });
    return client.request({ header, body }, { signal: new AbortController().signal, timeoutMs });
  }

  /** Sends a request and reads the answer; one that cannot be read counts as none. */
  async function ask<T extends object>(
    category: MessageCategory,
    body: JsonObject,
    read: (answer: JsonObject) => T | undefined,
    timeoutMs = deps.requestTimeoutMs,
  ): Promise<TerminalResult<T>> {
    const exchanged = await request(category, body, timeoutMs);
    if (exchanged.kind !== 'answered') return noAnswer(exchanged);
    const result = read(exchanged.body);
    return result === undefined
      ? { kind: 'noAnswer', failure: failure('ERR_ANSWER_MALFORMED') }
      : { kind: 'answered', ...result };
  }

  function earlier(given: EarlierRequestName): EarlierRequest {
    const { serviceId, category = 'Payment' } = parseInput(EarlierRequestSchema, given);
    return { MessageCategory: category, SaleID: deps.saleId, ServiceID: parseServiceID(serviceId), POIID };
  }

  return {
    poiid: POIID,
    get state() {
      return queue.state;
    },
    state$,

    diagnose: async ({ host = false } = {}) => ask('Diagnosis', diagnosisRequest({ host }), readDiagnosis),

    async transactionStatus(name) {
      const asked = earlier(name);
      const body = transactionStatusRequest(asked, { receipts: false });
      const exchanged = await request('TransactionStatus', body, deps.requestTimeoutMs);
      if (exchanged.kind !== 'answered') return noAnswer(exchanged);
      const status = readTransactionStatus(exchanged.body, asked, undefined);
      if (status.kind === 'unusable') {
        return { kind: 'noAnswer', failure: failure('ERR_ANSWER_UNDECIDED', status.why) };
      }
      if (status.kind !== 'repeated') return { kind: 'answered', status: status.kind };
      const { MessageCategory: category, ServiceID } = asked;
      const result = readResponseResult(status.body, { category, ServiceID }, currencyExponents);
      return { kind: 'answered', status: 'finished', result };
    },

    async abort(name) {
      const exchanged = await request('Abort', abortRequest(earlier(name)), deps.requestTimeoutMs);
      return exchanged.kind === 'empty' || exchanged.kind === 'answered' ? { kind: 'answered' } : noAnswer(exchanged);
    },

    balance: async (given) =>
      ask(
        'BalanceInquiry',
        balanceInquiryRequest(given),
        (body) => readBalanceInquiry(body, currencyExponents),
        responseTimeoutMs,
      ),
    endCardAcquisition: async (given) => ask('EnableService', enableServiceRequest(given), readEnableService),
    display: async (given) => ask('Display', displayRequest(given), readDisplay),
    async input(given) {
      const question = parseInput(InputRequestInputSchema, given) as InputRequestInput;
      return ask('Input', inputRequest(question), (body) => answerOf(readInput(body, question)), responseTimeoutMs);
    },
    print: async (given) => ask('Print', printRequest(given), readPrint, responseTimeoutMs),
  };
}

function answerOf(answer: InputAnswer | undefined): { readonly answer: InputAnswer } | undefined {
  return answer && { answer };
}

function noAnswer(exchanged: Exclude<ExchangeResult, { kind: 'answered' }>): NoAnswer {
  return { kind: 'noAnswer', failure: exchanged.kind === 'empty' ? failure('ERR_ANSWER_EMPTY') : exchanged.failure };
}
