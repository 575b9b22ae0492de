import type { Clock } from '../ports/clock.port.ts';

export type ReadBody =
  { readonly kind: 'whole'; readonly bytes: Uint8Array } | { readonly kind: 'tooLarge' | 'tooSlow' | 'brokenOff' };

/** Reads a body to its end, within limits of size and time. Never rejects. */
export async function readBody(
  body: Uint8Array | AsyncIterable<Uint8Array>,
  { bodyBytesMax, bodyTimeoutMs }: { bodyBytesMax: number; bodyTimeoutMs: number },
  clock: Clock,
): Promise<ReadBody> {
  let timer: unknown;
  const tooSlow = new Promise<ReadBody>((resolve) => {
    timer = clock.setTimeout(() => resolve({ kind: 'tooSlow' }), bodyTimeoutMs);
  });
  try {
    return await Promise.race([collect(body instanceof Uint8Array ? [body] : body, bodyBytesMax), tooSlow]);
  } finally {
    clock.clearTimeout(timer);
  }
}

async function collect(body: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, bytesMax: number): Promise<ReadBody> {
  // No `for await`: leaving it early would destroy the stream, and with it the connection that the refusal must use.
  const iterator = Symbol.asyncIterator in body ? body[Symbol.asyncIterator]() : body[Symbol.iterator]();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const next = await iterator.next();
      if (next.done === true) return { kind: 'whole', bytes: Buffer.concat(chunks) };
      size += Buffer.byteLength(next.value);
      if (size > bytesMax) return { kind: 'tooLarge' };
      chunks.push(next.value);
    }
  } catch {
    return { kind: 'brokenOff' };
  }
}
