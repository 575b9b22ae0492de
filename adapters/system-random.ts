import { randomBytes } from 'node:crypto';
import type { Random } from './ports/random.port.ts';

/** The machine's own cryptographic randomness. */
export const systemRandom: Random = { bytes: (length) => randomBytes(length) };
