import { randomFillSync } from 'node:crypto';
import type { Random } from './ports/random.port.ts';

/** How many bytes are drawn at once: each call of the machine costs more than what it returns. */
const POOL_BYTES = 4096;

const pool = Buffer.alloc(POOL_BYTES);
let used = POOL_BYTES;

/** The machine's own cryptographic randomness. No byte is given away twice, and none is kept that was. */
export const systemRandom: Random = {
  bytes(length) {
    if (length > POOL_BYTES) return randomFillSync(Buffer.alloc(length));
    if (used + length > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const drawn = Buffer.from(pool.subarray(used, used + length));
    pool.fill(0, used, used + length);
    used += length;
    return drawn;
  },
};
