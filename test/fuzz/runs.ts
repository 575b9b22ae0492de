import { SEED } from '../support/seed.ts';

/**
 * How long the fuzzing lasts. `TENDERLINE_FUZZ_RUNS=100000 npx vitest run test/fuzz` looks for hours, `TENDERLINE_SEED` runs a seed
 * again; both stand in the report of a failure.
 */
export const RUNS = Number(process.env['TENDERLINE_FUZZ_RUNS'] ?? 60);
/** For one test: far more than it needs, and less than a person waits. */
export const TIMEOUT_MS = 20_000 * Math.max(1, RUNS / 100);

console.log(`fuzzing: ${RUNS} runs each, seed ${SEED}`);
