import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  endAll,
  hasJournals,
  kill,
  run,
  simulate,
  start,
  temporaryFolder,
  type Result,
  type Running,
} from './tenderline.ts';

let place: readonly string[];

// Each test has a terminal of its own: what a payment that was ended began goes on there.
beforeEach(async () => {
  const shop = await simulate(temporaryFolder(), '--speed', '0.2');
  place = ['--config', shop.config, '--journal', join(temporaryFolder(), 'till.db')];
});
afterEach(endAll);

const sale = ['--currency', 'EUR', '--reference', 'R'];

async function pay(id: string): Promise<Running> {
  const paying = start(['pay', ...place, '--amount', '10.99', ...sale, '--id', id]);
  await paying.line('stdout', 'awaiting');
  return paying;
}

function override(id: string, ...args: string[]): Promise<Result> {
  const word = ['--by', 'Ada', '--reason', 'the slip is in the drawer', '--outcome', 'charged'];
  return run(['override', ...place, '--id', id, ...word, ...args]);
}

describe.skipIf(!hasJournals)('override', () => {
  it('records who closed what and why, and frees the terminal', async () => {
    await kill(await pay('ID-1'));
    const overridden = await override('ID-1', '--json');
    expect(overridden.exitCode).toBe(0);
    expect(overridden.events.at(-1)).toMatchObject({
      type: 'outcome',
      transaction: 'ID-1',
      outcome: { kind: 'overridden', charged: 'yes', by: 'Ada', reason: 'the slip is in the drawer' },
    });
    const shown = await run(['transactions', 'show', 'ID-1', ...place]);
    expect(shown.stdout).toContain('Ada closed it by hand, charged yes: the slip is in the drawer');
    expect((await run(['status', ...place, '--id', 'ID-1'])).exitCode).toBe(0);
    const { events } = await run(['transactions', ...place, '--unresolved', '--json']);
    expect(events).toEqual([]);
  });

  it('says what was found, also that nothing was charged', async () => {
    await kill(await pay('ID-2'));
    const { exitCode, stdout } = await override('ID-2', '--outcome', 'notCharged');
    expect(exitCode).toBe(0);
    for (const words of ['OVERRIDDEN', 'nothing was charged', 'Ada', 'It is recorded']) expect(stdout).toContain(words);
    expect((await run(['status', ...place, '--id', 'ID-2'])).exitCode).toBe(1);
  });

  it('is refused while a till owns the journal: the till itself must do it', async () => {
    const paying = await pay('ID-3');
    const refused = await override('ID-3', '--json');
    expect(refused.exitCode).toBe(2);
    expect(refused.events).toMatchObject([
      {
        type: 'error',
        code: 'ERR_CONFIG_JOURNAL_IN_USE',
        message: expect.stringContaining(`process ${paying.process.pid}; the till itself must do it`),
      },
    ]);
    await kill(paying);
  });

  it('is refused of what is settled, is not there, or has no reason', async () => {
    await kill(await pay('ID-4'));
    const blank = await override('ID-4', '--reason', '  ', '--json');
    expect(blank.events).toMatchObject([{ type: 'error', code: 'ERR_INPUT_OVERRIDE' }]);
    expect((await override('ID-4')).exitCode).toBe(0);
    const settled = await override('ID-4', '--json');
    expect(settled.events).toMatchObject([
      { type: 'error', code: 'ERR_INPUT_OVERRIDE', message: expect.stringContaining('overridden') },
    ]);
    const unknown = await override('NOBODY', '--json');
    expect(unknown.events).toMatchObject([{ type: 'error', code: 'ERR_INPUT_TRANSACTION' }]);
    expect([blank.exitCode, settled.exitCode, unknown.exitCode]).toEqual([2, 2, 2]);
  });

  it('creates no journal', async () => {
    const missing = join(temporaryFolder(), 'none.db');
    expect((await override('ID-5', '--journal', missing)).exitCode).toBe(2);
    expect(existsSync(missing)).toBe(false);
  });

  it('wants one of three words for what was found', async () => {
    const { exitCode, events } = await override('ID-6', '--outcome', 'maybe', '--json');
    expect(exitCode).toBe(2);
    expect(events).toMatchObject([{ type: 'error', code: 'ERR_USAGE' }]);
  });
});
