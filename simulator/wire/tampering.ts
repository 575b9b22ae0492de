import { failed } from '../messages/responses.ts';
import { isObject, type WireObject } from '../messages/wire-object.ts';

const BLOCK_BYTES = 16;

/** Another text of the same length and alphabet. */
export function flipped(text: string): string {
  return text.slice(0, -1) + (text.endsWith('Z') ? 'Y' : 'Z');
}

/** A message on the wire, or its plaintext, with some members of its header replaced. */
export function withHeader(message: WireObject, members: WireObject): WireObject {
  return mapEnvelope(message, (envelope) => {
    const { MessageHeader } = envelope;
    return { ...envelope, MessageHeader: { ...(isObject(MessageHeader) && MessageHeader), ...members } };
  });
}

/** The answer of a terminal that gave up waiting for the end: it says nothing of the money (reference 7.2). */
export function timedOut(message: WireObject, listed: boolean): WireObject {
  const Response = listed
    ? failed('UnreachableHost', { message: 'Request timed out' })
    : failed('Communication timeout', {});
  return mapEnvelope(message, (envelope) => mapEnvelope(envelope, (body) => withResponse(body, Response)));
}

function withResponse(body: WireObject, Response: WireObject): WireObject {
  if (!isObject(body['Response'])) return body;
  const { SaleData, POIData } = body;
  return { Response, ...(SaleData !== undefined && { SaleData }), ...(POIData !== undefined && { POIData }) };
}

/** A sealed message with a bit changed; one in the clear as it is. */
export function tampered(message: WireObject, how: 'corruptHmac' | 'flipBlob' | 'flipPadding'): WireObject {
  return mapEnvelope(message, (envelope) => {
    const { NexoBlob, SecurityTrailer } = envelope;
    if (typeof NexoBlob !== 'string' || !isObject(SecurityTrailer)) return envelope;
    if (how === 'corruptHmac') {
      const Hmac = withBitFlipped(String(SecurityTrailer['Hmac']), () => 0);
      return { ...envelope, SecurityTrailer: { ...SecurityTrailer, Hmac } };
    }
    // CBC: a bit of one block of the blob flips the same bit of the next block of the plaintext. The last byte of the
    // plaintext is the length of the padding, and with its highest bit set it is always invalid.
    const at = (length: number) => (how === 'flipBlob' ? 0 : length - BLOCK_BYTES - 1);
    return { ...envelope, NexoBlob: withBitFlipped(NexoBlob, at) };
  });
}

function withBitFlipped(base64: string, at: (length: number) => number): string {
  const bytes = Buffer.from(base64, 'base64');
  const index = at(bytes.length);
  bytes[index] = (bytes[index] ?? 0) ^ 0x80;
  return bytes.toString('base64');
}

function mapEnvelope(message: WireObject, change: (envelope: WireObject) => WireObject): WireObject {
  return Object.fromEntries(
    Object.entries(message).map(([wrapper, envelope]) => [wrapper, isObject(envelope) ? change(envelope) : envelope]),
  );
}
