import { describe, expect, it } from 'vitest';
import { kill, run, start, stop, type Result, type Running } from '../fixture/processes.ts';
import { outcomeOf, refusedWith, requestsOf, statesOf } from '../fixture/results.ts';
import { hasJournals, newJournal, sale, simulate, startPayment } from '../fixture/simulation.ts';

/** A payment on a terminal and in a journal of its own, whose shopper is busy. */
async function payUntilBusy(
  ...args: string[]
): Promise<{ readonly shop: Running; readonly place: string[]; readonly paying: Running }> {
  const shop = await simulate(...args);
  const journal = ['--journal', newJournal()];
  const payment = [...journal, ...sale('10.99'), '--id', 'ID-1', '--status-interval', '0.05', '--json'];
  const paying = await startPayment(shop, ...payment);
  return { shop, place: ['--config', shop.config, ...journal], paying };
}

const status = (place: readonly string[], ...args: string[]): Promise<Result> =>
  run(['status', ...place, '--id', 'ID-1', ...args]);

describe.skipIf(!hasJournals)('status --id', () => {
  it('resumes a transaction that no process runs, and reports its outcome', async () => {
    const { shop, place, paying } = await payUntilBusy('--speed', '1');
    await kill(paying);
    const asked = await status(place, '--json');
    expect(asked.exitCode).toBe(0);
    expect(asked.events[0]).toMatchObject({ type: 'transaction', transaction: 'ID-1', state: 'awaiting' });
    expect(statesOf(asked)[0]).toBe('timedOut');
    expect(outcomeOf(asked)).toMatchObject({ kind: 'approved', charged: 'yes', recovered: true });

    const again = await status(place);
    expect(again.exitCode).toBe(0);
    expect(again.stdout).toContain('EUR 10.99 on V400m-324688179, reference ORDER-1');
    expect(again.stdout).toContain('APPROVED: the money is taken');
    expect(requestsOf(await stop(shop))).toBe(1);
  });

  it('only reports what is stored, and which process asks, while another process runs the transaction', async () => {
    const { shop, place, paying } = await payUntilBusy('--speed', '0.2');
    const looked = await status(place, '--json');
    expect(looked.exitCode).toBe(4);
    expect(looked.events).toMatchObject([
      { type: 'transaction', transaction: 'ID-1', state: 'awaiting', charged: 'unknown' },
      { type: 'outcome', outcome: { kind: 'unresolved' }, owner: `process ${paying.process.pid}` },
    ]);
    const { stdout } = await status(place);
    for (const words of [
      'NOT SETTLED',
      `process ${paying.process.pid}, which owns the journal`,
      'charge the shopper',
    ]) {
      expect(stdout).toContain(words);
    }
    await kill(paying);
    expect(requestsOf(await stop(shop), 'TransactionStatus')).toBe(0);
  });

  it('checks a transaction that needed attention anew, and ends with 4 when that finds nothing', async () => {
    const { shop, place, paying } = await payUntilBusy(
      '--speed',
      '20',
      '--fault',
      '{"kind":"corruptHmac","times":1000}',
    );
    expect((await paying.ended).exitCode).toBe(4);
    const asked = await status(place, '--json');
    expect(asked.exitCode).toBe(4);
    expect(asked.events[0]).toMatchObject({ tags: expect.arrayContaining(['needsAttention']) });
    expect(outcomeOf(asked)).toMatchObject({ kind: 'unresolved', failure: { code: 'ERR_CRYPTO_OPEN' } });
    const { stdout } = await status(place);
    expect(stdout).toContain('UNRESOLVED');
    expect(stdout).toMatch(/tenderline override .*--id ID-1 --by NAME --reason TEXT/);
    // Twelve by the payment, and twelve by each status command.
    expect(requestsOf(await stop(shop), 'TransactionStatus')).toBe(36);
  });

  it('leaves the payment alone at Ctrl-C', async () => {
    const { shop, place, paying } = await payUntilBusy('--speed', '0.2');
    await kill(paying);
    const watching = start(['status', ...place, '--id', 'ID-1', '--json']);
    await watching.line('stdout', '"state":"statusChecking"');
    const watched = await stop(watching);
    expect(watched.exitCode).toBe(4);
    expect(outcomeOf(watched)).toMatchObject({ kind: 'unresolved', charged: 'unknown' });
    expect(requestsOf(await stop(shop), 'Abort')).toBe(0);
  });

  it('asks no terminal but that of the transaction', async () => {
    const { shop, place, paying } = await payUntilBusy('--speed', '0.2');
    await kill(paying);
    const { exitCode, events } = await status(place, '--poiid', 'V400m-111111111', '--json');
    expect(exitCode).toBe(2);
    expect(events.at(-1)).toMatchObject({
      type: 'error',
      code: 'ERR_CONFIG_TERMINAL',
      message: expect.stringContaining('V400m-324688179'),
    });
    expect(requestsOf(await stop(shop), 'TransactionStatus')).toBe(0);
  });
});

describe.skipIf(!hasJournals)('status without --id', () => {
  it('needs no journal, and leaves a configured one to its owner', async () => {
    const { shop, place, paying } = await payUntilBusy('--speed', '0.2');
    const looked = await run(['status', ...place, '--json']);
    expect(looked.exitCode).toBe(0);
    expect(looked.events).toMatchObject([{ type: 'diagnosis', diagnosis: { kind: 'diagnosed' } }]);
    await kill(paying);
    await stop(shop);
  });
});

describe('status --id of no transaction', () => {
  it.each([
    [['--id', 'A', '--service-id', 'B'], 'ERR_INPUT_TRANSACTION'],
    [['--id', 'A'], 'ERR_CONFIG_MISSING'],
    [['--id', 'A', '--journal', 'none.db'], 'ERR_CONFIG_JOURNAL'],
    [['--id', '-', '--journal', 'none.db'], 'ERR_INPUT_TRANSACTIONID'],
  ])('refuses %j with %s', async (args, code) => {
    expect(await run(['status', '--json', ...args])).toMatchObject(refusedWith(code));
  });
});
