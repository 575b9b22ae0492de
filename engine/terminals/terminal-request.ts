import type { Random } from '../../adapters/ports/random.port.ts';
import { failure, type Failure } from '../../protocol/faults.ts';
import { requestHeader, type MessageCategory } from '../../protocol/header.ts';
import { createServiceID, parseServiceID, type POIID, type SaleID, type ServiceID } from '../../protocol/ids.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { abortRequest, type EarlierRequest } from '../../protocol/messages/abort.ts';
import { onAborted, signalOf } from '../runtime/wait-options.ts';
import type { ExchangeResult } from './read-answer.ts';
import type { RequestOptions, TerminalClient } from './terminal-client.ts';

/** The result of a request that moves no money: the terminal's answer, or that no valid answer came. */
export type TerminalResult<T = unknown> = ({ readonly kind: 'answered' } & T) | NoAnswer;

/** No valid answer came. */
export interface NoAnswer {
  readonly kind: 'noAnswer';
  readonly failure: Failure;
}

/** A request that is under way; it is awaited like any promise. A mistake in the call rejects it with an InputError, and nothing is sent. */
export interface TerminalRequest<T = unknown> extends Promise<TerminalResult<T>> {
  /** Of the attempt that is under way: one under another key has another ServiceID. */
  readonly serviceId: string;
  /**
   * Asks the terminal to stop it: what came of it, the request's own answer reports. One Abort is sent at a time, however often this is
   * called.
   */
  abort(): Promise<TerminalResult>;
}

/** What can be said of a request beside its input. */
export interface RequestSettings {
  /** Aborts the request; before it is sent, it is not sent any more. */
  readonly signal?: AbortSignal | undefined;
}

/** What a request is made of, once its input is checked. */
export interface TerminalQuestion<T extends object> {
  readonly category: MessageCategory;
  readonly body: JsonObject;
  /** `undefined`: it cannot be read, and counts as no answer. */
  readonly read: (answer: JsonObject) => T | undefined;
  /** Default: for an answer that needs no person. */
  readonly timeoutMs?: number | undefined;
  /** Default: a new one. */
  readonly serviceId?: string | undefined;
}

export interface TerminalRequesterDependencies {
  readonly saleId: SaleID;
  readonly poiid: POIID;
  readonly client: TerminalClient;
  readonly random: Random;
  /** For an answer that needs no person, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** Why nothing more is asked of the terminal. Default: it is asked. */
  readonly whyNotAsk?: () => Failure | undefined;
}

/** Sends requests that move no money to one terminal: each once, and a lost answer is `noAnswer`. */
export class TerminalRequester {
  readonly #deps: TerminalRequesterDependencies;
  /** The Aborts that are under way, by the request that they stop. */
  readonly #aborts = new Map<string, Promise<TerminalResult>>();

  constructor(deps: TerminalRequesterDependencies) {
    this.#deps = deps;
  }

  /**
   * @param question makes the question of the caller's input; an InputError that it throws rejects the request
   * @param known the members that the settings may have
   */
  ask<T extends object>(
    question: () => TerminalQuestion<T>,
    settings: RequestSettings = {},
    known?: readonly string[],
  ): TerminalRequest<T> {
    const ServiceID = this.#newServiceID();
    try {
      const asked = question();
      const signal = signalOf(settings, known);
      const refusal = this.#deps.whyNotAsk?.();
      if (refusal !== undefined) return refused(refusal, ServiceID);
      const given = asked.serviceId === undefined ? undefined : parseServiceID(asked.serviceId);
      return this.#begin(asked, given ?? ServiceID, signal, given === undefined);
    } catch (error) {
      const rejected = Promise.reject<TerminalResult<T>>(error);
      return Object.assign(rejected, { serviceId: ServiceID, abort: () => Promise.resolve(notSent()) });
    }
  }

  /** The exchange itself, for answers that are read in more than one way. */
  exchange(
    category: MessageCategory,
    body: JsonObject,
    options: Omit<Partial<RequestOptions>, 'timeoutMs'> & {
      readonly ServiceID?: ServiceID;
      readonly timeoutMs?: number | undefined;
    } = {},
  ): Promise<ExchangeResult> {
    const { saleId: SaleID, poiid: POIID, client, requestTimeoutMs } = this.#deps;
    const { ServiceID = this.#newServiceID(), timeoutMs = requestTimeoutMs, ...hooks } = options;
    const header = requestHeader(category, { SaleID, ServiceID, POIID });
    const renew = () => requestHeader(category, { SaleID, POIID, ServiceID: this.#newServiceID() });
    // A ServiceID that was given names the request for others: no other one takes its place.
    const again = options.ServiceID === undefined ? { renew } : {};
    return client.request({ header, body }, { signal: new AbortController().signal, ...again, ...hooks, timeoutMs });
  }

  /** Asks the terminal to stop a request. One Abort of each is under way at a time: its answer is that to all who ask meanwhile. */
  abort(request: EarlierRequest): Promise<TerminalResult> {
    const name = `${request.MessageCategory} ${request.ServiceID}`;
    const underWay = this.#aborts.get(name);
    if (underWay !== undefined) return underWay;
    const asked = this.exchange('Abort', abortRequest(request), { rank: 'first' })
      .then(abortResult)
      .finally(() => this.#aborts.delete(name));
    this.#aborts.set(name, asked);
    return asked;
  }

  /** @param mayRenew a new ServiceID may take the place of this one, for an attempt under another key */
  #begin<T extends object>(
    question: TerminalQuestion<T>,
    first: ServiceID,
    signal: AbortSignal | undefined,
    mayRenew: boolean,
  ): TerminalRequest<T> {
    const { saleId: SaleID, poiid: POIID } = this.#deps;
    const { category, body, read, timeoutMs } = question;
    const withdrawn = new AbortController();
    let ServiceID = first;
    let mayHaveLeft = false;
    let isAborted = false;
    // Before its first byte it is not sent any more; afterwards only the terminal can stop it.
    const abort = () => {
      isAborted = true;
      if (mayHaveLeft) return this.abort({ MessageCategory: category, SaleID, ServiceID, POIID });
      withdrawn.abort();
      return Promise.resolve(notSent());
    };
    const renew = () => {
      if (!mayRenew || isAborted) return undefined;
      ServiceID = this.#newServiceID();
      mayHaveLeft = false;
      return requestHeader(category, { SaleID, ServiceID, POIID });
    };
    const stopListening = onAborted(signal, () => void abort());
    const whyNotSend = () => {
      if (withdrawn.signal.aborted) return failure('ERR_WITHDRAWN');
      mayHaveLeft = true;
      return undefined;
    };
    const onWritten = () => {
      mayHaveLeft = true;
    };
    const hooks = { ServiceID: first, timeoutMs, signal: withdrawn.signal, whyNotSend, onWritten, renew };
    const answer = withdrawn.signal.aborted
      ? Promise.resolve(notSent())
      : this.exchange(category, body, hooks).then((exchanged) =>
          withdrawn.signal.aborted && !mayHaveLeft ? notSent() : resultOf(exchanged, read),
        );
    const request = Object.assign(answer.finally(stopListening), { serviceId: first, abort });
    // It names the attempt that is under way.
    return Object.defineProperty(request, 'serviceId', { get: () => ServiceID, enumerable: true });
  }

  #newServiceID(): ServiceID {
    return createServiceID((length) => this.#deps.random.bytes(length));
  }
}

function refused<T>(reason: Failure, serviceId: string): TerminalRequest<T> {
  const answer = Promise.resolve<TerminalResult<T>>({ kind: 'noAnswer', failure: reason });
  return Object.assign(answer, { serviceId, abort: () => Promise.resolve(notSent()) });
}

function notSent(): NoAnswer {
  return { kind: 'noAnswer', failure: failure('ERR_WITHDRAWN') };
}

function resultOf<T extends object>(
  exchanged: ExchangeResult,
  read: (answer: JsonObject) => T | undefined,
): TerminalResult<T> {
  if (exchanged.kind !== 'answered') return noAnswer(exchanged);
  const result = read(exchanged.body);
  return result === undefined
    ? { kind: 'noAnswer', failure: failure('ERR_ANSWER_MALFORMED') }
    : { kind: 'answered', ...result };
}

/** An Abort has no answer of its own (reference 5.2). */
function abortResult(exchanged: ExchangeResult): TerminalResult {
  return exchanged.kind === 'empty' || exchanged.kind === 'answered' ? { kind: 'answered' } : noAnswer(exchanged);
}

export function noAnswer(exchanged: Exclude<ExchangeResult, { kind: 'answered' }>): NoAnswer {
  return { kind: 'noAnswer', failure: exchanged.kind === 'empty' ? failure('ERR_ANSWER_EMPTY') : exchanged.failure };
}
