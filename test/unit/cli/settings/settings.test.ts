import { describe, expect, it } from 'vitest';
import { flagOf, required, resolveSettings, variableOf } from '../../../../cli/settings/settings.ts';
import { ConfigError } from '../../../../errors.ts';

const file = (members: Record<string, unknown>) => ({ name: 'shop.json', members });

describe('settings', () => {
  it('have one name, spelt as an option, as a variable and as a member', () => {
    expect(flagOf('rootCertificate')).toBe('--root-certificate');
    expect(variableOf('rootCertificate')).toBe('TENDERLINE_ROOT_CERTIFICATE');
    expect(variableOf('saleId')).toBe('TENDERLINE_SALE_ID');
    expect(flagOf('id')).toBe('--id');
  });

  it('are taken from the option first, then from the variable, then from the file', () => {
    const flags = { host: 'from-flag' };
    const env = { TENDERLINE_HOST: 'from-variable', TENDERLINE_PORT: '2' };
    const members = { host: 'from-file', port: 3, saleId: 'from-file' };
    expect(resolveSettings({ flags, env, file: file(members) })).toEqual({
      host: 'from-flag',
      port: 2,
      saleId: 'from-file',
    });
    expect(resolveSettings({ flags: {}, env, file: file(members) }).host).toBe('from-variable');
    expect(resolveSettings({ flags: {}, env: {}, file: file(members) }).host).toBe('from-file');
  });

  it('treat an empty variable as not given', () => {
    expect(resolveSettings({ flags: {}, env: { TENDERLINE_HOST: '' }, file: file({ host: 'h' }) })).toEqual({
      host: 'h',
    });
  });

  it('ignore options that are no settings', () => {
    expect(resolveSettings({ flags: { json: true, amount: '1' }, env: {} })).toEqual({});
  });

  it.each([
    [{ flags: { port: '8443' }, env: {} }, { port: 8443 }],
    [{ flags: {}, env: { TENDERLINE_KEY_VERSION: '0' } }, { keyVersion: 0 }],
    [{ flags: { responseTimeout: '0.25' }, env: {} }, { responseTimeout: 0.25 }],
    [{ flags: {}, env: {}, file: file({ statusInterval: 2.5 }) }, { statusInterval: 2.5 }],
    [{ flags: { listenClearText: true }, env: { TENDERLINE_LISTEN_CLEAR_TEXT: 'false' } }, { listenClearText: true }],
    [
      { flags: {}, env: { TENDERLINE_LISTEN_CLEAR_TEXT: 'false' }, file: file({ listenClearText: true }) },
      { listenClearText: false },
    ],
  ])('are read as numbers and booleans from %j', (sources, expected) => {
    expect(resolveSettings(sources)).toEqual(expected);
  });

  it.each([
    [{ flags: { port: '84x' }, env: {} }, '--port: expected an integer from 0, found "84x"'],
    [{ flags: { keyVersion: '1.5' }, env: {} }, '--key-version: expected an integer from 0, found 1.5'],
    [{ flags: {}, env: { TENDERLINE_PORT: '-1' } }, 'TENDERLINE_PORT: expected an integer from 0, found "-1"'],
    [
      { flags: { statusInterval: '0' }, env: {} },
      '--status-interval: expected seconds, more than 0, decimals allowed, found 0',
    ],
    [
      { flags: {}, env: {}, file: file({ port: '8443' }) },
      'port in shop.json: expected an integer from 0, found "8443"',
    ],
    [{ flags: {}, env: {}, file: file({ host: 5 }) }, 'host in shop.json: expected a text, found 5'],
    [{ flags: {}, env: {}, file: file({ host: null }) }, 'host in shop.json: expected a text, found null'],
    [{ flags: { environment: 'prod' }, env: {} }, "--environment: expected 'test' or 'live', found \"prod\""],
    [{ flags: {}, env: { TENDERLINE_LOCALE: 'EN' } }, 'TENDERLINE_LOCALE: expected one of en, nl, de, fr, found "EN"'],
    [
      { flags: {}, env: { TENDERLINE_LISTEN_CLEAR_TEXT: '1' } },
      'TENDERLINE_LISTEN_CLEAR_TEXT: expected true or false, found "1"',
    ],
    [
      { flags: {}, env: {}, file: file({ listenClearText: 'true' }) },
      'listenClearText in shop.json: expected true or false, found "true"',
    ],
    [{ flags: { host: '' }, env: {} }, '--host: expected a text, found ""'],
  ])('refuse %j with the place, the expected and the found value', (sources, message) => {
    const resolve = () => resolveSettings(sources);
    expect(resolve).toThrow(ConfigError);
    expect(resolve).toThrow(message);
  });

  it('never quote a value that may be a secret', () => {
    const resolve = () => resolveSettings({ flags: {}, env: {}, file: file({ passphraseFile: 12345678 }) });
    expect(resolve).toThrow('passphraseFile in shop.json: expected the path of a file, found a number');
  });

  it('are asked for, when they are missing, with the three ways to give them', () => {
    const missing = () => required({}, 'keyIdentifier');
    expect(missing).toThrow(ConfigError);
    for (const way of ['--key-identifier', 'TENDERLINE_KEY_IDENTIFIER', '"keyIdentifier" in the configuration file']) {
      expect(missing).toThrow(way);
    }
    expect(required({ keyVersion: 0 }, 'keyVersion')).toBe(0);
  });
});
