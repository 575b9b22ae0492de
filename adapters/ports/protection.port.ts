import type { RequestMessage, WireAnswer } from '../../protocol/codec.ts';
import type { Failure } from '../../protocol/faults.ts';
import type { MessageHeader, RequestHeader } from '../../protocol/header.ts';
import type { JsonObject } from '../../protocol/json.ts';
import type { KeyName } from '../../protocol/key-name.ts';

/** Protects requests and decides which answers are valid. */
export interface Protection {
  /** The form of the answers that `open` verifies. An answer in any other form proves nothing. */
  readonly form: VerifiableAnswer['form'];
  /**
   * The bytes to put on the wire.
   *
   * @param key of the ring. Default: the active one
   * @throws when there is no such key: then nothing is sent
   */
  seal(message: RequestMessage, key?: KeyName): Uint8Array;
  /** Opens an answer and checks everything about it; only a `verified` one may be believed. Never throws. */
  open(answer: VerifiableAnswer, request: RequestHeader): Opened;
}

/** An answer that has a message in it, sealed or clear. */
export type VerifiableAnswer = Extract<WireAnswer, { form: 'sealed' | 'clear' }>;

/** What came of opening an answer. */
export type Opened =
  /** It opens, is unchanged, and answers this very request: `body` is its `<Category>Response`, `key` what it was sealed with. */
  | { readonly kind: 'verified'; readonly body: JsonObject; readonly key?: KeyName | undefined }
  /** It opens, and is an EventNotification `Reject`. */
  | { readonly kind: 'reject'; readonly message: JsonObject }
  /** It opens and is unchanged, and answers another request than this one: an unmatched response. */
  | { readonly kind: 'stray'; readonly failure: Failure; readonly header: MessageHeader; readonly body: JsonObject }
  | { readonly kind: 'failed'; readonly failure: Failure };
