import { z } from 'zod';
import { failure, type Failure } from '../../protocol/faults.ts';
import { MESSAGE_CLASS_OF, type MessageCategory } from '../../protocol/header.ts';
import { parseServiceID, type POIID, type SaleID } from '../../protocol/ids.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { EarlierRequest } from '../../protocol/messages/abort.ts';
import {
  balanceInquiryRequest,
  readBalanceInquiry,
  type BalanceInquiry,
  type BalanceInquiryRequestInput,
} from '../../protocol/messages/balance-inquiry.ts';
import { diagnosisRequest, readDiagnosis, type Diagnosis } from '../../protocol/messages/diagnosis.ts';
import {
  loginRequest,
  logoutRequest,
  readLogin,
  type Login,
  type LoginContext,
  type LoginRequestInput,
} from '../../protocol/messages/session/login.ts';
import {
  getTotalsRequest,
  readTotals,
  type GetTotalsRequestInput,
  type Totals,
} from '../../protocol/messages/totals/get-totals.ts';
import {
  reconciliationRequest,
  type ReconciliationRequestInput,
} from '../../protocol/messages/totals/reconciliation.ts';
import { readTransactionStatus, transactionStatusRequest } from '../../protocol/messages/transaction-status.ts';
import type { CurrencyExponents } from '../../protocol/money.ts';
import { parseInput } from '../../protocol/parse-input.ts';
import { readResponseResult, type ResponseResult } from '../../protocol/response-result.ts';
import { SafeObservable, type Stream } from '../runtime/containment.ts';
import type { Logger } from '../runtime/logging.ts';
import { ANY_SETTINGS, anyQuestion, type AnyRequestSettings, type OtherCategory } from './any-request.ts';
import { deviceRequests, type DeviceRequests } from './device-requests.ts';
import type { KeyUse, TerminalKeyInUse } from './key-use.ts';
import type { TerminalQueue, TerminalState } from './terminal-queue.ts';
import {
  noAnswer,
  type RequestSettings,
  type TerminalRequest,
  type TerminalRequester,
  type TerminalResult,
} from './terminal-request.ts';

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
export interface Terminal extends DeviceRequests {
  readonly poiid: POIID;
  /** Its state in this engine: link, work, running, waiting and unknown transactions. */
  readonly state: TerminalState;
  /** Hot, the current state first. */
  readonly state$: Stream<TerminalState>;
  /** The shared key that it uses, as its last verified answer proves; `undefined` as long as that is not known. */
  readonly keyInUse: TerminalKeyInUse | undefined;
  /**
   * When its certificate ends, as the last connection to it showed: epoch milliseconds. `undefined` before the first one, and with a
   * transport of the caller (`parts.transport`). The log warns of one that ends within 60 days.
   */
  readonly certificateEndsAtMs: number | undefined;
  /**
   * Asks the terminal for its condition: proves address, certificate and key at once.
   *
   * @param options.host it also reports whether it reaches the platform (`platformReached`). Default false
   */
  diagnose(options?: { readonly host?: boolean | undefined }, settings?: RequestSettings): TerminalRequest<Diagnosis>;
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
  balance(request: BalanceInquiryRequestInput, settings?: RequestSettings): TerminalRequest<BalanceInquiry>;
  /** Sets the operator, the shift and the totals group of later requests; some terminals want it before they count totals. */
  login(request: LoginRequestInput, settings?: RequestSettings): TerminalRequest<Login>;
  logout(settings?: RequestSettings): TerminalRequest<Login>;
  /** What the terminal has counted since its last reconciliation. */
  totals(request?: GetTotalsRequestInput, settings?: RequestSettings): TerminalRequest<Totals>;
  /** Closes the period of the terminal, or repeats the totals of an earlier one. */
  reconcile(request: ReconciliationRequestInput, settings?: RequestSettings): TerminalRequest<Totals>;
  /**
   * Sends a request of any category that moves no money, protected and verified as all others, and resolves with the body of the answer.
   *
   * @throws {InputError} `ERR_INPUT_CATEGORY` also for those that move money, which `engine.transact` sends; `ERR_INPUT_BODY`
   */
  request(
    category: OtherCategory,
    body: JsonObject,
    settings?: AnyRequestSettings,
  ): TerminalRequest<{ readonly body: JsonObject }>;
}

const DiagnoseSchema = z.strictObject({ host: z.boolean('true or false').optional() });

const EarlierRequestSchema = z.strictObject({
  serviceId: z.unknown(),
  category: z.enum(Object.keys(MESSAGE_CLASS_OF) as MessageCategory[]).exactOptional(),
});

export interface TerminalHandleDependencies {
  readonly saleId: SaleID;
  readonly requester: TerminalRequester;
  readonly queue: TerminalQueue;
  readonly keys: KeyUse | undefined;
  readonly log: Logger;
  /** For an answer that the shopper gives, in milliseconds. */
  readonly responseTimeoutMs: number;
  readonly currencyExponents: CurrencyExponents;
  /** Epoch milliseconds, once it is known. */
  readonly certificateEnd: () => number | undefined;
  /** Why nothing is asked of it: another engine has it. */
  readonly whyNotHere?: () => Failure | undefined;
  /** What a login adds by itself. */
  readonly loginContext: () => LoginContext;
}

export function terminalHandle(deps: TerminalHandleDependencies): Terminal {
  const { requester, queue, currencyExponents, responseTimeoutMs } = deps;
  const state$ = new SafeObservable(queue.state$, deps.log);
  const timeoutMs = responseTimeoutMs;
  const totals = (body: JsonObject) => readTotals(body, currencyExponents);

  function earlier(given: EarlierRequestName): EarlierRequest {
    const { serviceId, category = 'Payment' } = parseInput(EarlierRequestSchema, given);
    return { MessageCategory: category, SaleID: deps.saleId, ServiceID: parseServiceID(serviceId), POIID: queue.poiid };
  }

  return {
    ...deviceRequests({ ...deps, poiid: queue.poiid }),
    poiid: queue.poiid,
    get state() {
      return queue.state;
    },
    state$,
    get certificateEndsAtMs() {
      return deps.certificateEnd();
    },
    get keyInUse() {
      return deps.keys?.inUse;
    },

    diagnose: (given = {}, settings) =>
      requester.ask(() => {
        const { host = false } = parseInput(DiagnoseSchema, given);
        return { category: 'Diagnosis', body: diagnosisRequest({ host }), read: readDiagnosis };
      }, settings),

    async transactionStatus(name) {
      const asked = earlier(name);
      const elsewhere = deps.whyNotHere?.();
      if (elsewhere !== undefined) return { kind: 'noAnswer', failure: elsewhere };
      const exchanged = await requester.exchange(
        'TransactionStatus',
        transactionStatusRequest(asked, { receipts: false }),
      );
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
      const asked = earlier(name);
      const elsewhere = deps.whyNotHere?.();
      return elsewhere === undefined ? requester.abort(asked) : { kind: 'noAnswer', failure: elsewhere };
    },

    balance: (given, settings) =>
      requester.ask(
        () => ({
          category: 'BalanceInquiry',
          body: balanceInquiryRequest(given),
          read: (body) => readBalanceInquiry(body, currencyExponents),
          timeoutMs,
        }),
        settings,
      ),
    login: (given, settings) =>
      requester.ask(
        () => ({ category: 'Login', body: loginRequest(given, deps.loginContext()), read: readLogin }),
        settings,
      ),
    logout: (settings) =>
      requester.ask(() => ({ category: 'Logout', body: logoutRequest(), read: readLogin }), settings),
    totals: (given, settings) =>
      requester.ask(() => ({ category: 'GetTotals', body: getTotalsRequest(given), read: totals }), settings),
    reconcile: (given, settings) =>
      requester.ask(
        () => ({ category: 'Reconciliation', body: reconciliationRequest(given), read: totals, timeoutMs }),
        settings,
      ),
    request: (category, body, settings = {}) =>
      requester.ask(() => anyQuestion(category, body, settings, responseTimeoutMs), settings, ANY_SETTINGS),
  };
}
