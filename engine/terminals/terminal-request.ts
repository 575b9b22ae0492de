import type { Random } from '../../adapters/ports/random.port.ts';
import { failure, type Failure } from '../../protocol/faults.ts';
import { requestHeader, type MessageCategory } from '../../protocol/header.ts';
import { createServiceID, parseServiceID, type POIID, type SaleID, type ServiceID } from '../../protocol/ids.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { abortRequest, type EarlierRequest } from '../../protocol/messages/abort.ts';
import { onAborted, signalOf } from '../runtime/wait-options.ts';
import type { ExchangeResult, RequestOptions, TerminalClient } from './terminal-client.ts';

/** The result of a request that moves no money: the terminal's answer, or that no valid answer came. */
export type TerminalResult<T = unknown> = ({ readonly kind: 'answered' } & T) | NoAnswer;

/** No valid answer came. */
export interface NoAnswer {
  readonly kind: 'noAnswer';
  readonly failure: Failure;
}

/** A request that is under way; it is awaited like any promise. A mistake in the call rejects it with an InputError, and nothing is sent. */
export interface TerminalRequest<T = unknown> extends Promise<TerminalResult<T>> {
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
    const ServiceID = createServiceID((length) => this.#deps.random.bytes(length));
    try {
      const asked = question();
      const signal = signalOf(settings, known);
      return this.#begin(asked, asked.serviceId === undefined ? ServiceID : parseServiceID(asked.serviceId), signal);
    } catch (error) {
      const refused = Promise.reject<TerminalResult<T>>(error);
      return Object.assign(refused, { serviceId: ServiceID, abort: () => Promise.resolve(notSent()) });
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
    const { saleId: SaleID, poiid: POIID, client, random, requestTimeoutMs } = this.#deps;
    const {
      ServiceID = createServiceID((length) => random.bytes(length)),
      timeoutMs = requestTimeoutMs,
      ...hooks
    } = options;
    const header = requestHeader(category, { SaleID, ServiceID, POIID });
    return client.request({ header, body }, { signal: new AbortController().signal, ...hooks, timeoutMs });
  }

  /** Asks the terminal to stop a request. One Abort of each is under way at a time: its answer is that to all who ask meanwhile. */
  abort(request: EarlierRequest): Promise<TerminalResult> {
    const name = `${request.MessageCategory} ${request.ServiceID}`;
    const underWay = this.#aborts.get(name);
    if (underWay !== undefined) return underWay;
    const asked = this.exchange('Abort', abortRequest(request))
      .then(abortResult)
      .finally(() => this.#aborts.delete(name));
    this.#aborts.set(name, asked);
    return asked;
  }

  #begin<T extends object>(
    question: TerminalQuestion<T>,
    ServiceID: ServiceID,
    signal: AbortSignal | undefined,
  ): TerminalRequest<T> {
    const { saleId: SaleID, poiid: POIID } = this.#deps;
    const { category, body, read, timeoutMs } = question;
    const withdrawn = new AbortController();
    let mayHaveLeft = false;
    // Before its first byte it is not sent any more; afterwards only the terminal can stop it.
    const abort = () => {
      if (mayHaveLeft) return this.abort({ MessageCategory: category, SaleID, ServiceID, POIID });
      withdrawn.abort();
      return Promise.resolve(notSent());
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
    const answer = withdrawn.signal.aborted
      ? Promise.resolve(notSent())
      : this.exchange(category, body, { ServiceID, timeoutMs, signal: withdrawn.signal, whyNotSend, onWritten }).then(
          (exchanged) => (withdrawn.signal.aborted && !mayHaveLeft ? notSent() : resultOf(exchanged, read)),
        );
    const settled = answer.finally(stopListening);
    return Object.assign(settled, { serviceId: ServiceID, abort });
  }
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
