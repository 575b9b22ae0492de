import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run, runProcess, stop, type Result } from '../fixture/processes.ts';
import { outcomeOf, refusedWith, requestsOf, statesOf } from '../fixture/results.ts';
import { crashPayment, hasJournals, newJournal, pay, sale, simulate, useSimulation } from '../fixture/simulation.ts';

const shop = useSimulation('--speed', '20');
const journal = newJournal();

function refund(...args: string[]): Promise<Result> {
  return run(['refund', '--config', shop().config, '--reference', 'REFUND-1', ...args]);
}

function payWithJournal(amount: string, ...more: string[]): Promise<Result> {
  return pay(shop(), ...sale(amount), '--journal', journal, ...more);
}

/** Makes a payment. @returns the options that name it as the terminal does */
async function payOriginal(amount: string): Promise<string[]> {
  const { poiTransactionId } = outcomeOf(await pay(shop(), ...sale(amount), '--json'));
  const { TransactionID, TimeStamp }: { TransactionID?: unknown; TimeStamp?: unknown } = Object(poiTransactionId);
  return ['--original-transaction-id', String(TransactionID), '--original-timestamp', String(TimeStamp)];
}

describe('refund', () => {
  it('refunds all of a payment by its POITransactionID, without a journal', async () => {
    const refunded = await refund(...(await payOriginal('10.99')), '--json');
    expect(refunded.exitCode).toBe(0);
    expect(statesOf(refunded)).toEqual(['sending', 'awaiting', 'settled']);
    expect(outcomeOf(refunded)).toMatchObject({ kind: 'accepted', charged: 'no' });
    await shop().line('stdout', '"type":"reversed"');
  });

  it('refunds a part, and says that the platform reports the result later', async () => {
    const args = ['--amount', '3.00', '--currency', 'EUR', '--reason', 'CustCancel'];
    const { exitCode, stdout } = await refund(...(await payOriginal('20.00')), ...args);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('ACCEPTED: the refund was accepted; the platform reports later what became of it');
    expect(stdout).toMatch(/to be given back +EUR 3\.00/);
    expect(stdout).not.toMatch(/charged|shopper/);
  });

  it('ends with 1 when the terminal refuses, and says nothing of a charge', async () => {
    const { exitCode, stdout } = await refund(...(await payOriginal('5.00')), '--amount', '6.00', '--currency', 'EUR');
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
    expect(await refund('--json', ...args)).toMatchObject(refusedWith(code));
  });
});

describe.skipIf(!hasJournals)('refund of a transaction of the journal', () => {
  it('refunds it once, also when the command is typed again', async () => {
    await payWithJournal('10.99', '--id', 'PAID');
    const command = ['--journal', journal, '--transaction', 'PAID', '--id', 'BACK', '--json'];
    const refunded = await refund(...command);
    expect(refunded.exitCode).toBe(0);
    expect(outcomeOf(refunded)).toMatchObject({ kind: 'accepted' });
    const again = await runProcess(['refund', '--config', shop().config, '--reference', 'REFUND-1', ...command]);
    expect(again.exitCode).toBe(0);
    expect(again.events.at(-1)?.['serviceId']).toBe(refunded.events.at(-1)?.['serviceId']);
    const { events } = await run(['transactions', '--journal', journal, '--json']);
    expect(events.map(({ transaction, charged, outcome }) => ({ transaction, charged, outcome }))).toMatchObject([
      { transaction: 'BACK', charged: 'no', outcome: { kind: 'accepted' } },
      { transaction: 'PAID', charged: 'yes', outcome: { kind: 'approved' } },
    ]);
  });

  it('ends with 3 when nothing was charged, so that there is nothing to refund', async () => {
    await payWithJournal('11.24', '--id', 'DECLINED');
    const refused = await refund('--journal', journal, '--transaction', 'DECLINED', '--json');
    expect(refused.exitCode).toBe(3);
    expect(outcomeOf(refused)).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_ORIGINAL_UNKNOWN' } });
  });

  it('refuses a transaction that the journal does not have, and creates no journal', async () => {
    await payWithJournal('1.00');
    const unknown = await refund('--journal', journal, '--transaction', 'NOBODY', '--json');
    expect(unknown).toMatchObject(refusedWith('ERR_INPUT_TRANSACTION'));
    const missing = newJournal();
    expect((await refund('--journal', missing, '--transaction', 'NOBODY')).exitCode).toBe(2);
    expect(existsSync(missing)).toBe(false);
  });

  it('refuses a payment whose outcome is unknown, which must be settled first', async () => {
    const other = newJournal();
    const slow = await simulate('--speed', '0.2');
    await crashPayment(slow, ...sale('1.00'), '--journal', other, '--id', 'OPEN');
    const refused = await refund('--config', slow.config, '--journal', other, '--transaction', 'OPEN', '--json');
    expect(refused).toMatchObject(
      refusedWith('ERR_INPUT_TRANSACTION', expect.stringContaining('tenderline status --id OPEN')),
    );
    expect(requestsOf(await stop(slow), 'Reversal')).toBe(0);
  });
});
