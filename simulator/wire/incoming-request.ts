import type { KeyRing, RingKey } from '../../crypto/key-ring.ts';
import { readEnvelope, type RequestHeader } from '../messages/request-reader.ts';
import type { TerminalSettings } from '../settings.ts';
import type { HttpAnswer } from './delivery.ts';
import { badJson, cryptoError, errors, noKey, unprotected } from './http-rejections.ts';
import { openRequest } from './protection.ts';

/** A request that can be processed, or the answer that rejects it. */
export type IncomingRequest =
  | {
      readonly kind: 'request';
      readonly header: RequestHeader;
      readonly message: unknown;
      /** The key that it was sealed with; `undefined`: it came in the clear. */
      readonly key: RingKey | undefined;
    }
  | { readonly kind: 'rejected'; readonly answer: HttpAnswer };

/** Opens a request and reads its header. */
export function readRequest(
  bytes: Uint8Array,
  keys: KeyRing | undefined,
  { clearText, noKeyAnswer }: TerminalSettings,
): IncomingRequest {
  const opened = openRequest(bytes, keys, clearText);
  switch (opened.kind) {
    case 'message': {
      const { message, key } = opened;
      const envelope = readEnvelope(message);
      if (!envelope.ok) return rejected(errors(envelope.errors));
      return { kind: 'request', header: envelope.value.header, message, key };
    }
    case 'notJson':
      return rejected(badJson());
    case 'cryptoError':
      return rejected(cryptoError(opened.number));
    case 'unprotected':
      return rejected(unprotected(opened.clearHeader));
    case 'noKey':
      return rejected(noKey(opened.clearHeader, { wrapped: noKeyAnswer === 'wrapped' }));
    default:
      return opened satisfies never;
  }
}

function rejected(answer: HttpAnswer): IncomingRequest {
  return { kind: 'rejected', answer };
}
