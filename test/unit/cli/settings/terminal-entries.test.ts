import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../../cli/settings/config-file.ts';
import { useTestFolder } from './test-folder.ts';

const SECRET = 'Correct.Horse.42';
const LANE_1 = { name: 'lane-1', poiid: 'V400m-324688179', host: '192.168.1.31' };
const LANE_2 = { poiid: 'S1F2-000158213300585', host: '192.168.1.32', port: 9443, allowLegacyCertificate: true };
const KEY = { keyIdentifier: 'lane-key', keyVersion: 3 };
const at = useTestFolder();

function parse(terminals: unknown, others: object = {}) {
  return parseConfig(JSON.stringify({ ...others, terminals }), at('shop.json'));
}

describe('the terminals of a configuration file', () => {
  it('have a name, an address, and settings of their own', () => {
    expect(parse([LANE_1, { ...LANE_2, protection: 'none' }], { saleId: 'TILL-01' })).toEqual({
      saleId: 'TILL-01',
      terminals: [LANE_1, { ...LANE_2, protection: 'none' }],
    });
  });

  it('have keys of their own, whose files are relative to the folder of the configuration', () => {
    const sharedKeys = [
      { ...KEY, passphraseFile: 'lane-1.txt' },
      { ...KEY, keyVersion: 2, passphraseVariable: 'LANE_1_OLD', allowLegacyPassphrase: true },
    ];
    expect(parse([{ ...LANE_1, sharedKeys }]).terminals?.[0]?.sharedKeys).toMatchObject([
      { ...KEY, passphraseFile: at('lane-1.txt') },
      { keyVersion: 2, passphraseVariable: 'LANE_1_OLD', allowLegacyPassphrase: true },
    ]);
  });

  it.each<[string, unknown, string, string]>([
    ['no list', {}, 'terminals: [{ "poiid", "host" }], one or more, found a object', 'ERR_CONFIG_FILE'],
    ['an empty list', [], 'found an empty list', 'ERR_CONFIG_FILE'],
    [
      'a terminal that is no object',
      ['lane-1'],
      'terminals[0]: expected an object with name, poiid',
      'ERR_CONFIG_FILE',
    ],
    ['a misspelt member', [{ ...LANE_1, hots: 'a' }], 'found "hots" (did you mean host?)', 'ERR_CONFIG_UNKNOWN'],
    [
      'a port that is none',
      [{ ...LANE_1, port: '8443' }],
      'terminals[0].port: expected an integer',
      'ERR_CONFIG_SETTING',
    ],
    ['another protection', [{ ...LANE_1, protection: 'tls' }], 'expected one of nexo, none', 'ERR_CONFIG_SETTING'],
    ['a name that is no text', [{ ...LANE_1, name: 1 }], 'terminals[0].name: expected a text', 'ERR_CONFIG_FILE'],
    ['no POIID', [{ host: 'a' }], 'terminals[0].poiid: expected a value, found none', 'ERR_CONFIG_FILE'],
    ['no host', [LANE_1, { poiid: 'P-1' }], 'terminals[1].host: expected a value, found none', 'ERR_CONFIG_FILE'],
    ['one terminal twice', [LANE_1, LANE_1], 'each name and POIID once, found "lane-1" twice', 'ERR_CONFIG_FILE'],
    [
      'the POIID of one as the name of another',
      [LANE_1, { ...LANE_2, name: LANE_1.poiid }],
      '"V400m-324688179" twice',
      'ERR_CONFIG_FILE',
    ],
    ['no key', [{ ...LANE_1, sharedKeys: [] }], 'a list of keys, one or more, found an empty list', 'ERR_CONFIG_FILE'],
    ['a key without a passphrase', [{ ...LANE_1, sharedKeys: [KEY] }], 'one of passphraseFile and', 'ERR_CONFIG_FILE'],
    [
      'a key with two passphrases',
      [{ ...LANE_1, sharedKeys: [{ ...KEY, passphraseFile: 'a', passphraseVariable: 'B' }] }],
      'found both',
      'ERR_CONFIG_FILE',
    ],
    [
      'a misspelt member of a key',
      [{ ...LANE_1, sharedKeys: [{ ...KEY, passphraseFil: 'a' }] }],
      'found "passphraseFil" (did you mean passphraseFile?)',
      'ERR_CONFIG_UNKNOWN',
    ],
    [
      'keys beside no protection',
      [{ ...LANE_1, protection: 'none', sharedKeys: [{ ...KEY, passphraseFile: 'a' }] }],
      "expected 'nexo', because the terminal has sharedKeys",
      'ERR_CONFIG_FILE',
    ],
  ])('are refused with %s', (_, terminals, words, code) => {
    expect(() => parse(terminals)).toThrow(expect.objectContaining({ code }));
    expect(() => parse(terminals)).toThrow(words);
  });

  it.each([
    ['a passphrase in a key', { ...KEY, passphrase: SECRET }, 'passphrase does not belong in the configuration file'],
    ['a passphrase for the name of its variable', { ...KEY, passphraseVariable: SECRET }, 'the name of an environment'],
    ['a passphrase for a key', SECRET, 'sharedKeys[0]: expected an object with keyIdentifier'],
  ])('never quote %s', (_, key, words) => {
    expect(() => parse([{ ...LANE_1, sharedKeys: [key] }])).toThrow(words);
    expect(() => parse([{ ...LANE_1, sharedKeys: [key] }])).not.toThrow(SECRET);
  });

  it.each([
    ['poiid', 'P-1'],
    ['host', 'a'],
    ['port', 1],
    ['allowLegacyCertificate', true],
    ['protection', 'none'],
  ])('do not go with %s beside them', (member, value) => {
    expect(() => parse([LANE_1], { [member]: value })).toThrow(
      `expected either terminals or ${member}, found both; give each terminal its ${member} in the list`,
    );
  });
});
