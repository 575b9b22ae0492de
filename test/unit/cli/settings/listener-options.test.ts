import { writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { explainBusyPort, readListener } from '../../../../cli/settings/listener-options.ts';
import type { Settings } from '../../../../cli/settings/settings.ts';
import { ConfigError } from '../../../../errors.ts';
import { useTestFolder } from './test-folder.ts';

const at = useTestFolder();
beforeEach(async () => {
  await writeFile(at('password'), 'From the file\n');
  await writeFile(at('pem'), '-----BEGIN X-----');
});

const read = (settings: Settings, env: Record<string, string> = {}, flags: Record<string, unknown> = {}) =>
  readListener(8080, { settings, env, flags });

describe('a listener', () => {
  it('listens by default on this machine only, to sealed notifications only', async () => {
    expect(await read({})).toEqual({ host: '127.0.0.1', port: 8080, allowClearText: false });
  });

  it('takes address, certificate and clear text from the settings', async () => {
    const settings = { listenHost: '::1', listenCertificate: at('pem'), listenKey: at('pem'), listenClearText: true };
    expect(await read(settings)).toEqual({
      host: '::1',
      port: 8080,
      tls: { cert: expect.any(Uint8Array), key: expect.any(Uint8Array) },
      allowClearText: true,
    });
  });

  it('takes the password from the file of the option first, then from the variable, then from another file', async () => {
    const settings = { listenUser: 'terminal', listenPasswordFile: at('password') };
    const variable = { TENDERLINE_LISTEN_PASSWORD: 'From the variable' };
    const option = { listenPasswordFile: at('password') };
    const passwordOf = async (env?: Record<string, string>, flags?: Record<string, unknown>) =>
      (await read(settings, env, flags)).credentials;
    expect(await passwordOf(variable, option)).toEqual({ username: 'terminal', password: 'From the file' });
    expect(await passwordOf(variable)).toEqual({ username: 'terminal', password: 'From the variable' });
    expect(await passwordOf()).toEqual({ username: 'terminal', password: 'From the file' });
  });

  it.each<[string, Settings, Record<string, string>, string, string]>([
    ['a user alone', { listenUser: 'till' }, {}, 'ERR_CONFIG_LISTENER', 'TENDERLINE_LISTEN_PASSWORD'],
    ['a password alone', {}, { TENDERLINE_LISTEN_PASSWORD: 'Hush' }, 'ERR_CONFIG_MISSING', '--listen-user'],
    ['a key alone', { listenKey: 'Hush' }, {}, 'ERR_CONFIG_LISTENER', '--listen-certificate too for HTTPS'],
    ['a certificate alone', { listenCertificate: 'c' }, {}, 'ERR_CONFIG_LISTENER', '--listen-key too for HTTPS'],
    [
      'a key that may have been given in place of its file',
      { listenKey: 'Hush', listenCertificate: 'Hush' },
      {},
      'ERR_CONFIG_LISTENER',
      'listenCertificate: expected a readable file in PEM, found ENOENT',
    ],
    [
      'a password in place of its file',
      { listenUser: 'till', listenPasswordFile: 'Hush' },
      {},
      'ERR_CONFIG_LISTENER',
      'listenPasswordFile: expected a readable file, found ENOENT',
    ],
  ])(
    'is refused with %s, by a message that says what to do and quotes no secret',
    async (_, settings, env, code, words) => {
      const refused = read(settings, env);
      await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
      await expect(refused).rejects.not.toThrow('Hush');
    },
  );
});

describe('a port that is taken', () => {
  const refusal = (code: string) =>
    new ConfigError('ERR_CONFIG_LISTENER', 'cannot listen', { cause: Object.assign(new Error('x'), { code }) });

  it('is explained with who may use it and what to do instead', () => {
    const explained = explainBusyPort(refusal('EADDRINUSE'), 'do without');
    expect(explained).toMatchObject({ code: 'ERR_CONFIG_LISTENER' });
    expect(String(explained)).toMatch(/cannot listen: another process listens there.*or do without$/);
  });

  it('is the only error that is explained', () => {
    for (const error of [refusal('EACCES'), new ConfigError('ERR_CONFIG_ROOT', 'x'), new Error('x'), 'x']) {
      expect(explainBusyPort(error, 'do without')).toBe(error);
    }
  });
});
