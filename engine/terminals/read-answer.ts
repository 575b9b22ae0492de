import type { Protection } from '../../adapters/ports/protection.port.ts';
import type { WireAnswer } from '../../protocol/codec.ts';
import { failure, type Failure, type FaultCode } from '../../protocol/faults.ts';
import type { MessageHeader, RequestHeader } from '../../protocol/header.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { KeyName } from '../../protocol/key-name.ts';
import { readRejection, readUnlistedReject, wordsOf } from '../../protocol/rejection.ts';

/** The result of a request to a terminal. */
export type ExchangeResult =
  /** The verified `<Category>Response`. */
  | { readonly kind: 'answered'; readonly body: JsonObject; readonly key?: KeyName | undefined }
  /** A success without content: how an Abort is answered, by some terminals in other words than `ok`. */
  | { readonly kind: 'empty' }
  /** The terminal itself states that it did not process the request. `key`: what the request was sealed with, when that is why. */
  | { readonly kind: 'rejected'; readonly failure: Failure; readonly key?: KeyName | undefined }
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

/** A verified response to another request than the one that was waiting. */
export interface UnmatchedResponse {
  readonly header: MessageHeader;
  readonly body: JsonObject;
}

/** What verifies an answer, and who takes one that is verified and belongs to another request. */
export interface AnswerReaderDependencies {
  readonly protection: Protection;
  readonly onUnmatched: (response: UnmatchedResponse) => void;
}

/** Classifies an answer. A status never makes an answer valid: only verification does, and it needs no status. */
export function readAnswer(
  answer: WireAnswer,
  status: number,
  request: RequestHeader,
  { protection, onUnmatched }: AnswerReaderDependencies,
): ExchangeResult {
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
      return { kind: 'answered', body: opened.body, key: opened.key };
    case 'failed':
      return { kind: 'unusable', failure: opened.failure, encrypted: true };
    case 'stray':
      onUnmatched(opened);
      return { kind: 'unusable', failure: opened.failure, encrypted: false };
    case 'reject':
      return readUnprotected({ form: 'reject', message: opened.message }, status, request);
  }
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

export function unusable(code: FaultCode, detail?: string): Extract<ExchangeResult, { kind: 'unusable' }> {
  return { kind: 'unusable', failure: failure(code, detail), encrypted: false };
}
