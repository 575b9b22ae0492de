import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { printedSoFar, run, start, stop, temporaryFolder, type Result } from '../fixture/processes.ts';
import { refusedWith, requestsOf } from '../fixture/results.ts';
import { simulate, useSimulation } from '../fixture/simulation.ts';

const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
const CARD = '6364530000000000';

const shop = useSimulation('--speed', '20');
const ask = (command: string, ...args: readonly string[]): Promise<Result> =>
  run([command, '--config', shop().config, ...args]);
const answerOf = ({ events }: Result): unknown => events.find(({ type }) => type === 'answer');

function file(content: string): string {
  const path = join(temporaryFolder(), 'input');
  writeFileSync(path, content);
  return path;
}

describe('display and print', () => {
  it.each([
    ['display', 'Display', 'Displayed on V400m-324688179, until the next request.'],
    ['print', 'Print', 'Printed on V400m-324688179.'],
  ])('%s sends its arguments as lines, and tells when it is done', async (command, category, done) => {
    const printed = await ask(command, 'Welcome', '', 'Please wait', '--style', 'Bold');
    expect(printed).toMatchObject({ exitCode: 0, stdout: `${done}\n` });
    const json = await ask(command, 'Welcome', '--json');
    expect(answerOf(json)).toEqual({
      type: 'answer',
      poiid: 'V400m-324688179',
      serviceId: expect.any(String),
      category,
      answer: { kind: 'answered', ok: true },
    });
  });

  it('take the lines of stdin where they have none', () => {
    const options = { input: 'Thank you\n\nCome again\n', encoding: 'utf8', timeout: 60_000 } as const;
    const printed = spawnSync(process.execPath, [MAIN, 'print', '--config', shop().config], options);
    expect(printed.status).toBe(0);
    expect(printed.stdout).toBe('Printed on V400m-324688179.\n');
  });

  it('refuse a style that is none, and no text at all, before anything is sent', async () => {
    const styled = await ask('print', 'a', '--style', 'Blod', '--json');
    expect(styled.exitCode).toBe(2);
    expect(styled.stderr).toMatch(/--style: expected one of Normal, .*, found "Blod"/);
    expect((await ask('display', ' ', '--json')).exitCode).toBe(2);
  });
});

describe('input', () => {
  it('prints the answer of the person', async () => {
    expect(await ask('input', 'GetConfirmation', 'Receipt?')).toMatchObject({ exitCode: 0, stdout: 'confirmed\n' });
    const entries = ['--entry', '5 %', '--entry', '10 %'];
    expect(await ask('input', 'GetMenuEntry', 'Your tip', ...entries)).toMatchObject({ exitCode: 0, stdout: '5 %\n' });
    const json = await ask('input', 'GetMenuEntry', 'Your tip', ...entries, '--json');
    expect(answerOf(json)).toMatchObject({ answer: { answer: { kind: 'chosen', chosen: [0] } } });
  });

  it.each([
    [['GetMenu', 'Tip?'], 'ERR_INPUT_COMMAND', 'command: expected one of GetConfirmation'],
    [['TextString', 'Zip?', '--min-length', '5', '--max-length', '3'], 'ERR_INPUT_LENGTH', '--min-length: expected'],
    [
      ['TextString', 'Zip?', '--max-seconds', 'ten'],
      'ERR_INPUT_SECONDS',
      '--max-seconds: expected a whole number from 1 to 3600, found "ten"',
    ],
    [['GetMenuEntry', 'Tip?'], 'ERR_INPUT_MENU', '--entry: expected'],
  ])('refuses %j with %s', async (args, code, words) => {
    const refused = await ask('input', ...args, '--json');
    expect(refused).toMatchObject(refusedWith(code));
    expect(refused.stderr).toContain(words);
  });

  it('asks the terminal to stop at Ctrl-C, and ends with 1 and no answer', async () => {
    const slow = await simulate('--speed', '0.1');
    const asking = start(['input', 'TextString', 'Your name', '--config', slow.config]);
    await slow.line('stdout', '"MessageCategory":"Input"');
    asking.process.kill('SIGINT');
    const { exitCode, stdout, stderr } = await asking.ended;
    expect(stderr).toContain('Asked the terminal to stop.');
    expect(stdout).toContain('NO ANSWER');
    expect(exitCode).toBe(1);
    expect(requestsOf(await stop(slow), 'Abort')).toBe(1);
  });
});

describe('balance', () => {
  it('takes the number of the card from a file, and no output has it', async () => {
    const gift = ['--gift-card-file', file(`${CARD}\n`)];
    await run(['stored-value', 'activate', '--config', shop().config, '--reference', 'G-1', ...gift]);
    const sum = ['--amount', '25', '--currency', 'EUR'];
    const loaded = await run([
      'stored-value',
      'load',
      '--config',
      shop().config,
      '--reference',
      'G-2',
      ...sum,
      ...gift,
    ]);
    expect(loaded).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('Load of EUR 25.00, a gift card') as string,
    });
    const asked = await ask('balance', ...gift);
    expect(asked).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/balance +EUR 25\.00/) as string });
    for (const text of printedSoFar()) expect(text).not.toContain(CARD);
  });

  it.each([
    [[], '--gift-card-file'],
    [['--gift-card-file', '/nowhere'], '--gift-card-file: expected a readable file, or - for stdin, found ENOENT'],
    [['--gift-card-entry-mode', 'Scanned'], 'expected a file that holds the number that was scanned'],
  ])('refuses %j', async (args, words) => {
    const refused = await ask('balance', ...args, '--json');
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(words);
  });
});

describe('totals and reconcile', () => {
  it('send the request, and say what the terminal says', async () => {
    const totals = await ask('totals', '--by', 'OperatorID', '--operator-id', 'ada', '--json');
    expect(answerOf(totals)).toMatchObject({ category: 'GetTotals', answer: { kind: 'answered' } });
    const previous = await ask('reconcile', '--type', 'PreviousReconciliation', '--json');
    expect(answerOf(previous)).toMatchObject({ category: 'Reconciliation', answer: { kind: 'answered' } });
  });

  it('refuse what they do not know; nothing is closed without its name', async () => {
    const refused = await ask('totals', '--by', 'Operator', '--json');
    expect(refused).toMatchObject(refusedWith('ERR_INPUT_TOTALS'));
    expect(refused.stderr).toContain('--by: expected');
    expect(await ask('reconcile', '--json')).toMatchObject(refusedWith('ERR_USAGE'));
  });
});

describe('request', () => {
  it('sends a body as it is, and prints the body of the answer', async () => {
    const args = ['--category', 'Diagnosis', '--body', file('{"HostDiagnosisFlag":false}')];
    const asked = await ask('request', ...args, '--json', '--service-id', 'ABC123');
    expect(asked.exitCode).toBe(0);
    expect(answerOf(asked)).toMatchObject({
      serviceId: 'ABC123',
      category: 'Diagnosis',
      answer: { body: { Response: { Result: 'Success' } } },
    });
    expect(JSON.parse((await ask('request', ...args)).stdout)).toMatchObject({ Response: { Result: 'Success' } });
  });

  it('prints nothing of a card that must stay secret, also where a status has the answer to a payment', async () => {
    const lane = await simulate();
    const sale = ['--amount', '10.99', '--currency', 'EUR', '--reference', 'ORDER-1', '--json'];
    const paid = await run(['pay', '--config', lane.config, ...sale]);
    const serviceId = paid.events.find(({ type }) => type === 'outcome')?.['serviceId'] as string;
    const MessageReference = { MessageCategory: 'Payment', SaleID: 'TILL-01', ServiceID: serviceId };
    const body = file(JSON.stringify({ MessageReference, ReceiptReprintFlag: false }));
    const args = ['request', '--config', lane.config, '--category', 'TransactionStatus', '--body', body];
    for (const { stdout } of [await run([...args, '--json']), await run(args)]) {
      expect(stdout).toContain('MaskedPan');
      expect(stdout).toContain('pspReference');
      expect(stdout).not.toMatch(/expiryDate|expiryYear|cardHolderName|PAN"/);
    }
    await stop(lane);
  });

  it('never sends what moves money, and says how that is sent', async () => {
    const slow = await simulate();
    const args = ['--category', 'Payment', '--body', file('{}')];
    const refused = await run(['request', '--config', slow.config, ...args, '--json']);
    expect(refused).toMatchObject(refusedWith('ERR_INPUT_CATEGORY'));
    expect(refused.stderr).toContain('`tenderline transact` sends it: stored first, sent once, and asked about');
    expect(requestsOf(await stop(slow))).toBe(0);
  });

  it('refuses a body that is no object, and does not quote it', async () => {
    for (const text of ['4111111111111111 is no JSON', '["4111111111111111"]']) {
      const refused = await ask('request', '--category', 'Admin', '--body', file(text), '--json');
      expect(refused).toMatchObject(refusedWith('ERR_INPUT_BODY'));
      expect(refused.stderr).not.toContain('4111');
    }
  });

  it('ends with 3 when the terminal is not reached', async () => {
    const gone = await simulate();
    await stop(gone);
    const args = ['--category', 'Diagnosis', '--body', file('{}')];
    const asked = await run(['request', '--config', gone.config, ...args, '--json']);
    expect(asked.exitCode).toBe(3);
    expect(answerOf(asked)).toMatchObject({ answer: { kind: 'noAnswer' } });
  });
});
