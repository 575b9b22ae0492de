import { existsSync } from 'node:fs';
import { openSqliteJournal } from '../../compliance/sqlite.ts';
import { parseTransactionId } from '../../../protocol/index.ts';
import { recordsOf } from '../../unit/cli/stored-records.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endFile } from '../../support/end-of-file.ts';
import { kill, run, runProcess, type Result } from '../fixture/processes.ts';
import { refusedWith } from '../fixture/results.ts';
import {
  crashPayment,
  hasJournals,
  newJournal,
  sale,
  simulate,
  startPayment,
  type Simulation,
} from '../fixture/simulation.ts';
import { startTill, stopTill, tillWithUnknown } from '../fixture/till.ts';

let shop: Simulation;
let journal: readonly string[];

// Each test has a terminal of its own, because a payment goes on there after its process crashed.
beforeEach(async () => {
  // The shopper outlasts a busy machine: no payment may end before the command that is tried has looked at it.
  shop = await simulate('--speed', '0.02');
  journal = ['--journal', newJournal()];
});
afterEach(endFile);

const payment = (id: string) => [...journal, ...sale('10.99'), '--id', id];

function command(name: string, ...args: string[]): Promise<Result> {
  return run([name, '--config', shop.config, ...journal, ...args]);
}

function override(id: string, ...args: string[]): Promise<Result> {
  const decision = ['--by', 'Ada', '--reason', 'the slip is in the drawer', '--outcome', 'charged'];
  return runProcess(['override', '--config', shop.config, ...journal, '--id', id, ...decision, ...args]);
}

describe.skipIf(!hasJournals)('override', () => {
  it('records who closed the transaction and why, and frees the terminal', async () => {
    await crashPayment(shop, ...payment('ID-1'));
    const overridden = await override('ID-1', '--json');
    expect(overridden.exitCode).toBe(0);
    expect(overridden.events.at(-1)).toMatchObject({
      type: 'outcome',
      transaction: 'ID-1',
      outcome: { kind: 'overridden', charged: 'yes', by: 'Ada', reason: 'the slip is in the drawer' },
    });
    const details = await command('transactions', 'show', 'ID-1');
    expect(details.stdout).toContain('Ada closed it by hand, charged yes: the slip is in the drawer');
    expect((await command('status', '--id', 'ID-1')).exitCode).toBe(0);
    const { events } = await command('transactions', '--unresolved', '--json');
    expect(events).toEqual([]);
  });

  describe('of a transaction whose records are damaged', () => {
    async function damage(path: string): Promise<void> {
      const damaged = await openSqliteJournal(path);
      const [, ...records] = recordsOf([], { id: parseTransactionId('BROKEN') });
      await damaged.append(records);
      await damaged.close();
    }

    it('is stored behind what is left of them, and frees the terminals', async () => {
      await damage(String(journal[1]));
      const overridden = await override('BROKEN', '--json');
      expect(overridden.exitCode).toBe(0);
      expect(overridden.events.at(-1)).toMatchObject({
        type: 'outcome',
        transaction: 'BROKEN',
        outcome: { kind: 'overridden', charged: 'yes', by: 'Ada' },
      });
      const paying = await startPayment(shop, ...payment('AFTERWARDS'));
      await kill(paying);
      expect(await override('BROKEN', '--json')).toMatchObject(refusedWith('ERR_INPUT_OVERRIDE'));
    });

    it('is recorded by the till that runs', async () => {
      const path = String(journal[1]);
      await damage(path);
      const till = startTill(shop, { control: true }, { journal: path });
      await till.line('stdout', '"type":"open"');
      const overridden = await override('BROKEN', '--json');
      expect(overridden).toMatchObject({ exitCode: 0, events: [{ outcome: { kind: 'overridden', by: 'Ada' } }] });
      const { events } = await till.command('transactions', '--unresolved', '--json');
      expect(events).toEqual([]);
      await stopTill(till);
    });
  });

  it('reports what was found, also that nothing was charged', async () => {
    await crashPayment(shop, ...payment('ID-2'));
    const { exitCode, stdout } = await override('ID-2', '--outcome', 'notCharged');
    expect(exitCode).toBe(0);
    for (const words of ['OVERRIDDEN', 'nothing was charged', 'Ada', 'It is recorded']) expect(stdout).toContain(words);
    expect((await command('status', '--id', 'ID-2')).exitCode).toBe(1);
  });

  it('is refused while a till owns the journal, because the till itself must do it', async () => {
    const paying = await startPayment(shop, ...payment('ID-3'));
    const message = `process ${paying.process.pid}; the till itself must do it`;
    expect(await override('ID-3', '--json')).toMatchObject(
      refusedWith('ERR_CONFIG_JOURNAL_IN_USE', expect.stringContaining(message)),
    );
    await kill(paying);
  });

  it('reports what the journal has where the till that owns it records it and never answers', async () => {
    const till = await tillWithUnknown({ fakeControl: 'drops' });
    const closed = await till.command(
      'override',
      '--id',
      'basket-1',
      '--by',
      'Ines',
      '--reason',
      'x',
      '--outcome',
      'charged',
      '--json',
    );
    expect(closed).toMatchObject({ exitCode: 0, events: [{ outcome: { kind: 'overridden', by: 'Ines' } }] });
    await kill(till);
  });

  it('ends with 4 where the till that owns the journal has taken it and not stored it yet', async () => {
    const till = await tillWithUnknown({ fakeControl: 'holds' });
    const decision = ['--by', 'Ines', '--reason', 'x', '--outcome', 'charged'];
    const taken = await till.command('override', '--id', 'basket-1', ...decision, '--json');
    expect(taken).toMatchObject({ exitCode: 4, stderr: expect.stringContaining('not stored it yet') });
    expect(taken.events).toMatchObject([{ outcome: { kind: 'unresolved' }, owner: `process ${till.process.pid}` }]);
    await kill(till);
  });

  it('is refused without a reason, and of a transaction that is settled or unknown', async () => {
    await crashPayment(shop, ...payment('ID-4'));
    expect(await override('ID-4', '--reason', '  ', '--json')).toMatchObject(refusedWith('ERR_INPUT_OVERRIDE'));
    expect((await override('ID-4')).exitCode).toBe(0);
    expect(await override('ID-4', '--json')).toMatchObject(
      refusedWith('ERR_INPUT_OVERRIDE', expect.stringContaining('overridden')),
    );
    expect(await override('NOBODY', '--json')).toMatchObject(refusedWith('ERR_INPUT_TRANSACTION'));
  });

  it('creates no journal', async () => {
    const missing = newJournal();
    expect((await override('ID-5', '--journal', missing)).exitCode).toBe(2);
    expect(existsSync(missing)).toBe(false);
  });

  it('accepts one of three words for what was found', async () => {
    expect(await override('ID-6', '--outcome', 'maybe', '--json')).toMatchObject(refusedWith('ERR_USAGE'));
  });
});
