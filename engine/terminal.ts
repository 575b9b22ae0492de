import type { Observable } from 'rxjs';
import type { Random } from '../adapters/ports/random.port.ts';
import { failure, type Failure } from '../protocol/faults.ts';
import { requestHeader, type MessageCategory } from '../protocol/header.ts';
import { createServiceID, parseServiceID, type POIID, type SaleID } from '../protocol/ids.ts';
import type { JsonObject } from '../protocol/json.ts';
import { abortRequest, type EarlierRequest } from '../protocol/messages/abort.ts';
import {
  balanceInquiryRequest,
  readBalanceInquiry,
  type BalanceInquiry,
  type BalanceInquiryRequestInput,
} from '../protocol/messages/balance-inquiry.ts';
import { diagnosisRequest, readDiagnosis, type Diagnosis } from '../protocol/messages/diagnosis.ts';
import { displayRequest, readDisplay, type DisplayRequestInput } from '../protocol/messages/device/display.ts';
import {
  enableServiceRequest,
  readEnableService,
  type EnableServiceRequestInput,
} from '../protocol/messages/enable-service.ts';
import { inputRequest, type InputRequestInput } from '../protocol/messages/device/input.ts';
import { readInput, type InputAnswer } from '../protocol/messages/device/input-answer.ts';
import { printRequest, readPrint, type PrintRequestInput } from '../protocol/messages/device/print.ts';
import type { RequestResult } from '../protocol/messages/result.ts';
import { readTransactionStatus, transactionStatusRequest } from '../protocol/messages/transaction-status.ts';
import type { CurrencyExponents } from '../protocol/money.ts';
import { readVerdict, type Verdict } from '../protocol/outcome.ts';
import type { TerminalDesk, TerminalState } from './terminal-desk.ts';
import type { Exchange, TerminalLink } from './terminal-link.ts';

/** What a terminal was asked, and did not answer in a way that counts. */
export interface NoAnswer {
  readonly kind: 'noAnswer';
  readonly failure: Failure;
}

/** What a terminal answered. */
export type Answered<T> = { readonly kind: 'answered' } & T;

/** What a terminal says of an earlier request, from a support engineer's side: it changes no transaction. */
export type StatusReport =
  | { readonly kind: 'finished'; readonly verdict: Verdict }
  | { readonly kind: 'inProgress' }
  | { readonly kind: 'notFound' }
  | NoAnswer;

/**
 * One terminal, from the till's side. What stands here moves no money, is not journaled and is asked once: an answer that is lost
 * is `noAnswer`. Mistakes in a call reject with an InputError, and nothing is sent then; nothing else rejects.
 */
export interface Terminal {
  readonly poiid: POIID;
  /** How it stands with this engine: link, work, what runs, what waits, what is unknown. */
  readonly state: TerminalState;
  /** Hot, the current state first. */
  readonly state$: Observable<TerminalState>;
  /** Asks the terminal how it is: proves host, certificate and key at once. */
  diagnose(options?: { host?: boolean }): Promise<({ readonly kind: 'diagnosed' } & Diagnosis) | NoAnswer>;
  /** Asks what became of an earlier request of this till, by its ServiceID. @throws {InputError} `ERR_INPUT_SERVICEID` */
  transactionStatus(request: { serviceId: string; category?: MessageCategory }): Promise<StatusReport>;
  /**
   * Asks the terminal to stop a request of this till that is not a transaction of this engine (one of another process, or after a
   * crash); `engine.abort(id)` is for the others. Whether it stopped shows in the request's own outcome.
   *
   * @throws {InputError} `ERR_INPUT_SERVICEID`
   */
  abort(request: { serviceId: string; category?: MessageCategory }): Promise<{ readonly kind: 'asked' } | NoAnswer>;
  /** What is left on a gift card. */
  balance(request: BalanceInquiryRequestInput): Promise<Answered<BalanceInquiry> | NoAnswer>;
  /** Ends a card acquisition that no payment follows. */
  endCardAcquisition(request?: EnableServiceRequestInput): Promise<Answered<RequestResult> | NoAnswer>;
  /** Shows text to the shopper, until the next request. */
  display(request: DisplayRequestInput): Promise<Answered<RequestResult> | NoAnswer>;
  /** Asks the shopper something. Any other request to the terminal ends the question. */
  input(request: InputRequestInput): Promise<Answered<{ readonly answer: InputAnswer }> | NoAnswer>;
  /** Prints text. Comes back when the paper is out. */
  print(request: PrintRequestInput): Promise<Answered<RequestResult> | NoAnswer>;
}

export function terminalHandle(parts: {
  POIID: POIID;
  SaleID: SaleID;
  link: TerminalLink;
  desk: TerminalDesk;
  random: Random;
  /** For what the terminal answers by itself. */
  requestTimeoutMs: number;
  /** For what the shopper answers. */
  responseTimeoutMs: number;
  currencyExponents: CurrencyExponents;
}): Terminal {
  const { POIID, SaleID, link, desk, currencyExponents } = parts;

  function ask(category: MessageCategory, body: JsonObject, timeoutMs = parts.requestTimeoutMs): Promise<Exchange> {
    const ServiceID = createServiceID((length) => parts.random.bytes(length));
    const header = requestHeader(category, { SaleID, ServiceID, POIID });
    return link.ask({ header, body }, { signal: new AbortController().signal, timeoutMs });
  }

  /** Asks, and reads the answer; one that cannot be read is none. */
  async function answer<T extends object>(
    category: MessageCategory,
    body: JsonObject,
    read: (answer: JsonObject) => T | undefined,
    timeoutMs?: number,
  ): Promise<Answered<T> | NoAnswer> {
    const exchange = await ask(category, body, timeoutMs);
    if (exchange.kind !== 'answered') return noAnswer(exchange);
    const result = read(exchange.body);
    return result === undefined
      ? { kind: 'noAnswer', failure: failure('ERR_ANSWER_MALFORMED') }
      : { kind: 'answered', ...result };
  }

  return {
    poiid: POIID,
    get state() {
      return desk.state;
    },
    get state$() {
      return desk.state$;
    },

    async diagnose({ host = false } = {}) {
      const result = await answer('Diagnosis', diagnosisRequest({ host }), readDiagnosis);
      return result.kind === 'answered' ? { ...result, kind: 'diagnosed' } : result;
    },

    async transactionStatus({ serviceId, category = 'Payment' }) {
      const asked: EarlierRequest = { MessageCategory: category, SaleID, ServiceID: parseServiceID(serviceId), POIID };
      const exchange = await ask('TransactionStatus', transactionStatusRequest(asked, { receipts: false }));
      if (exchange.kind !== 'answered') return noAnswer(exchange);
      const status = readTransactionStatus(exchange.body, asked, undefined);
      if (status.kind === 'unusable') {
        return { kind: 'noAnswer', failure: failure('ERR_ANSWER_UNDECIDED', status.why) };
      }
      if (status.kind !== 'repeated') return status;
      const { ServiceID } = asked;
      return { kind: 'finished', verdict: readVerdict(status.body, { category, ServiceID }, currencyExponents) };
    },

    async abort({ serviceId, category = 'Payment' }) {
      const running: EarlierRequest = {
        MessageCategory: category,
        SaleID,
        ServiceID: parseServiceID(serviceId),
        POIID,
      };
      const exchange = await ask('Abort', abortRequest(running));
      return exchange.kind === 'empty' || exchange.kind === 'answered' ? { kind: 'asked' } : noAnswer(exchange);
    },

    balance: async (request) =>
      answer(
        'BalanceInquiry',
        balanceInquiryRequest(request),
        (body) => readBalanceInquiry(body, currencyExponents),
        parts.responseTimeoutMs,
      ),
    endCardAcquisition: async (request) => answer('EnableService', enableServiceRequest(request), readEnableService),
    display: async (request) => answer('Display', displayRequest(request), readDisplay),
    input: async (request) =>
      answer('Input', inputRequest(request), (body) => wrapped(readInput(body, request)), parts.responseTimeoutMs),
    print: async (request) => answer('Print', printRequest(request), readPrint, parts.responseTimeoutMs),
  };
}

function wrapped(answer: InputAnswer | undefined): { answer: InputAnswer } | undefined {
  return answer && { answer };
}

function noAnswer(exchange: Exclude<Exchange, { kind: 'answered' }>): NoAnswer {
  return { kind: 'noAnswer', failure: exchange.kind === 'empty' ? failure('ERR_ANSWER_EMPTY') : exchange.failure };
}
