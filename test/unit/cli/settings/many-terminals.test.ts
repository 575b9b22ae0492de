import { writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { readConnection } from '../../../../cli/settings/connection.ts';
import { readEngineConfig } from '../../../../cli/settings/engine-config.ts';
import { useTestFolder } from './test-folder.ts';

const PASSPHRASE = 'Correct.Horse.42';
const KEY = { keyIdentifier: 'lane-2', keyVersion: 3 };
const LANE_1 = { name: 'lane-1', poiid: 'V400m-324688179', host: '192.168.1.31' };
const LANE_2 = { name: 'lane-2', poiid: 'V400m-324688180', host: '192.168.1.32', port: 9443 };
const LANE_3 = { poiid: 'V400m-324688181', host: '192.168.1.33', protection: 'none' };
const SHARED = { keyIdentifier: 'shop', keyVersion: 1 };
const env = { TENDERLINE_PASSPHRASE: PASSPHRASE };

const at = useTestFolder();
let config: string;

const write = (members: object) => writeFile(config, JSON.stringify(members));
const choose = (flags: object = {}, stored?: string) =>
  readConnection({ config, ...flags }, env, stored).then(({ poiid }) => poiid);

beforeEach(async () => {
  config = at('shop.json');
  await writeFile(at('lane-2.txt'), `${PASSPHRASE}-2\n`);
  const own = { ...LANE_2, sharedKeys: [{ ...KEY, passphraseFile: 'lane-2.txt' }] };
  await write({ ...SHARED, saleId: 'TILL-07', terminals: [LANE_1, own, LANE_3] });
});

describe('a configuration of many terminals', () => {
  it('becomes the options of one engine, with the keys and the protection of each', async () => {
    const { terminals, engineOptions } = await readEngineConfig({ config }, env);
    expect(terminals).toEqual([
      { name: 'lane-1', poiid: LANE_1.poiid, address: '192.168.1.31:8443' },
      { name: 'lane-2', poiid: LANE_2.poiid, address: '192.168.1.32:9443' },
      { poiid: LANE_3.poiid, address: '192.168.1.33:8443' },
    ]);
    expect(engineOptions).toMatchObject({
      saleId: 'TILL-07',
      sharedKeys: [{ ...SHARED, passphrase: PASSPHRASE }],
      terminals: [
        { poiid: LANE_1.poiid, host: LANE_1.host, port: 8443, allowLegacyCertificate: false },
        { poiid: LANE_2.poiid, port: 9443, sharedKeys: [{ ...KEY, passphrase: `${PASSPHRASE}-2` }] },
        { poiid: LANE_3.poiid, protection: 'none' },
      ],
    });
    expect(engineOptions.terminals[0]).not.toHaveProperty('sharedKeys');
  });

  it('needs no shared key when no terminal uses it', async () => {
    await write({ terminals: [LANE_3] });
    expect((await readEngineConfig({ config }, {})).engineOptions).not.toHaveProperty('sharedKeys');
  });

  it('takes the passphrase of a terminal from the variable that it names', async () => {
    await write({ terminals: [{ ...LANE_2, sharedKeys: [{ ...KEY, passphraseVariable: 'LANE_2' }] }] });
    const { engineOptions } = await readEngineConfig({ config }, { LANE_2: PASSPHRASE });
    expect(engineOptions.terminals[0]?.sharedKeys?.[0]?.passphrase).toBe(PASSPHRASE);
    const missing = readEngineConfig({ config }, {});
    await expect(missing).rejects.toThrow('terminals[0].sharedKeys[0].passphraseVariable: expected the name of an env');
  });

  it('names the key whose file cannot be read, and not the file, which may be the passphrase', async () => {
    await write({ terminals: [{ ...LANE_2, sharedKeys: [{ ...KEY, passphraseFile: PASSPHRASE }] }] });
    const reading = readEngineConfig({ config }, {});
    await expect(reading).rejects.toThrow('terminals[0].sharedKeys[0].passphraseFile: expected a readable file');
    await expect(reading).rejects.not.toThrow(PASSPHRASE);
  });

  it.each([
    [{ host: '10.0.0.1' }, {}, '--host'],
    [{}, { TENDERLINE_PORT: '8444' }, 'TENDERLINE_PORT'],
    [{ protection: 'none' }, {}, '--protection'],
  ])('takes no address beside its list, because that may be meant for another terminal', async (flags, more, name) => {
    const reading = readEngineConfig({ config, ...flags }, { ...env, ...more });
    await expect(reading).rejects.toThrow(`${name}: expected none, because ${config} lists the terminals`);
  });
});

describe('the terminal of a command', () => {
  it('is chosen by its name or its POIID', async () => {
    expect(await choose({ terminal: 'lane-2' })).toBe(LANE_2.poiid);
    expect(await choose({ terminal: LANE_3.poiid })).toBe(LANE_3.poiid);
    expect(await choose({ poiid: LANE_3.poiid })).toBe(LANE_3.poiid);
  });

  it('is the one of the variable, or of the configuration file, where no option names it', async () => {
    const connection = await readConnection({ config }, { ...env, TENDERLINE_TERMINAL: 'lane-2' });
    expect(connection).toMatchObject({ poiid: LANE_2.poiid, address: '192.168.1.32:9443' });
    await write({ ...SHARED, terminal: 'lane-1', terminals: [LANE_2, LANE_1] });
    expect(await choose()).toBe(LANE_1.poiid);
  });

  it('needs no name where there is one', async () => {
    await write({ ...SHARED, terminals: [LANE_2] });
    expect(await choose()).toBe(LANE_2.poiid);
  });

  it('is that of a stored transaction, where nothing names one', async () => {
    expect(await choose({}, LANE_3.poiid)).toBe(LANE_3.poiid);
    expect(await choose({ terminal: 'lane-1' }, LANE_3.poiid)).toBe(LANE_1.poiid);
  });

  it('must be named where there are several: no terminal is taken by chance', async () => {
    const list = 'one of lane-1 (V400m-324688179), lane-2 (V400m-324688180), V400m-324688181';
    await expect(choose()).rejects.toThrow(`terminal: expected ${list}, found none`);
  });

  it('must be in the list; the nearest name is told', async () => {
    await expect(choose({ terminal: 'lan-2' })).rejects.toThrow('found "lan-2" (did you mean lane-2?)');
    await expect(choose({ poiid: 'V400m-32468817' })).rejects.toThrow('(did you mean V400m-324688179?)');
  });

  it('may not be named in two ways that differ', async () => {
    const choosing = choose({ terminal: 'lane-1', poiid: LANE_2.poiid });
    await expect(choosing).rejects.toThrow('expected the terminal of poiid, V400m-324688180, found V400m-324688179');
  });
});

describe('a configuration of one terminal', () => {
  it('still works, and its terminal needs no name', async () => {
    await write({ ...SHARED, poiid: LANE_1.poiid, host: LANE_1.host });
    expect(await choose()).toBe(LANE_1.poiid);
    expect(await choose({ terminal: LANE_1.poiid })).toBe(LANE_1.poiid);
    await expect(choose({ terminal: 'lane-1' })).rejects.toThrow('terminal: expected one of V400m-324688179');
  });

  it('may be one of a test terminal without a key', async () => {
    await write({ poiid: LANE_1.poiid, host: LANE_1.host, protection: 'none' });
    const { engineOptions } = await readConnection({ config }, {});
    expect(engineOptions.terminals).toMatchObject([{ protection: 'none' }]);
    expect(engineOptions).not.toHaveProperty('sharedKeys');
  });
});
