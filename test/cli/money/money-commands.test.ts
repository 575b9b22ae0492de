import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { kill, run, start, temporaryFolder, type Result } from '../fixture/processes.ts';
import { outcomeOf, refusedWith } from '../fixture/results.ts';
import { hasJournals, newJournal, sale, useSimulation } from '../fixture/simulation.ts';

const shop = useSimulation('--speed', '20');
const journal = newJournal();
const send = (command: string, ...args: readonly string[]): Promise<Result> =>
  run([command, '--config', shop().config, ...args]);

function file(content: string): string {
  const path = join(temporaryFolder(), 'input');
  writeFileSync(path, content);
  return path;
}

/** The command that a line of the output tells to type, without its placeholders. */
function toldBy({ stdout }: Result, line: string): string[] {
  const [, command = ''] = new RegExp(`${line} +tenderline (.*)`).exec(stdout) ?? [];
  return command
    .replace(/ --amount AMOUNT.*/, '')
    .replaceAll("'", '')
    .split(' ');
}

describe('acquire', () => {
  it('reads a card, and tells the commands that continue it and end it, which work as they stand', async () => {
    const read = await send('acquire', '--reference', 'TABLE-4', '--terminal', 'V400m-324688179');
    expect(read.exitCode).toBe(0);
    expect(read.stdout).toContain('ACCEPTED: the request was accepted; nothing was charged');
    const proceed = toldBy(read, 'continue');
    expect(proceed).toContain('--acquisition-timestamp');
    const paid = await run([...proceed, ...sale('10.99'), '--json']);
    expect(paid.exitCode).toBe(0);
    expect(outcomeOf(paid)).toMatchObject({ kind: 'approved' });

    const again = await send('acquire', '--reference', 'TABLE-5', '--amount', '5', '--currency', 'EUR');
    const ended = await run(toldBy(again, 'or end it'));
    expect(ended).toMatchObject({ exitCode: 0, stdout: 'Ended: V400m-324688179 waits for nothing any more.\n' });
  });

  it('tells an unreferenced refund where it was made for one', async () => {
    const read = await send('acquire', '--reference', 'RETURN-1', '--for-refund');
    const proceed = toldBy(read, 'continue');
    expect(proceed[0]).toBe('unreferenced-refund');
    const refunded = await run([...proceed, ...sale('3', 'RETURN-1-R'), '--json']);
    expect(outcomeOf(refunded)).toMatchObject({ kind: 'accepted', charged: 'no' });
  });

  it.runIf(hasJournals)('is continued by its id in the journal, and by no other', async () => {
    const stored = ['--journal', journal];
    const read = await send('acquire', '--reference', 'TABLE-6', '--id', 'card-6', ...stored);
    expect(toldBy(read, 'continue').join(' ')).toContain(`--journal ${journal} --acquisition card-6`);
    const paid = await send('pay', ...stored, '--acquisition', 'card-6', '--id', 'basket-6', ...sale('4'), '--json');
    expect(outcomeOf(paid)).toMatchObject({ kind: 'approved' });
    const wrong = await send('pay', ...stored, '--acquisition', 'basket-6', ...sale('4'), '--json');
    expect(wrong).toMatchObject(refusedWith('ERR_INPUT_TRANSACTION'));
    expect(wrong.stderr).toContain(
      '--acquisition: expected a CardAcquisition that was accepted, found "basket-6", a Payment',
    );
  });
});

describe('unreferenced-refund', () => {
  it('gives money back to the card that is presented, and says so', async () => {
    const { exitCode, stdout } = await send('unreferenced-refund', ...sale('5'));
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Refunding EUR 5.00 to a card on V400m-324688179');
    expect(stdout).toContain('ACCEPTED: the refund was accepted; the platform reports later what became of it');
    expect(stdout).not.toMatch(/money is taken|shopper again/);
  });
});

describe('stored-value', () => {
  it('refuses an operation without what it needs, and one that is none', async () => {
    const card = ['--gift-card-file', file('6364530000000001')];
    const refused = await send('stored-value', 'load', '--reference', 'G', ...card, '--json');
    expect(refused).toMatchObject(refusedWith('ERR_INPUT_AMOUNT'));
    expect(refused.stderr).toContain('--amount: expected 1 or more in minor units for Load');
    expect(await send('stored-value', 'lode', '--reference', 'G', '--json')).toMatchObject(refusedWith('ERR_USAGE'));
    const half = await send('stored-value', 'load', '--reference', 'G', '--amount', '1', '--json');
    expect(half.stderr).toContain('stored-value: expected --amount and --currency, or neither, found --amount alone');
  });
});

describe('transact', () => {
  const body = (reference: string, paymentType?: string) =>
    file(
      JSON.stringify({
        SaleData: { SaleTransactionID: { TransactionID: reference, TimeStamp: '2026-01-01T00:00:00Z' } },
        PaymentTransaction: { AmountsReq: { Currency: 'EUR', RequestedAmount: 3 } },
        ...(paymentType !== undefined && { PaymentData: { PaymentType: paymentType } }),
      }),
    );

  it.runIf(hasJournals)('is sent once: typed again after a crash it ends with the same outcome', async () => {
    const path = body('TX-1');
    const args = ['--category', 'Payment', '--body', path, '--reference', 'TX-1', '--journal', journal, '--id', 'tx-1'];
    const sending = start(['transact', '--config', shop().config, ...args]);
    await sending.line('stdout', 'awaiting');
    await kill(sending);
    const again = await send('transact', ...args, '--json');
    expect(again.exitCode).toBe(0);
    expect(outcomeOf(again)).toMatchObject({
      kind: 'approved',
      amounts: { requested: { value: 300 } },
      recovered: true,
    });
    expect((await send('transact', ...args)).stdout).toContain('nothing was sent now');
    const other = ['--body', body('TX-1', 'Refund')];
    const reused = await send('transact', ...args, ...other, '--json');
    expect(reused).toMatchObject({ exitCode: 2 });
    expect(reused.events.at(-1)).toMatchObject({ type: 'error', code: 'ERR_INPUT_ID_REUSED' });
  });

  it('speaks of a refund where the body is one', async () => {
    const args = ['--category', 'Payment', '--body', body('TX-2', 'Refund'), '--reference', 'TX-2'];
    expect((await send('transact', ...args)).stdout).toContain('ACCEPTED: the refund was accepted');
  });

  it('takes only categories that move money', async () => {
    const args = ['--category', 'Display', '--body', body('TX-3'), '--reference', 'TX-3', '--json'];
    expect(await send('transact', ...args)).toMatchObject(refusedWith('ERR_INPUT_CATEGORY'));
  });
});

/** Options of every kind that a payment has. */
const SAID = [
  '--operator-id ada --operator-language en --shift-number 3 --totals-group-id bar --sale-reference-id TABLE-4',
  '--token-requested-type Customer --shopper-reference shopper-1 --force-entry-mode Contactless',
  '--allowed-payment-brand mc --allowed-payment-brand visa --split-payment --paid-amount 2',
  '--sale-to-acquirer-data {"metadata":{"table":"4"}}',
].flatMap((options) => options.split(' '));

describe('pay', () => {
  it('sends what the options say of the sale, the card and the cash', async () => {
    const said = await send('pay', ...sale('10'), ...SAID, '--json');
    expect(said.exitCode).toBe(0);
    expect(outcomeOf(said)).toMatchObject({ kind: 'approved', token: { alias: expect.any(String) as string } });
  });

  it.each([
    [['--cash-back', '11'], '--cash-back'],
    [['--force-entry-mode', 'Keyd'], '--force-entry-mode: expected one of CheckReader'],
    [['--operator-language', 'english'], '--operator-language: expected two small letters'],
    [['--token-requested-type', 'Card'], '--token-requested-type: expected'],
    [['--merchant-category-code', 'food'], '--merchant-category-code: expected 3 or 4 digits'],
    [['--sale-to-acquirer-data', '[]'], '--sale-to-acquirer-data: expected a JSON object'],
    [['--acquisition', 'a', '--acquisition-timestamp', 'b'], 'expected either --acquisition, or both'],
  ])('refuses %j, in the words of the option', async (args, words) => {
    const refused = await send('pay', ...sale('10'), ...args, '--json');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(words);
  });
});
