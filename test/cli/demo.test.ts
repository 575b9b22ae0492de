import { describe, expect, it } from 'vitest';
import { run, runProcess } from './fixture/processes.ts';

describe('demo', () => {
  it('prints three payments on which till and terminal agree, and explains the third', async () => {
    const { exitCode, stdout, stderr } = await runProcess(['demo']);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    const table = stdout.split('\n').map((line) => line.split(/ {3,}/));
    expect(table).toContainEqual(['payment', 'till says', "terminal's ledger says", 'Payment requests received']);
    expect(table).toContainEqual(['EUR 10.99', 'approved, EUR 2.00 tip included', 'took EUR 12.99', '1']);
    expect(table).toContainEqual(['EUR 11.24', 'declined (210 Not enough balance)', 'nothing taken', '1']);
    expect(table).toContainEqual(['EUR 42.00', 'approved, learnt by asking', 'took EUR 42.00', '1']);
    expect(stdout).toContain('Why the third one is right');
    expect(stdout).toMatch(/the answer to Payment \w+ is lost[^]*TransactionStatus/);
    expect(stdout).not.toContain('\u001B');
  });
});

describe('the till of the demo', () => {
  it('shows what the shopper does while it happens: tip, card, PIN, signature', async () => {
    const { stdout } = await run(['demo']);
    const [, first = ''] = stdout.split(/^\d\. /m);
    const steps = [...first.matchAll(/^ {3}till {6}shows "(.*)"$/gm)].map(([, sentence]) => sentence);
    expect(steps.slice(0, 9)).toEqual([
      'The terminal has started the transaction.',
      'Waiting for the customer to choose a tip.',
      'The customer has decided about the tip.',
      'The card has been inserted.',
      'Waiting for the customer to choose a card application.',
      'The card application has been chosen.',
      'Waiting for the customer to enter the PIN.',
      'The PIN has been entered.',
      'Waiting for the customer to sign.',
    ]);
    expect(steps.at(-1)).toBe('The terminal is done; the result is being read.');
    // No step is printed after an outcome.
    for (const scene of stdout.split(/^\d\. /m).slice(1)) expect(scene).not.toMatch(/till {6}says[^]*till {6}shows/);
  });
});

describe('tenderline', () => {
  it('prints its help without a command, and ends with 2', async () => {
    const { exitCode, stderr } = await run([]);
    expect(exitCode).toBe(2);
    const commands = ['demo', 'simulate', 'pay', 'refund', 'abort', 'status', 'transactions', 'override', 'certs'];
    for (const command of [...commands, 'listen']) expect(stderr).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  it('prints help and version, and ends with 0', async () => {
    expect(await run(['pay', '--help'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('--passphrase-file'),
    });
    expect(await run(['--version'])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it.each(['pay', 'refund', 'abort', 'status', 'transactions', 'override', 'listen', 'simulate'])(
    'explains the exit codes in the help of %s',
    async (command) => {
      const { exitCode, stdout } = await run([command, '--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/Exit codes: 0 .*2 usage or configuration/s);
    },
  );

  it('refuses an unknown command', async () => {
    const { exitCode, stderr } = await runProcess(['pya']);
    expect(exitCode).toBe(2);
    expect(stderr).toBe("tenderline: unknown command 'pya' (Did you mean pay?) (ERR_USAGE)\n");
  });
});
