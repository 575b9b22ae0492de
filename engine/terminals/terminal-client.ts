import { NEVER, Subject, type Observable } from 'rxjs';
import { logEvent } from '../../adapters/logging/log-event.ts';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Protection } from '../../adapters/ports/protection.port.ts';
import type { Transport } from '../../adapters/ports/transport.port.ts';
import { classifyResponse, type RequestMessage, type WireAnswer } from '../../protocol/codec.ts';
import { deliveryOf, failure, type Failure, type FaultCode } from '../../protocol/faults.ts';
import type { MessageHeader, RequestHeader } from '../../protocol/header.ts';
import type { JsonObject } from '../../protocol/json.ts';
import { readRejection, readUnlistedReject, wordsOf } from '../../protocol/rejection.ts';
import { describeError } from '../runtime/containment.ts';
import type { Inspector } from '../runtime/inspector.ts';
import type { Logger } from '../runtime/logging.ts';
import { watchWire } from './wire-watch.ts';

/** The result of a request to a terminal. */
export type ExchangeResult =
  /** The verified `<Category>Response`. */
  | { readonly kind: 'answered'; readonly body: JsonObject }
  /** A success without content: how an Abort is answered, by some terminals in other words than `ok`. */
  | { readonly kind: 'empty' }
  /** The terminal itself states that it did not process the request. */
  | { readonly kind: 'rejected'; readonly failure: Failure }
  /** An answer came that proves nothing. `encrypted`, and not known to be for another request: the terminal had this one. */
  | {
      readonly kind: 'unusable';
      readonly failure: Failure;
      readonly encrypted: boolean;
      /** The words of a rejection that is not believed once. */
      readonly rejection?: string;
    }
  /** No complete answer came. The fault's delivery states whether the request may have left. */
  | { readonly kind: 'noAnswer'; readonly failure: Failure };

export interface RequestOptions {
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** When to end the wait, in milliseconds from now. Without it, only `signal` does. */
  readonly timeoutMs?: number;
  /** Asked right before the first byte; with a failure nothing is sent. Without it the request may always leave. */
  readonly whyNotSend?: () => Failure | undefined;
  /** Called once when the last byte was handed to the network. */
  readonly onWritten?: () => void;
}

/** A verified response to another request than the one that was waiting. */
export interface UnmatchedResponse {
  readonly header: MessageHeader;
  readonly body: JsonObject;
}

/** Sends requests to one terminal, one or several at a time: protects, sends, classifies, verifies. */
export interface TerminalClient {
  /** Never rejects. */
  request(message: RequestMessage, options: RequestOptions): Promise<ExchangeResult>;
  /** The link as the traffic proves it: the terminal answered, or could not be reached. */
  readonly linkUp$: Observable<boolean>;
  readonly unmatched$: Observable<UnmatchedResponse>;
  close(): Promise<void>;
}

export interface TerminalClientDependencies {
  /** Contained: it never rejects, and says how far a request got. */
  readonly transport: Transport;
  readonly protection: Protection;
  readonly clock: Clock;
  readonly log: Logger;
  /** Observes what is sent and received. */
  readonly inspector?: Inspector;
}

/** Faults that mean that the terminal is not there. A refused certificate is not one of them. */
const UNREACHED: readonly FaultCode[] = [
  'ERR_LINK_REFUSED',
  'ERR_LINK_UNREACHABLE',
  'ERR_LINK_CONNECT_TIMEOUT',
  'ERR_LINK_CONNECT',
  'ERR_LINK_NAME',
];

export function createTerminalClient(deps: TerminalClientDependencies): TerminalClient {
  const { transport, protection, clock } = deps;
  const linkUp = new Subject<boolean>();
  const unmatched = new Subject<UnmatchedResponse>();

  async function exchange(
    message: RequestMessage,
    { signal, timeoutMs, whyNotSend, onWritten }: RequestOptions,
  ): Promise<ExchangeResult> {
    let body: Uint8Array;
    try {
      body = protection.seal(message);
    } catch {
      return { kind: 'noAnswer', failure: failure('ERR_SEAL') };
    }
    const watch = watchWire(deps.inspector, clock, message);
    const deadline = new AbortController();
    const timer = timeoutMs === undefined ? undefined : clock.setTimeout(() => deadline.abort(), timeoutMs);
    let isWritten = false;
    const request = {
      body,
      signal: AbortSignal.any([signal, deadline.signal]),
      ...(whyNotSend !== undefined && { whyNotSend }),
      onWritten: () => {
        isWritten = true;
        watch.written(body.byteLength, protection.form);
        onWritten?.();
      },
    };
    const result = await transport.post(request);
    clock.clearTimeout(timer);
    if (result.kind === 'failed') {
      const lost = deadline.signal.aborted ? overdue(result.failure) : result.failure;
      watch.ended({ kind: 'noAnswer', failure: lost }, undefined);
      return { kind: 'noAnswer', failure: lost };
    }
    const read = readAnswer(classifyResponse(result.body), result.status, message.header);
    watch.ended(read, result.body.byteLength);
    // What came while the request was not out yet is no answer to it: the terminal may still take the request.
    const isRejection = read.kind === 'rejected' || (read.kind === 'unusable' && read.rejection !== undefined);
    if (isRejection && !isWritten) {
      return unusable('ERR_ANSWER_UNDECIDED', 'it came before the request was out');
    }
    return read;
  }

  /** Classifies an answer. A status never makes an answer valid: only verification does, and it needs no status. */
  function readAnswer(answer: WireAnswer, status: number, request: RequestHeader): ExchangeResult {
    // What is verified is what the terminal's protection has: clear text never counts for a protected terminal.
    if (answer.form === 'sealed') {
      if (protection.form !== 'sealed')
        return unusable('ERR_ANSWER_MALFORMED', 'it is sealed, and this terminal has no key');
    } else if (answer.form !== 'clear' || protection.form !== 'clear') {
      return readUnprotected(answer, status, request);
    }
    const opened = protection.open(answer, request);
    switch (opened.kind) {
      case 'verified':
        return { kind: 'answered', body: opened.body };
      case 'failed':
        return { kind: 'unusable', failure: opened.failure, encrypted: true };
      case 'stray':
        unmatched.next(opened);
        return { kind: 'unusable', failure: opened.failure, encrypted: false };
      case 'reject':
        return readUnprotected({ form: 'reject', message: opened.message }, status, request);
    }
  }

  return {
    async request(message, options) {
      const { MessageCategory, ServiceID } = message.header;
      const log = deps.log.child({ MessageCategory, ServiceID });
      logEvent(log, 'exchange.request', {});
      const elapsedMs = stopwatch(clock);
      const result = await exchange(message, options).catch((error: unknown): ExchangeResult => {
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
      return result;
    },
    linkUp$: linkUp.asObservable(),
    unmatched$: unmatched.asObservable(),
    async close() {
      await transport.close();
      linkUp.complete();
      unmatched.complete();
    },
  };
}

/** Replaces the client of a terminal that is in the journal but not in the options: it cannot be reached. */
export const unconfiguredClient: TerminalClient = {
  request: () => Promise.resolve({ kind: 'noAnswer', failure: failure('ERR_TERMINAL_UNCONFIGURED') }),
  linkUp$: NEVER,
  unmatched$: NEVER,
  close: () => Promise.resolve(),
};

/** How long it takes, for the log: no clock that fails costs an answer. */
function stopwatch(clock: Clock): () => number | undefined {
  const read = () => {
    try {
      return clock.now();
    } catch {
      return Number.NaN;
    }
  };
  const startedAtMs = read();
  return () => {
    const ms = read() - startedAtMs;
    return Number.isNaN(ms) ? undefined : ms;
  };
}

/** The fault of a wait that its deadline ended, instead of that of a cancelled wait. */
function overdue(given: Failure): Failure {
  return failure(deliveryOf(given.code) === 'notSent' ? 'ERR_LINK_CONNECT_TIMEOUT' : 'ERR_LINK_TIMEOUT');
}

/** An answer that proves nothing, except perhaps that the request was not processed. */
function readUnprotected(
  answer: Exclude<WireAnswer, { form: 'sealed' }>,
  status: number,
  request: RequestHeader,
): ExchangeResult {
  const rejection = readRejection(answer, request);
  if (rejection !== undefined) return { kind: 'rejected', failure: rejection };
  const words = wordsOf(answer);
  const isSuccess = status >= 200 && status < 300;
  if (!isSuccess) return unusable('ERR_ANSWER_STATUS', `HTTP ${status}${words === undefined ? '' : `: ${words}`}`);
  // An Abort has no answer of its own (reference 5.2): what does not say in words that something is wrong says that it was taken.
  const isOther = answer.form === 'reject' || answer.form === 'tooLarge' || words !== undefined;
  if (request.MessageCategory === 'Abort' && !isOther) return { kind: 'empty' };
  switch (answer.form) {
    case 'empty':
      return { kind: 'empty' };
    case 'tooLarge':
      return unusable('ERR_ANSWER_TOO_LARGE');
    case 'clear':
      return unusable('ERR_ANSWER_CLEAR_TEXT');
    case 'reject': {
      const unlisted = readUnlistedReject(answer, request);
      if (unlisted === undefined) return undecided(words);
      return { ...unusable('ERR_ANSWER_UNDECIDED', `a rejection: ${unlisted}`), rejection: unlisted };
    }
    case 'errors':
    case 'badJson':
      return undecided(words);
    case 'unknown':
      return unusable('ERR_ANSWER_MALFORMED');
  }
}

function undecided(words: string | undefined): ExchangeResult {
  return unusable('ERR_ANSWER_UNDECIDED', words ?? 'an error that says nothing of the request');
}

function unusable(code: FaultCode, detail?: string): Extract<ExchangeResult, { kind: 'unusable' }> {
  return { kind: 'unusable', failure: failure(code, detail), encrypted: false };
}
