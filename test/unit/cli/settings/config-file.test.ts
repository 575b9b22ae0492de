import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseConfig, readConfigFile } from '../../../../cli/settings/config-file.ts';
import { useTestFolder } from './test-folder.ts';

const at = useTestFolder();

describe('the configuration file', () => {
  it('has paths that are relative to its own folder', async () => {
    const path = at('shop.json');
    await writeFile(
      path,
      JSON.stringify({ rootCertificate: 'root.pem', passphraseFile: '/etc/secret', journal: 'shop.db', host: 'a' }),
    );
    expect(await readConfigFile(path)).toEqual({
      name: path,
      members: {
        rootCertificate: at('root.pem'),
        passphraseFile: '/etc/secret',
        journal: at('shop.db'),
        host: 'a',
      },
    });
  });

  it('may name the journal in memory, which is no path', () => {
    expect(parseConfig('{"journal":"memory"}', 'x/shop.json')).toEqual({ journal: 'memory' });
  });

  it('may begin with a byte order mark', () => {
    expect(parseConfig('\uFEFF{"host":"a"}', 'shop.json')).toEqual({ host: 'a' });
  });

  it('must exist when it was given', async () => {
    await expect(readConfigFile(at('none.json'))).rejects.toMatchObject({ code: 'ERR_CONFIG_FILE' });
  });

  it.each([
    ['[]', 'an array'],
    ['null', 'null'],
    ['"x"', 'a string'],
  ])('is refused when it is %s, which is reported as %s', (text, found) => {
    expect(() => parseConfig(text, 'shop.json')).toThrow(`shop.json: expected a JSON object, found ${found}`);
  });

  it('has limits of the engine under their own names, which the engine checks', () => {
    expect(parseConfig('{"limits":{"sendWithinMs":"x"}}', 'shop.json')).toEqual({ limits: { sendWithinMs: 'x' } });
    for (const text of ['[]', '5', 'null']) {
      expect(() => parseConfig(`{"limits":${text}}`, 'shop.json')).toThrow(
        expect.objectContaining({ code: 'ERR_CONFIG_LIMIT', path: 'shop.json, limits' }),
      );
    }
  });

  it.each([
    ['responseTimeout', 'responseTimeoutMs'],
    ['statusInterval', 'statusIntervalMs'],
  ])('does not say %s in two ways, because neither may win by chance', (setting, limit) => {
    expect(() => parseConfig(JSON.stringify({ [setting]: 60, limits: { [limit]: 60_000 } }), 'shop.json')).toThrow(
      `expected either ${setting} (seconds) or limits.${limit}, found both; leave out "${setting}"`,
    );
    expect(parseConfig(JSON.stringify({ [setting]: 60, limits: { queueMax: 1 } }), 'shop.json')).toBeDefined();
  });

  it('is refused for an unknown setting, which the message names', () => {
    expect(() => parseConfig('{"hots":"a"}', 'shop.json')).toThrow('found "hots"');
  });

  it.each([
    ['passphrase', 'ERR_CONFIG_PASSPHRASE', 'TENDERLINE_PASSPHRASE'],
    ['listenPassword', 'ERR_CONFIG_LISTENER', 'TENDERLINE_LISTEN_PASSWORD'],
  ])('is refused for the %s, which the message does not quote', (secret, code, variable) => {
    const parse = () => parseConfig(`{"${secret}":"Secret-Secret-1!"}`, 'shop.json');
    expect(parse).toThrow(expect.objectContaining({ code }));
    for (const words of [`${secret} does not belong in the configuration file`, `${secret}File`, variable]) {
      expect(parse).toThrow(words);
    }
    expect(parse).not.toThrow('Secret-Secret');
  });

  it('is refused when it is no JSON, and is not quoted, because it may hold a secret', () => {
    const parse = () => parseConfig('{"x": Secret-Secret-1!}', 'shop.json');
    expect(parse).toThrow('shop.json: expected JSON');
    expect(parse).not.toThrow('Secret');
  });
});
