import { describe, expect, it } from 'vitest';
import { SEED } from '../../support/seed.ts';
import { pairRun, pairSummary } from './pair-run.mjs';
import { postgresBin } from '../../support/postgres/server.ts';

describe.skipIf(postgresBin === undefined)('two servers of one store, with one database', () => {
  it('charge each payment at most once and report what the ledger has, while they are killed, stopped and cut off', async () => {
    const seed = SEED;
    const result = await pairRun({ seed, size: 'small' });
    if (result === undefined) throw new Error('expected a database');
    console.log(`${result.table}\n${pairSummary(result)} (seed ${seed})`);
    expect(result.violations, `seed ${seed}: npm run test:crash -- pair --size small --seed ${seed}`).toEqual([]);
    expect(result.kinds).toBe(4);
    expect(result.approved).toBeGreaterThan(0);
  });
});
