import type { Readable } from 'node:stream';

/** How an answer starts, whatever the minor version. An interim one (RFC 9110, 15.2) goes on with a 1. */
const START = 'HTTP/1.? ';
const MINOR_VERSION_AT = START.indexOf('?');
const HEAD_END = /\r?\n\r?\n/;
/** A line that goes on in the next one, with white space in front: old, and still to be read (RFC 9112, 5.2). */
const FOLD = /\r?\n[\t ]+/g;
/** Longer than any head: whoever sends that is left to the HTTP library. */
const HEAD_BYTES_MAX = 16 * 1024;

/**
 * Makes the head of an answer plain before undici reads it. The HTTP of an answer proves nothing: its body does, which is sealed. So
 * what a server may write and undici does not take must not lose the answer to a payment, and to every status check after it:
 * - interim answers (`100 Continue` and the like) before the answer. No request asks for them, a server may send them all the same,
 *   and undici takes an unexpected 100 for a fault;
 * - lines that end with LF alone (RFC 9112, 2.2), that are folded, or that have white space at their end.
 *
 * @param socket is read by `read()` without a size, which is how undici reads; changed in place
 */
export function makeHeadPlain(socket: Readable): void {
  const read = socket.read.bind(socket);
  const filter = plainHeadFilter();
  socket.read = (size?: number) => {
    const chunk = read(size) as Buffer | null;
    return chunk === null ? null : filter(chunk);
  };
}

/** Takes the bytes as they come, and returns those of the answer; `null` while its head is not complete. */
export function plainHeadFilter(): (chunk: Buffer) => Buffer | null {
  let held: Buffer = Buffer.alloc(0);
  let isOver = false;
  return (chunk) => {
    if (isOver) return chunk;
    held = Buffer.concat([held, chunk]);
    for (;;) {
      held = withoutEmptyLines(held);
      const text = held.toString('latin1');
      if (!isStart(text)) break;
      const end = HEAD_END.exec(text);
      if (end === null && text.length <= HEAD_BYTES_MAX) return null;
      if (end === null) break;
      const rest = held.subarray(end.index + end[0].length);
      const isInterim = text[START.length] === '1';
      held = isInterim ? rest : Buffer.concat([plain(text.slice(0, end.index)), rest]);
      if (!isInterim) break;
    }
    isOver = true;
    return held;
  };
}

/** Whether a text is the start of an answer, as far as it goes. */
function isStart(text: string): boolean {
  return Array.from(text.slice(0, START.length)).every((char, at) => at === MINOR_VERSION_AT || char === START[at]);
}

function plain(head: string): Buffer {
  const [status = '', ...fields] = head.replace(FOLD, ' ').split(/\r?\n/);
  return Buffer.from([status, ...fields.map((field) => field.trimEnd()), '', ''].join('\r\n'), 'latin1');
}

/** Empty lines in front of an answer mean nothing (RFC 9112, 2.2). */
function withoutEmptyLines(bytes: Buffer): Buffer {
  const start = bytes.findIndex((byte) => byte !== 0x0d && byte !== 0x0a);
  return start === -1 ? bytes.subarray(bytes.length) : bytes.subarray(start);
}
