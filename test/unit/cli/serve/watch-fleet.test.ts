import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { watchFleet } from '../../../../cli/serve/watch-fleet.ts';
import { createOutput } from '../../../../cli/output/output.ts';
import { ConfigError } from '../../../../errors.ts';
import type { EngineOptions } from '../../../../index.ts';
import { createTestEngine, OTHER_POIID, POIID, TEST_OPTIONS } from '../../../support/test-engine.ts';
import { temporaryFolder } from '../../../cli/fixture/processes.ts';

const FIRST = { poiid: POIID, host: '192.0.2.1' };
const OTHER = { poiid: OTHER_POIID, host: '192.0.2.2' };
const of = (...terminals: EngineOptions['terminals'][number][]): EngineOptions => ({ ...TEST_OPTIONS, terminals });

/** A file that is followed; what `read` says of it is the test's. */
async function follow(read: () => EngineOptions) {
  const { engine } = await createTestEngine();
  const path = join(temporaryFolder(), 'shop.json');
  writeFileSync(path, '{}');
  const lines: { type: string; change?: string; reason?: string }[] = [];
  let onLine = () => {};
  const write = (text: string) => (lines.push(JSON.parse(text) as (typeof lines)[number]), onLine(), true);
  const output = createOutput({ json: true, stdout: { write }, stderr: { write: () => true } });
  onTestFinished(watchFleet(engine, { path, read: async () => read(), started: TEST_OPTIONS, output }));
  const line = (change: string) =>
    new Promise<void>((resolve) => {
      onLine = () => lines.some((one) => one.change === change) && resolve();
      onLine();
    });
  return { engine, lines, line };
}

describe('the configuration file that serve follows', () => {
  it('counts as it is now when it changed while the engine started', async () => {
    const { engine, line } = await follow(() => of(FIRST));
    await line('leaving');
    expect(engine.terminals().map(({ poiid }) => poiid)).toEqual([POIID]);
  });

  it('is refused once when a file that belongs to it is missing, and counts when that has come', async () => {
    let reads = 0;
    const { lines, line } = await follow(() => {
      reads += 1;
      if (reads < 3) throw new ConfigError('ERR_CONFIG_PASSPHRASE', { path: 'p', expected: 'a file', found: 'ENOENT' });
      return of(OTHER);
    });
    await line('leaving');
    expect(lines.map(({ change }) => change)).toEqual(['refused', 'leaving']);
  });
});
