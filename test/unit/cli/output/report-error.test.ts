import { describe, expect, it } from 'vitest';
import { createOutput } from '../../../../cli/output/output.ts';
import { createProgram } from '../../../../cli/program.ts';
import { reportError } from '../../../../cli/output/report-error.ts';
import { ConfigError } from '../../../../errors.ts';

function reported(error: unknown, { json = false, env = {} } = {}) {
  let stdout = '';
  let stderr = '';
  const output = createOutput({
    json,
    stdout: { write: (text) => ((stdout += String(text)), true) },
    stderr: { write: (text) => ((stderr += String(text)), true) },
    env: {},
  });
  return { exitCode: reportError(error, output, env), stdout, stderr };
}

async function mistake(...args: string[]): Promise<unknown> {
  const program = createProgram(() => {});
  for (const command of [program, ...program.commands]) command.exitOverride().configureOutput({ writeErr: () => {} });
  return program.parseAsync(args, { from: 'user' }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('an error', () => {
  it('is one line with its code, and exit code 2', () => {
    const error = new ConfigError('ERR_CONFIG_ROOT', 'rootCertificate: expected a file,\nfound none');
    expect(reported(error)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'tenderline: rootCertificate: expected a file, found none (ERR_CONFIG_ROOT)\n',
    });
  });

  it('is an object on stdout as well, with --json', () => {
    const { stdout, stderr } = reported(new ConfigError('ERR_CONFIG_ROOT', 'no'), { json: true });
    expect(JSON.parse(stdout)).toEqual({ type: 'error', code: 'ERR_CONFIG_ROOT', message: 'no' });
    expect(stderr).toBe('tenderline: no (ERR_CONFIG_ROOT)\n');
  });

  it('shows its stack only to those who ask for it', () => {
    const error = new TypeError('boom');
    expect(reported(error).stderr).toBe('tenderline: boom (ERR_UNEXPECTED)\n');
    expect(reported(error, { env: { TENDERLINE_DEBUG: '1' } }).stderr).toContain('report-error.test.ts');
  });

  it('of the system keeps its code', () => {
    const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    expect(reported(error).stderr).toBe('tenderline: EACCES: permission denied (EACCES)\n');
  });
});

const PAY = ['pay', '--amount', '1', '--currency', 'EUR', '--reference', 'R'];

describe('a mistake on the command line', () => {
  it('is told in one line', async () => {
    const { exitCode, stderr } = reported(await mistake(...PAY, '--hots', '1'));
    expect(exitCode).toBe(2);
    expect(stderr).toBe("tenderline: unknown option '--hots' (Did you mean --host?) (ERR_USAGE)\n");
  });

  it.each([['--passphrase=Secret.Secret.42'], ['-pSecret.Secret.42']])(
    'that glues a secret to %s is not repeated',
    async (option) => {
      const { exitCode, stderr } = reported(await mistake(...PAY, option));
      expect(exitCode).toBe(2);
      expect(stderr).toContain('unknown option');
      expect(stderr).not.toContain('Secret');
      expect(stderr.split('\n')).toHaveLength(2);
    },
  );

  it('asks for an option that a command cannot do without', async () => {
    expect(reported(await mistake('pay', '--amount', '1')).stderr).toContain('--currency');
  });
});
