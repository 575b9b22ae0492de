import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import {
  endAll,
  hasJournals,
  kill,
  outcomeOf,
  requestsOf,
  run,
  simulate,
  start,
  statesOf,
  stop,
  temporaryFolder,
  type Result,
  type Running,
} from './tenderline.ts';

afterAll(endAll);

const sale = ['--amount', '10.99', '--currency', 'EUR', '--reference', 'ORDER-1', '--id', 'ID-1'];

/** A payment on a terminal and in a journal of its own, as far as the shopper. */
async function busyShopper(...args: string[]): Promise<{ shop: Running; place: string[]; paying: Running }> {
  const shop = await simulate(temporaryFolder(), ...args);
  const place = ['--config', shop.config, '--journal', join(temporaryFolder(), 'till.db')];
  const paying = start(['pay', ...place, ...sale, '--status-interval', '0.05', '--json']);
  await paying.line('stdout', '"state":"awaiting"');
  return { shop, place, paying };
}

const status = (place: readonly string[], ...args: string[]): Promise<Result> =>
  run(['status', ...place, '--id', 'ID-1', ...args]);

describe.skipIf(!hasJournals)('status --id', () => {
  it('takes up what nobody asks about any more, and tells its outcome', async () => {
    const { shop, place, paying } = await busyShopper('--speed', '1');
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

  it('of one that another process asks about only tells what is stored, and who asks', async () => {
    const { shop, place, paying } = await busyShopper('--speed', '0.2');
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

  it('asks anew about one that needed attention, and ends with 4 when that brings nothing', async () => {
    const { shop, place, paying } = await busyShopper(
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
    // A dozen by the payment, a dozen by each look.
    expect(requestsOf(await stop(shop), 'TransactionStatus')).toBe(36);
  });

  it('leaves the payment alone at Ctrl-C', async () => {
    const { shop, place, paying } = await busyShopper('--speed', '0.2');
    await kill(paying);
    const watching = start(['status', ...place, '--id', 'ID-1', '--json']);
    await watching.line('stdout', '"state":"statusChecking"');
    watching.process.kill('SIGINT');
    const watched = await watching.ended;
    expect(watched.exitCode).toBe(4);
    expect(outcomeOf(watched)).toMatchObject({ kind: 'unresolved', charged: 'unknown' });
    expect(requestsOf(await stop(shop), 'Abort')).toBe(0);
  });

  it('asks no other terminal than that of the transaction', async () => {
    const { shop, place, paying } = await busyShopper('--speed', '0.2');
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

  it('without --id needs no journal, and leaves one that is configured to its owner', async () => {
    const { shop, place, paying } = await busyShopper('--speed', '0.2');
    const looked = await run(['status', ...place, '--json']);
    expect(looked.exitCode).toBe(0);
    expect(looked.events).toMatchObject([{ type: 'diagnosis', diagnosis: { kind: 'diagnosed' } }]);
    await kill(paying);
    await stop(shop);
  });
});

describe('status --id of nothing', () => {
  it.each([
    [['--id', 'A', '--service-id', 'B'], 'ERR_INPUT_TRANSACTION'],
    [['--id', 'A'], 'ERR_CONFIG_MISSING'],
    [['--id', 'A', '--journal', 'none.db'], 'ERR_CONFIG_JOURNAL'],
    [['--id', '-', '--journal', 'none.db'], 'ERR_INPUT_TRANSACTIONID'],
  ])('refuses %j with %s', async (args, code) => {
    const { exitCode, events } = await run(['status', '--json', ...args]);
    expect(events).toMatchObject([{ type: 'error', code }]);
    expect(exitCode).toBe(2);
  });
});
