import type { Clock } from '../adapters/ports/clock.port.ts';
import type { Protection } from '../adapters/ports/protection.port.ts';
import type { Transport } from '../adapters/ports/transport.port.ts';
import { recognise, type RequestMessage, type WireAnswer } from '../protocol/codec.ts';
import { deliveryOf, failure, type Failure, type FaultCode } from '../protocol/faults.ts';
import type { RequestHeader } from '../protocol/header.ts';
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
  /** An answer came, and counts for nothing. */
  | { readonly kind: 'unusable'; readonly failure: Failure }
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

export function createTerminalLink(parts: {
  transport: Transport;
  protection: Protection;
  clock: Clock;
  log: Logger;
}): TerminalLink {
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
    const result = await transport.post({
      body,
      signal: AbortSignal.any([signal, deadline.signal]),
      ...(onWritten !== undefined && { onWritten }),
    });
    clock.clearTimeout(timer);
    if (result.kind === 'failed') {
      return { kind: 'noAnswer', failure: deadline.signal.aborted ? overdue(result.failure) : result.failure };
    }
    return readAnswer(recognise(result.body), result.status, message.header, protection);
  }

  return {
    async ask(message, options) {
      const { MessageCategory, ServiceID } = message.header;
      const log = parts.log.child({ MessageCategory, ServiceID });
      log.info({}, 'request');
      const startedAtMs = clock.now();
      const result = await exchange(message, options);
      const ms = clock.now() - startedAtMs;
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

/** The fault of a wait that its deadline ended, in place of the one of a wait that was given up. */
function overdue(given: Failure): Failure {
  return failure(deliveryOf(given.code) === 'notSent' ? 'ERR_LINK_CONNECT_TIMEOUT' : 'ERR_LINK_TIMEOUT');
}

/** What an answer is worth. A status never makes an answer good: only verification does, and it needs no status. */
function readAnswer(answer: WireAnswer, status: number, request: RequestHeader, protection: Protection): Exchange {
  if (answer.form === 'sealed') {
    const opened = protection.open(answer, request);
    if (opened.kind === 'verified') return { kind: 'answered', body: opened.body };
    if (opened.kind === 'failed') return { kind: 'unusable', failure: opened.failure };
    return readAnswer({ form: 'reject', message: opened.message }, status, request, protection);
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
  return { kind: 'unusable', failure: failure(code, detail) };
}
