import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

let shop: Running & { readonly config: string };
const journal = join(temporaryFolder(), 'till.db');

beforeAll(async () => {
  shop = await simulate(temporaryFolder(), '--speed', '20');
});
afterAll(endAll);

function pay(amount: string, ...more: string[]): Promise<Result> {
  const sale = ['--amount', amount, '--currency', 'EUR', '--reference', 'ORDER-1', '--json'];
  return run(['pay', '--config', shop.config, ...sale, ...more]);
}

function refund(...args: string[]): Promise<Result> {
  return run(['refund', '--config', shop.config, '--reference', 'REFUND-1', ...args]);
}

/** How the terminal named a payment. */
async function originalOf(amount: string): Promise<string[]> {
  const { poiTransactionId } = outcomeOf(await pay(amount));
  const { TransactionID, TimeStamp }: { TransactionID?: unknown; TimeStamp?: unknown } = Object(poiTransactionId);
  return ['--original-transaction-id', String(TransactionID), '--original-timestamp', String(TimeStamp)];
}

describe('refund', () => {
  it('gives all of a payment back by its POITransactionID, without a journal', async () => {
    const refunded = await refund(...(await originalOf('10.99')), '--json');
    expect(refunded.exitCode).toBe(0);
    expect(statesOf(refunded)).toEqual(['sending', 'awaiting', 'settled']);
    expect(outcomeOf(refunded)).toMatchObject({ kind: 'accepted', charged: 'no' });
    await shop.line('stdout', '"type":"reversed"');
  });

  it('gives a part back, and says that the rest is told by the platform', async () => {
    const args = ['--amount', '3.00', '--currency', 'EUR', '--reason', 'CustCancel'];
    const { exitCode, stdout } = await refund(...(await originalOf('20.00')), ...args);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('ACCEPTED: the refund was accepted; the platform reports later what became of it');
    expect(stdout).toMatch(/to be given back +EUR 3\.00/);
    expect(stdout).not.toMatch(/charged|shopper/);
  });

  it('ends with 1 when the terminal refuses, and says nothing of a charge', async () => {
    const { exitCode, stdout } = await refund(...(await originalOf('5.00')), '--amount', '6.00', '--currency', 'EUR');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('FAILED: nothing is given back');
    expect(stdout).toContain('Refund exceeds the original amount');
    expect(stdout).not.toMatch(/charged|another way to pay/);
  });

  it.each([
    [[], 'ERR_INPUT_ORIGINAL'],
    [['--original-transaction-id', 'A.B'], 'ERR_INPUT_ORIGINAL'],
    [['--transaction', 'A', '--original-timestamp', 'B'], 'ERR_INPUT_ORIGINAL'],
    [['--transaction', 'A', '--amount', '1.00'], 'ERR_INPUT_AMOUNT'],
    [['--transaction', 'A', '--currency', 'EUR'], 'ERR_INPUT_AMOUNT'],
    [['--transaction', 'A', '--amount', '1.001', '--currency', 'EUR'], 'ERR_INPUT_AMOUNT'],
    [['--transaction', 'A', '--reason', 'Whim'], 'ERR_USAGE'],
    [['--transaction', 'A'], 'ERR_CONFIG_MISSING'],
    [['--transaction', 'A', '--journal', 'memory'], 'ERR_CONFIG_JOURNAL'],
    [['--transaction', 'A', '--journal', 'none.db'], 'ERR_CONFIG_JOURNAL'],
  ])('refuses %j with %s, before anything is sent', async (args, code) => {
    const { exitCode, events } = await refund('--json', ...args);
    expect(events).toMatchObject([{ type: 'error', code }]);
    expect(exitCode).toBe(2);
  });
});

describe.skipIf(!hasJournals)('refund of a transaction of the journal', () => {
  it('gives it back, once, also when the command is typed again', async () => {
    await pay('10.99', '--journal', journal, '--id', 'PAID');
    const command = ['--journal', journal, '--transaction', 'PAID', '--id', 'BACK', '--json'];
    const refunded = await refund(...command);
    expect(refunded.exitCode).toBe(0);
    expect(outcomeOf(refunded)).toMatchObject({ kind: 'accepted' });
    const again = await refund(...command);
    expect(again.exitCode).toBe(0);
    expect(again.events.at(-1)?.['serviceId']).toBe(refunded.events.at(-1)?.['serviceId']);
    const { events } = await run(['transactions', '--journal', journal, '--json']);
    expect(events.map(({ transaction, charged, outcome }) => ({ transaction, charged, outcome }))).toMatchObject([
      { transaction: 'BACK', charged: 'no', outcome: { kind: 'accepted' } },
      { transaction: 'PAID', charged: 'yes', outcome: { kind: 'approved' } },
    ]);
  });

  it('ends with 3 when nothing was charged: there is nothing to give back', async () => {
    await pay('11.24', '--journal', journal, '--id', 'DECLINED');
    const refused = await refund('--journal', journal, '--transaction', 'DECLINED', '--json');
    expect(refused.exitCode).toBe(3);
    expect(outcomeOf(refused)).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_ORIGINAL_UNKNOWN' } });
  });

  it('refuses one that the journal does not have, and creates no journal', async () => {
    await pay('1.00', '--journal', journal);
    const unknown = await refund('--journal', journal, '--transaction', 'NOBODY', '--json');
    expect(unknown.events).toMatchObject([{ type: 'error', code: 'ERR_INPUT_TRANSACTION' }]);
    expect(unknown.exitCode).toBe(2);
    const missing = join(temporaryFolder(), 'none.db');
    expect((await refund('--journal', missing, '--transaction', 'NOBODY')).exitCode).toBe(2);
    expect(existsSync(missing)).toBe(false);
  });

  it('refuses one whose outcome is unknown: that is to be settled first', async () => {
    const other = join(temporaryFolder(), 'till.db');
    const slow = await simulate(temporaryFolder(), '--speed', '0.2');
    const sale = ['--amount', '1.00', '--currency', 'EUR', '--reference', 'R', '--journal', other, '--id', 'OPEN'];
    const crashing = start(['pay', '--config', slow.config, ...sale]);
    await crashing.line('stdout', 'awaiting');
    await kill(crashing);
    const refused = await refund('--config', slow.config, '--journal', other, '--transaction', 'OPEN', '--json');
    expect(refused.events).toMatchObject([
      { type: 'error', code: 'ERR_INPUT_TRANSACTION', message: expect.stringContaining('tenderline status --id OPEN') },
    ]);
    expect(refused.exitCode).toBe(2);
    expect(requestsOf(await stop(slow), 'Reversal')).toBe(0);
  });
});
