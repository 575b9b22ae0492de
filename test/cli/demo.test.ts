import { afterEach, describe, expect, it } from 'vitest';
import { endAll, run } from './tenderline.ts';

afterEach(endAll);

describe('demo', () => {
  it('shows three payments, of which till and terminal say the same, and why the third is right', async () => {
    const { exitCode, stdout, stderr } = await run(['demo']);
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    const table = stdout.split('\n').map((line) => line.split(/ {3,}/));
    expect(table).toContainEqual(['payment', 'till says', "terminal's ledger says", 'Payment requests received']);
    expect(table).toContainEqual(['EUR 10.99', 'approved', 'took EUR 10.99', '1']);
    expect(table).toContainEqual(['EUR 11.24', 'declined (210 Not enough balance)', 'nothing taken', '1']);
    expect(table).toContainEqual(['EUR 42.00', 'approved, learnt by asking', 'took EUR 42.00', '1']);
    expect(stdout).toContain('Why the third one is right');
    expect(stdout).toMatch(/the answer to Payment \w+ is lost[^]*TransactionStatus/);
    expect(stdout).not.toContain('\u001B');
  });
});

describe('tenderline', () => {
  it('without a command shows its help and ends with 2', async () => {
    const { exitCode, stderr } = await run([]);
    expect(exitCode).toBe(2);
    const commands = ['demo', 'simulate', 'pay', 'refund', 'abort', 'status', 'transactions', 'override', 'certs'];
    for (const command of commands) expect(stderr).toMatch(new RegExp(`^  ${command} `, 'm'));
  });

  it('helps and tells its version with 0', async () => {
    expect(await run(['pay', '--help'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('--passphrase-file'),
    });
    expect(await run(['--version'])).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it.each(['pay', 'refund', 'abort', 'status', 'transactions', 'override'])(
    'tells in the help of %s which exit code means what',
    async (command) => {
      const { exitCode, stdout } = await run([command, '--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(/Exit codes: 0 .*2 usage or configuration/s);
    },
  );

  it('refuses a command that it does not know', async () => {
    const { exitCode, stderr } = await run(['pya']);
    expect(exitCode).toBe(2);
    expect(stderr).toBe("tenderline: unknown command 'pya' (Did you mean pay?) (ERR_USAGE)\n");
  });
});
