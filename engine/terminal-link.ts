import type { Clock } from '../adapters/ports/clock.port.ts';
import type { Protection } from '../adapters/ports/protection.port.ts';
import type { Transport, TransportResult } from '../adapters/ports/transport.port.ts';
import { recognise, type RequestMessage, type WireAnswer } from '../protocol/codec.ts';
import { deliveryOf, failure, type Failure, type FaultCode } from '../protocol/faults.ts';
import type { MessageHeader, RequestHeader } from '../protocol/header.ts';
import type { JsonObject } from '../protocol/json.ts';
import { readRejection } from '../protocol/rejection.ts';
import type { Logger } from './logging.ts';

/** How a request to a terminal ended. */
export type Exchange =
  /** The verified `<Category>Response`. */
  | { readonly kind: 'answered'; readonly body: JsonObject }
  /** A success without content: how an Abort is answered. */
  | { readonly kind: 'empty' }
  /** The terminal's own word that it did not process the request. */
  | { readonly kind: 'rejected'; readonly failure: Failure }
  /** An answer came, and counts for nothing. `wasSealed`: protected, and not known to be for another request: the terminal had it. */
  | { readonly kind: 'unusable'; readonly failure: Failure; readonly wasSealed: boolean }
  /** No whole answer came. The fault's delivery says whether the request may have left. */
  | { readonly kind: 'noAnswer'; readonly failure: Failure };

export interface AskOptions {
  /** Gives the wait up. */
  readonly signal: AbortSignal;
  /** When to give the wait up, in milliseconds from now. Without it, `signal` alone does. */
  readonly timeoutMs?: number;
  /** Called once when the last byte was handed to the network. */
  readonly onWritten?: () => void;
}

/** Asks one terminal, one question at a time or several: protects, sends, recognises, verifies. Never rejects. */
export interface TerminalLink {
  ask(message: RequestMessage, options: AskOptions): Promise<Exchange>;
  close(): Promise<void>;
}

/** A verified answer to another request than the one that was asked. */
export interface StrayAnswer {
  readonly header: MessageHeader;
  readonly body: JsonObject;
}

export interface TerminalLinkParts {
  readonly transport: Transport;
  readonly protection: Protection;
  readonly clock: Clock;
  readonly log: Logger;
  /** What the traffic shows: the terminal answered, or could not be reached. */
  readonly onLink?: (isUp: boolean) => void;
  readonly onStray?: (stray: StrayAnswer) => void;
}

/** Faults that say that the terminal is not there. A certificate that is refused says nothing of the kind. */
const UNREACHED: readonly FaultCode[] = [
  'ERR_LINK_REFUSED',
  'ERR_LINK_UNREACHABLE',
  'ERR_LINK_CONNECT_TIMEOUT',
  'ERR_LINK_CONNECT',
  'ERR_LINK_NAME',
];

export function createTerminalLink(parts: TerminalLinkParts): TerminalLink {
  const { transport, protection, clock } = parts;

  async function exchange(message: RequestMessage, { signal, timeoutMs, onWritten }: AskOptions): Promise<Exchange> {
    let body: Uint8Array;
    try {
      body = protection.seal(message);
    } catch {
      return { kind: 'noAnswer', failure: failure('ERR_SEAL') };
    }
    const deadline = new AbortController();
    const timer = timeoutMs === undefined ? undefined : clock.setTimeout(() => deadline.abort(), timeoutMs);
    const result = await transport
      .post({
        body,
        signal: AbortSignal.any([signal, deadline.signal]),
        ...(onWritten !== undefined && { onWritten }),
      })
      // A transport that breaks its promise says nothing of how far the request got.
      .catch((): TransportResult => ({ kind: 'failed', failure: failure('ERR_LINK_LOST') }));
    clock.clearTimeout(timer);
    if (result.kind === 'failed') {
      return { kind: 'noAnswer', failure: deadline.signal.aborted ? overdue(result.failure) : result.failure };
    }
    return readAnswer(recognise(result.body), result.status, message.header, parts);
  }

  return {
    async ask(message, options) {
      const { MessageCategory, ServiceID } = message.header;
      const log = parts.log.child({ MessageCategory, ServiceID });
      log.info({}, 'request');
      const startedAtMs = clock.now();
      const result = await exchange(message, options);
      const ms = clock.now() - startedAtMs;
      if (result.kind !== 'noAnswer') parts.onLink?.(true);
      else if (UNREACHED.includes(result.failure.code)) parts.onLink?.(false);
      if (result.kind === 'answered' || result.kind === 'empty') log.info({ ms }, 'answer');
      else
        log.warn(
          { ms, kind: result.kind, code: result.failure.code, reason: result.failure.message },
          'no usable answer',
        );
      return result;
    },
    close: () => transport.close(),
  };
}

/** Stands in for a terminal that the journal knows and the options do not: nothing can be asked there. */
export const unconfiguredLink: TerminalLink = {
  ask: () => Promise.resolve({ kind: 'noAnswer', failure: failure('ERR_TERMINAL_UNCONFIGURED') }),
  close: () => Promise.resolve(),
};

/** The fault of a wait that its deadline ended, in place of the one of a wait that was given up. */
function overdue(given: Failure): Failure {
  return failure(deliveryOf(given.code) === 'notSent' ? 'ERR_LINK_CONNECT_TIMEOUT' : 'ERR_LINK_TIMEOUT');
}

/** What an answer is worth. A status never makes an answer good: only verification does, and it needs no status. */
function readAnswer(answer: WireAnswer, status: number, request: RequestHeader, parts: TerminalLinkParts): Exchange {
  if (answer.form === 'sealed') {
    const opened = parts.protection.open(answer, request);
    if (opened.kind === 'verified') return { kind: 'answered', body: opened.body };
    if (opened.kind === 'failed') return { kind: 'unusable', failure: opened.failure, wasSealed: true };
    if (opened.kind === 'stray') {
      parts.onStray?.(opened);
      return { kind: 'unusable', failure: opened.failure, wasSealed: false };
    }
    return readAnswer({ form: 'reject', message: opened.message }, status, request, parts);
  }
  const rejection = readRejection(answer, request);
  if (rejection !== undefined) return { kind: 'rejected', failure: rejection };
  const isSuccess = status >= 200 && status < 300;
  if (!isSuccess) return unusable('ERR_ANSWER_STATUS', `HTTP ${status}`);
  switch (answer.form) {
    case 'empty':
      return { kind: 'empty' };
    case 'tooLarge':
      return unusable('ERR_ANSWER_TOO_LARGE');
    case 'clear':
      return unusable('ERR_ANSWER_CLEAR_TEXT');
    case 'reject':
    case 'errors':
    case 'badJson':
      return unusable('ERR_ANSWER_UNDECIDED', 'an error that says nothing of the request');
    case 'unknown':
      return unusable('ERR_ANSWER_MALFORMED');
  }
}

function unusable(code: FaultCode, detail?: string): Exchange {
  return { kind: 'unusable', failure: failure(code, detail), wasSealed: false };
}
