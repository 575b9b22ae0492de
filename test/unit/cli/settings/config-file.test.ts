import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig, readConfigFile } from '../../../../cli/settings/config-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenderline-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the configuration file', () => {
  it('resolves its paths against its own folder', async () => {
    const path = join(folder, 'shop.json');
    await writeFile(
      path,
      JSON.stringify({ rootCertificate: 'root.pem', passphraseFile: '/etc/secret', journal: 'shop.db', host: 'a' }),
    );
    expect(await readConfigFile(path)).toEqual({
      name: path,
      members: {
        rootCertificate: join(folder, 'root.pem'),
        passphraseFile: '/etc/secret',
        journal: join(folder, 'shop.db'),
        host: 'a',
      },
    });
  });

  it('leaves the journal of the memory a word', () => {
    expect(parseConfig('{"journal":"memory"}', 'x/shop.json')).toEqual({ journal: 'memory' });
  });

  it('may begin with a byte order mark', () => {
    expect(parseConfig('\uFEFF{"host":"a"}', 'shop.json')).toEqual({ host: 'a' });
  });

  it('must be there when it was named', async () => {
    await expect(readConfigFile(join(folder, 'none.json'))).rejects.toMatchObject({ code: 'ERR_CONFIG_FILE' });
  });

  it.each([
    ['[]', 'an array'],
    ['null', 'null'],
    ['"x"', 'a string'],
  ])('that is %s is refused as %s', (text, found) => {
    expect(() => parseConfig(text, 'shop.json')).toThrow(`shop.json: expected a JSON object, found ${found}`);
  });

  it('is refused when it has an unknown setting, which is named', () => {
    expect(() => parseConfig('{"hots":"a"}', 'shop.json')).toThrow('found "hots"');
  });

  it.each([
    ['passphrase', 'ERR_CONFIG_PASSPHRASE', 'TENDERLINE_PASSPHRASE'],
    ['listenPassword', 'ERR_CONFIG_LISTENER', 'TENDERLINE_LISTEN_PASSWORD'],
  ])('is refused when it has the %s, which is not shown', (secret, code, variable) => {
    const parse = () => parseConfig(`{"${secret}":"Secret-Secret-1!"}`, 'shop.json');
    expect(parse).toThrow(expect.objectContaining({ code }));
    for (const words of [`${secret} does not belong in the configuration file`, `${secret}File`, variable]) {
      expect(parse).toThrow(words);
    }
    expect(parse).not.toThrow('Secret-Secret');
  });

  it('that is no JSON is not quoted: a secret may stand in it', () => {
    const parse = () => parseConfig('{"x": Secret-Secret-1!}', 'shop.json');
    expect(parse).toThrow('shop.json: expected JSON');
    expect(parse).not.toThrow('Secret');
  });
});
