import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { BODY_BYTES_MAX } from '../protocol/codec.ts';

const DECODERS: Readonly<Record<string, typeof gunzipSync>> = {
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

/**
 * The content of an answer. A request that does not mention codings allows all of them (RFC 9110, 12.5.3).
 *
 * @param coding the `Content-Encoding` of the answer: names in the order in which they were applied
 * @returns the bytes as they came when they cannot be decoded, or would become larger than any answer: then they are no message
 */
export function withoutCoding(body: Buffer, coding: string | readonly string[] | undefined): Buffer {
  const names = [coding ?? []].flat().join(',').toLowerCase().split(',');
  let decoded = body;
  try {
    for (const name of names.map((one) => one.trim()).toReversed()) {
      if (name === '' || name === 'identity') continue;
      const decode = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
      if (decode === undefined) return body;
      decoded = decode(decoded, { maxOutputLength: BODY_BYTES_MAX });
    }
    return decoded;
  } catch {
    return body;
  }
}
