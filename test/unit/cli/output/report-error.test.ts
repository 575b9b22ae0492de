import { describe, expect, it } from 'vitest';
import { reportError } from '../../../../cli/output/report-error.ts';
import { createProgram } from '../../../../cli/program.ts';
import { ConfigError } from '../../../../errors.ts';
import { captureOutput } from '../captured-output.ts';

function reported(error: unknown, { json = false, env = {} } = {}) {
  const { output, written } = captureOutput({ json });
  return { exitCode: reportError(error, output, env), ...written };
}

async function usageError(...args: string[]): Promise<unknown> {
  const program = createProgram(() => {});
  for (const command of [program, ...program.commands]) command.exitOverride().configureOutput({ writeErr: () => {} });
  return program.parseAsync(args, { from: 'user' }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('an error', () => {
  it('is reported in one line with its code, and gives exit code 2', () => {
    const error = new ConfigError('ERR_CONFIG_ROOT', 'rootCertificate: expected a file,\nfound none');
    expect(reported(error)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'tenderline: rootCertificate: expected a file, found none (ERR_CONFIG_ROOT)\n',
    });
  });

  it('is printed as an object on stdout as well with --json', () => {
    const { stdout, stderr } = reported(new ConfigError('ERR_CONFIG_ROOT', 'no'), { json: true });
    expect(JSON.parse(stdout)).toEqual({ type: 'error', code: 'ERR_CONFIG_ROOT', message: 'no' });
    expect(stderr).toBe('tenderline: no (ERR_CONFIG_ROOT)\n');
  });

  it('is printed with its stack only if TENDERLINE_DEBUG is 1', () => {
    const error = new TypeError('boom');
    expect(reported(error).stderr).toBe('tenderline: boom (ERR_UNEXPECTED)\n');
    expect(reported(error, { env: { TENDERLINE_DEBUG: '1' } }).stderr).toContain('report-error.test.ts');
  });

  it('keeps its code when it comes from the system', () => {
    const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    expect(reported(error).stderr).toBe('tenderline: EACCES: permission denied (EACCES)\n');
  });
});

const PAY = ['pay', '--amount', '1', '--currency', 'EUR', '--reference', 'R'];

describe('a usage error', () => {
  it('is reported in one line', async () => {
    const { exitCode, stderr } = reported(await usageError(...PAY, '--hots', '1'));
    expect(exitCode).toBe(2);
    expect(stderr).toBe("tenderline: unknown option '--hots' (Did you mean --host?) (ERR_USAGE)\n");
  });

  it.each([['--passphrase=Secret.Secret.42'], ['-pSecret.Secret.42']])(
    'does not quote the secret in %s',
    async (option) => {
      const { exitCode, stderr } = reported(await usageError(...PAY, option));
      expect(exitCode).toBe(2);
      expect(stderr).toContain('unknown option');
      expect(stderr).not.toContain('Secret');
      expect(stderr.split('\n')).toHaveLength(2);
    },
  );

  it.each<[string, string[], string]>([
    ['pay', ['--bogus'], "unknown option '--bogus'"],
    ['pay', ['--amuont', '1'], "unknown option '--amuont' (Did you mean --amount?)"],
    ['refund', ['--refrence', 'R'], "unknown option '--refrence' (Did you mean --reference?)"],
    ['override', ['--oucome', 'charged'], "unknown option '--oucome' (Did you mean --outcome?)"],
  ])('of %s %j names the unknown option, and not one that is missing', async (command, args, words) => {
    expect(reported(await usageError(command, ...args)).stderr).toBe(`tenderline: ${words} (ERR_USAGE)\n`);
  });

  it.each([['pay'], ['refund'], ['override']])('of %s is a required option that is missing', async (command) => {
    expect(reported(await usageError(command)).stderr).toMatch(
      /^tenderline: required option '--\w+ <\w+>' not specified/,
    );
  });

  it('names the required option that is missing', async () => {
    expect(reported(await usageError('pay', '--amount', '1')).stderr).toContain('--currency');
  });
});
