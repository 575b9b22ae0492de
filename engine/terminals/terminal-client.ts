import { NEVER, Subject, type Observable } from 'rxjs';
import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Protection } from '../../adapters/ports/protection.port.ts';
import type { Preconnection, Rank, Transport } from '../../adapters/ports/transport.port.ts';
import { classifyResponse, type RequestMessage } from '../../protocol/codec.ts';
import { deliveryOf, failure, type Failure, type FaultCode } from '../../protocol/faults.ts';
import type { RequestHeader } from '../../protocol/header.ts';
import type { KeyName } from '../../protocol/key-name.ts';
import { contained, describeError } from '../runtime/containment.ts';
import type { Inspector } from '../runtime/inspector.ts';
import type { Logger } from '../runtime/logging.ts';
import { stopwatch } from '../runtime/timers.ts';
import type { KeyUse } from './key-use.ts';
import { readAnswer, unusable, type ExchangeResult, type UnmatchedResponse } from './read-answer.ts';
import { watchWire } from './wire-watch.ts';

/** How one exchange with a terminal is made. */
export interface RequestOptions {
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** When to end the wait, in milliseconds from now. Without it, only `signal` does. */
  readonly timeoutMs?: number;
  /** Asked right before the first byte; with a failure nothing is sent. Without it the request may always leave. */
  readonly whyNotSend?: () => Failure | undefined;
  /** Called once for each attempt when its last byte was handed to the network. */
  readonly onWritten?: () => void;
  /** Where it waits in a burst. Default `ordinary`. */
  readonly rank?: Rank;
  /** Of the first attempt: begun ahead by `preconnect`. */
  readonly connection?: Preconnection | undefined;
  /** Seals with this key. Default: the one that the terminal uses. */
  readonly key?: KeyName | undefined;
  /**
   * The header of another attempt, with a new ServiceID: made under each other key, once, while the terminal certainly could not open the
   * request. `undefined`, and without it: there is none.
   */
  readonly renew?: () => RequestHeader | undefined;
}

/** Sends requests to one terminal, one or several at a time: protects, sends, classifies, verifies. */
export interface TerminalClient {
  /** Never rejects. */
  request(message: RequestMessage, options: RequestOptions): Promise<ExchangeResult>;
  /** Begins the connection of a request that may not leave yet, where the transport can. */
  preconnect?(): Preconnection | undefined;
  /** The next key to try when these were rejected; `undefined` when there is none. */
  keyAfter(rejected: readonly KeyName[]): KeyName | undefined;
  /** The link as the traffic proves it: the terminal answered, or could not be reached. */
  readonly linkUp$: Observable<boolean>;
  readonly unmatched$: Observable<UnmatchedResponse>;
  /** Whether no exchange is under way; and when the last one has ended. */
  readonly isIdle: boolean;
  readonly idle$: Observable<void>;
  close(): Promise<void>;
}

/** What a `TerminalClient` is made of. */
export interface TerminalClientDependencies {
  /** Contained: it never rejects, and says how far a request got. */
  readonly transport: Transport;
  /** Read for each exchange: what is under way keeps the keys that it began with. */
  readonly protection: Protection;
  /** Which of the keys the terminal uses. Without it: the first, and no other is tried. */
  readonly keys?: KeyUse | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** Observes what is sent and received. */
  readonly inspector?: Inspector;
}

/** Faults that mean that the terminal is not there. A refused certificate is not one of them. */
export const UNREACHED: readonly FaultCode[] = [
  'ERR_LINK_REFUSED',
  'ERR_LINK_UNREACHABLE',
  'ERR_LINK_CONNECT_TIMEOUT',
  'ERR_LINK_CONNECT',
  'ERR_LINK_NAME',
];

/** A client of one terminal: it seals, sends, and reads what comes back. It never rejects: every failure is a result. */
export function createTerminalClient(deps: TerminalClientDependencies): TerminalClient {
  const { transport, clock, keys } = deps;
  const linkUp = new Subject<boolean>();
  const unmatched = new Subject<UnmatchedResponse>();
  const idle = new Subject<void>();
  let underWay = 0;

  const onUnmatched = (response: UnmatchedResponse) => unmatched.next(response);
  const noteKey = (call: () => void) => contained(deps.log, 'the key in use', call);

  async function exchange(
    message: RequestMessage,
    { signal, timeoutMs, whyNotSend, onWritten, rank, connection, key: given }: RequestOptions,
  ): Promise<ExchangeResult> {
    const { protection } = deps;
    let key = given;
    let body: Uint8Array;
    try {
      key ??= keys?.first(message.header.MessageCategory);
      body = protection.seal(message, key);
    } catch {
      return { kind: 'noAnswer', failure: failure('ERR_SEAL') };
    }
    const watch = watchWire(deps.inspector, clock, message);
    const wait = waitOf(signal, timeoutMs, clock);
    let isWritten = false;
    const request = {
      body,
      signal: wait.signal,
      ...(whyNotSend !== undefined && { whyNotSend }),
      ...(rank !== undefined && { rank }),
      connection,
      onWritten: () => {
        isWritten = true;
        watch.written(body.byteLength, protection.form);
        onWritten?.();
      },
    };
    const result = await transport.post(request);
    wait.end();
    if (result.kind === 'failed') {
      const lost = wait.isOverdue() ? overdue(result.failure) : result.failure;
      watch.ended({ kind: 'noAnswer', failure: lost }, undefined);
      return { kind: 'noAnswer', failure: lost };
    }
    const readWith = (by: Protection) =>
      readAnswer(classifyResponse(result.body), result.status, message.header, { protection: by, onUnmatched });
    const first = readWith(protection);
    // The terminal may have learnt a key meanwhile that was added meanwhile.
    const read =
      'failure' in first && first.failure.code === 'ERR_CRYPTO_KEY_UNKNOWN' ? readWith(deps.protection) : first;
    watch.ended(read, result.body.byteLength);
    // What came while the request was not out yet is no answer to it: the terminal may still take the request.
    const isRejection = read.kind === 'rejected' || (read.kind === 'unusable' && read.rejection !== undefined);
    if (isRejection && !isWritten) {
      return unusable('ERR_ANSWER_UNDECIDED', 'it came before the request was out');
    }
    return withKey(read, key);
  }

  /** Notes what an answer proves about the keys. A rejection that is about the key names it. */
  function withKey(read: ExchangeResult, sealedWith: KeyName | undefined): ExchangeResult {
    if (read.kind === 'answered') noteKey(() => read.key && keys?.proved(read.key));
    if (read.kind !== 'rejected' || read.failure.code !== 'ERR_REJECTED_CRYPTO') return read;
    if (sealedWith === undefined) return read;
    noteKey(() => keys?.rejected(sealedWith));
    return { ...read, key: sealedWith };
  }

  /** Once under each key, as long as the terminal rejects it unopened. */
  async function exchangeUnderAnyKey(message: RequestMessage, options: RequestOptions): Promise<ExchangeResult> {
    const { timeoutMs, renew } = options;
    const elapsedMs = stopwatch(clock);
    const rejected: KeyName[] = [];
    for (let { header } = message, { key } = options; ;) {
      const leftMs = timeoutMs && Math.min(Math.max(timeoutMs - (elapsedMs() ?? 0), 1), timeoutMs);
      const timeLeft = leftMs === undefined ? {} : { timeoutMs: leftMs };
      const result = await exchange({ ...message, header }, { ...options, key, ...timeLeft });
      if (result.kind !== 'rejected' || result.key === undefined) return result;
      rejected.push(result.key);
      key = keys?.after(rejected);
      const next = key && !options.signal.aborted ? renew?.() : undefined;
      if (next === undefined) return result;
      header = next;
    }
  }

  return {
    async request(message, options) {
      const { MessageCategory, ServiceID } = message.header;
      const log = deps.log.child({ MessageCategory, ServiceID });
      logEvent(log, 'exchange.request', {});
      const elapsedMs = stopwatch(clock);
      underWay += 1;
      const result = await exchangeUnderAnyKey(message, options).catch((error: unknown): ExchangeResult => {
        logEvent(log, 'exchange.bug', { error: describeError(error) });
        return { kind: 'noAnswer', failure: failure('ERR_INTERNAL') };
      });
      const ms = elapsedMs();
      if (result.kind !== 'noAnswer') linkUp.next(true);
      else if (UNREACHED.includes(result.failure.code)) linkUp.next(false);
      if (result.kind === 'answered' || result.kind === 'empty') {
        logEvent(log, 'exchange.answer', { ms });
      } else {
        const { code, message: reason } = result.failure;
        logEvent(log, 'exchange.noAnswer', { ms, kind: result.kind, code, reason });
      }
      underWay -= 1;
      if (underWay === 0) idle.next();
      return result;
    },
    preconnect: () => transport.preconnect?.(),
    keyAfter: (rejected) => keys?.after(rejected),
    linkUp$: linkUp.asObservable(),
    unmatched$: unmatched.asObservable(),
    get isIdle() {
      return underWay === 0;
    },
    idle$: idle.asObservable(),
    async close() {
      await transport.close();
      linkUp.complete();
      unmatched.complete();
      idle.complete();
    },
  };
}

/** Replaces the client of a terminal that is in the journal but not in the options: it cannot be reached. */
export const unconfiguredClient: TerminalClient = {
  request: () => Promise.resolve({ kind: 'noAnswer', failure: failure('ERR_TERMINAL_UNCONFIGURED') }),
  keyAfter: () => undefined,
  linkUp$: NEVER,
  unmatched$: NEVER,
  isIdle: true,
  idle$: NEVER,
  close: () => Promise.resolve(),
};

/** The wait for an answer: it ends by the signal, and by its deadline where it has one. */
function waitOf(signal: AbortSignal, timeoutMs: number | undefined, clock: Clock) {
  // The request of a transaction waits for its own timers alone, and each signal is a kibibyte.
  if (timeoutMs === undefined) return { signal, isOverdue: () => false, end: () => {} };
  const deadline = new AbortController();
  const timer = clock.setTimeout(() => deadline.abort(), timeoutMs);
  return {
    signal: AbortSignal.any([signal, deadline.signal]),
    isOverdue: () => deadline.signal.aborted,
    end: () => clock.clearTimeout(timer),
  };
}

/** The fault of a wait that its deadline ended, instead of that of a cancelled wait. */
function overdue(given: Failure): Failure {
  return failure(deliveryOf(given.code) === 'notSent' ? 'ERR_LINK_CONNECT_TIMEOUT' : 'ERR_LINK_TIMEOUT');
}
