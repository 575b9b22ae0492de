import type { Readable } from 'node:stream';

/** How an interim answer starts (RFC 9110, 15.2), whatever the minor version. */
const START = 'HTTP/1.? 1';
const MINOR_VERSION_AT = START.indexOf('?');
/** The end of its head. It has no body. */
const HEAD_END = /\r?\n\r?\n/;
/** Longer than any head: whoever sends that is left to the HTTP library. */
const HEAD_BYTES_MAX = 16 * 1024;

/**
 * Leaves out the interim answers (`100 Continue` and the like) that come before the answer. No request asks for them, a server may send
 * them all the same, and undici takes an unexpected 100 for a fault and ends the connection: the answer would be lost.
 *
 * @param socket is read by `read()` without a size, which is how undici reads; changed in place
 */
export function skipInterimAnswers(socket: Readable): void {
  const read = socket.read.bind(socket);
  const filter = interimFilter();
  socket.read = (size?: number) => {
    const chunk = read(size) as Buffer | null;
    return chunk === null ? null : filter(chunk);
  };
}

/** Takes the bytes as they come, and returns those of the answer; `null` while it is not known whether they are. */
export function interimFilter(): (chunk: Buffer) => Buffer | null {
  let held: Buffer = Buffer.alloc(0);
  let isOver = false;
  return (chunk) => {
    if (isOver) return chunk;
    held = Buffer.concat([held, chunk]);
    for (;;) {
      held = withoutEmptyLines(held);
      const text = held.toString('latin1');
      if (!startsInterim(text) || text.length > HEAD_BYTES_MAX) break;
      const end = HEAD_END.exec(text);
      if (end === null) return null;
      held = held.subarray(end.index + end[0].length);
    }
    isOver = true;
    return held;
  };
}

/** Whether a text is the start of an interim answer, as far as it goes. */
function startsInterim(text: string): boolean {
  return Array.from(text.slice(0, START.length)).every((char, at) => at === MINOR_VERSION_AT || char === START[at]);
}

/** Empty lines in front of an answer mean nothing (RFC 9112, 2.2). */
function withoutEmptyLines(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0x0d && byte !== 0x0a);
  return start === -1 ? bytes.subarray(bytes.length) : bytes.subarray(start);
}
