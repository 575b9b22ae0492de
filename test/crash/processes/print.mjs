import { writeSync } from 'node:fs';

/** How long to wait for a reader who is behind, in milliseconds. */
const PAUSE_MS = 1;

/**
 * Prints a value as a line of JSON. Not through a stream: when this returns, the line is out, and the reader gets it whatever
 * happens to this process next.
 */
export function print(value) {
  let left = Buffer.from(`${JSON.stringify(value)}\n`);
  while (left.length > 0) left = left.subarray(writeSome(left));
}

function writeSome(bytes) {
  try {
    return writeSync(1, bytes);
  } catch (error) {
    if (error.code !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    return 0;
  }
}
