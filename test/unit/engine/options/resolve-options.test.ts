import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, type EngineOptions } from '../../../../engine/options/engine-options.ts';
import { resolveOptions } from '../../../../engine/options/resolve-options.ts';
import { silentLogger } from '../../../../engine/runtime/logging.ts';
import { createEngine } from '../../../../index.ts';
import { CURRENCY_EXPONENTS } from '../../../../protocol/currency-exponents.ts';
import { steppedClock } from '../../../support/clock.ts';
import { never, SHARED_KEY } from '../../../support/terminal/sealed-terminal.ts';
import { POIID } from '../../../support/test-engine.ts';

type Over = Partial<Record<keyof EngineOptions, unknown>>;

const optionsWith = (over: Over = {}) =>
  ({
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [{ poiid: POIID, host: '192.0.2.1' }],
    sharedKeys: [SHARED_KEY],
    ...over,
  }) as EngineOptions;

/** One terminal, with these members beside its address. */
const terminalWith = (over: object): Over => ({ terminals: [{ poiid: POIID, host: '192.0.2.1', ...over }] });

const refused = (over: Over) => {
  try {
    resolveOptions(optionsWith(over));
  } catch (error) {
    return error;
  }
  return 'nothing was refused';
};

const listenerMistakes: readonly (readonly [string, object])[] = [
  ['a misspelt member of the listener', { prot: 8080 }],
  ['a misspelt limit of the listener', { limits: { bodyBytesMx: 1 } }],
  ['a misspelt member of the credentials', { credentials: { username: 'u', password: 'p', pasword: 'Secret' } }],
  ['a member of the TLS options that is not known', { tls: { cert: 'c', key: 'Secret', ca: 'a' } }],
];

describe('a mistake in the set-up of an engine', () => {
  it.each<[string, string, Over]>([
    ['no environment', 'ERR_CONFIG_ENVIRONMENT', { environment: undefined }],
    ['an unknown environment', 'ERR_CONFIG_ENVIRONMENT', { environment: 'prod' }],
    ['no saleId', 'ERR_CONFIG_SALE_ID', { saleId: '' }],
    [
      'a clock that can be set, and no other',
      'ERR_CONFIG_CLOCK',
      { parts: { clock: { ...steppedClock(), upMs: undefined } } },
    ],
    ['no terminals', 'ERR_CONFIG_TERMINAL', { terminals: [] }],
    [
      'a terminal twice',
      'ERR_CONFIG_TERMINAL',
      {
        terminals: [
          { poiid: POIID, host: 'a' },
          { poiid: POIID, host: 'b' },
        ],
      },
    ],
    ['a POIID without a hyphen', 'ERR_CONFIG_TERMINAL', { terminals: [{ poiid: 'V400m', host: 'a' }] }],
    ['a host with a scheme', 'ERR_CONFIG_TERMINAL', { terminals: [{ poiid: POIID, host: 'https://a' }] }],
    ['a port out of range', 'ERR_CONFIG_TERMINAL', { terminals: [{ poiid: POIID, host: 'a', port: 70_000 }] }],
    ['no keys', 'ERR_CONFIG_KEY', { sharedKeys: [] }],
    ['keys that are no list', 'ERR_CONFIG_KEY', { sharedKeys: undefined }],
    ['a key twice', 'ERR_CONFIG_KEY', { sharedKeys: [SHARED_KEY, SHARED_KEY] }],
    ['a weak passphrase', 'ERR_CONFIG_PASSPHRASE', { sharedKeys: [{ ...SHARED_KEY, passphrase: 'short-Secret1!' }] }],
    ['no passphrase', 'ERR_CONFIG_PASSPHRASE', { sharedKeys: [{ ...SHARED_KEY, passphrase: undefined }] }],
    ['a misspelt member of a key', 'ERR_CONFIG_KEY', { sharedKeys: [{ ...SHARED_KEY, keyVresion: 2 }] }],
    ['console as logger', 'ERR_CONFIG_LOGGER', { logger: console }],
    ['half a logger', 'ERR_CONFIG_LOGGER', { logger: { child: () => ({}), info: () => {} } }],
    ['a logger whose children are none', 'ERR_CONFIG_LOGGER', { logger: { ...silentLogger, child: () => console } }],
    ['a logger that is a text', 'ERR_CONFIG_LOGGER', { logger: 'info' }],
    ['a misspelt part', 'ERR_CONFIG_PARTS', { parts: { clok: steppedClock() } }],
    ['a source of randomness that gives no bytes', 'ERR_CONFIG_PARTS', { parts: { random: {} } }],
    ['a transport that is no function', 'ERR_CONFIG_PARTS', { parts: { transport: { post: () => never } } }],
    ['a key ring that finds nothing', 'ERR_CONFIG_PARTS', { parts: { keyRing: {} } }],
    ['a boot without a name', 'ERR_CONFIG_PARTS', { parts: { bootId: 7 } }],
    ...listenerMistakes.map(([what, over]): [string, string, Over] => [
      what,
      'ERR_CONFIG_LISTENER',
      { listener: { host: '127.0.0.1', port: 0, ...over } },
    ]),
    [
      'a weak passphrase of one terminal',
      'ERR_CONFIG_PASSPHRASE',
      terminalWith({ sharedKeys: [{ ...SHARED_KEY, passphrase: 'Secret1!' }] }),
    ],
    ['an empty list of keys of one terminal', 'ERR_CONFIG_KEY', terminalWith({ sharedKeys: [] })],
    [
      'a passphrase in place of the keys of a terminal',
      'ERR_CONFIG_TERMINAL',
      terminalWith({ sharedKeys: 'Secret1!' as never }),
    ],
    [
      'no protection with a key',
      'ERR_CONFIG_PROTECTION',
      terminalWith({ protection: 'none', sharedKeys: [SHARED_KEY] }),
    ],
    [
      'no protection for a live terminal',
      'ERR_CONFIG_PROTECTION',
      { ...terminalWith({ protection: 'none' }), environment: 'live' },
    ],
    [
      'a passphrase in place of a protection',
      'ERR_CONFIG_TERMINAL',
      terminalWith({ protection: 'Secret1!word' as never }),
    ],
    ['a protection that does not exist', 'ERR_CONFIG_TERMINAL', terminalWith({ protection: 'tls' as never })],
    ['an unknown limit', 'ERR_CONFIG_LIMIT', { limits: { timeout: 1 } }],
    ['a limit of nothing', 'ERR_CONFIG_LIMIT', { limits: { responseTimeoutMs: 0 } }],
    ['an exponent out of range', 'ERR_CONFIG_CURRENCY', { currencyExponents: { EUR: 9 } }],
    ['a root file that is not there', 'ERR_CONFIG_ROOT', { rootCertificate: '/no/such/root.pem', parts: {} }],
  ])('(%s) is refused with %s before the engine starts, and no secret is quoted', async (_, code, over) => {
    const options = optionsWith({
      parts: { transport: () => ({ post: () => never, close: () => Promise.resolve() }) },
      ...over,
    });
    const error: unknown = await createEngine(options).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code, name: 'ConfigError', message: expect.stringContaining('expected') as unknown });
    expect(String(error)).not.toContain('Secret');
  });

  it.each<[string, string, string, Over]>([
    ['a misspelt option', 'ERR_CONFIG_OPTIONS', 'options', { limit: {} } as Over],
    [
      'a setting of the tip that is no boolean',
      'ERR_CONFIG_TIP',
      'tipInRequestedAmount',
      { tipInRequestedAmount: 'yes' },
    ],
    ['an unknown encoding', 'ERR_CONFIG_ENCODING', 'saleToAcquirerDataEncoding', { saleToAcquirerDataEncoding: 'xml' }],
    ['a saleId that is too long', 'ERR_CONFIG_SALE_ID', 'saleId', { saleId: 'x'.repeat(129) }],
    ['terminals that are no list', 'ERR_CONFIG_TERMINAL', 'terminals', { terminals: POIID }],
    [
      'a misspelt member of a terminal',
      'ERR_CONFIG_TERMINAL',
      'terminals[0]',
      { terminals: [{ poiid: POIID, host: 'a', prot: 1 }] },
    ],
    [
      'a second terminal without a host',
      'ERR_CONFIG_TERMINAL',
      'terminals[1].host',
      { terminals: [{ poiid: POIID, host: 'a' }, { poiid: 'V400m-324688180' }] },
    ],
    [
      'a second terminal with a bad POIID',
      'ERR_CONFIG_TERMINAL',
      'terminals[1].poiid',
      {
        terminals: [
          { poiid: POIID, host: 'a' },
          { poiid: 17, host: 'b' },
        ],
      },
    ],
    ['a limit beyond the timers of Node.js', 'ERR_CONFIG_LIMIT', 'limits.queueMax', { limits: { queueMax: 2 ** 31 } }],
    ['a limit that is no integer', 'ERR_CONFIG_LIMIT', 'limits.queueMax', { limits: { queueMax: 1.5 } }],
    ['a currency in small letters', 'ERR_CONFIG_CURRENCY', 'currencyExponents', { currencyExponents: { eur: 2 } }],
    ['an application without a version', 'ERR_CONFIG_APPLICATION', 'application', { application: { name: 'till' } }],
    [
      'an application with a name that no message can hold',
      'ERR_CONFIG_APPLICATION',
      'application',
      { application: { name: 'a|b', version: '1' } },
    ],
    ['a listener that cannot be copied', 'ERR_CONFIG_LISTENER', 'listener', { listener: { host: () => 'a' } }],
  ])('(%s) is refused with %s, and the path %s', (_, code, path, over) => {
    expect(refused(over)).toMatchObject({
      code,
      name: 'ConfigError',
      path: expect.stringContaining(path) as unknown,
      expected: expect.any(String) as unknown,
      found: expect.any(String) as unknown,
    });
  });

  it.each<[string, Over]>([
    ['did you mean limits?', { limit: {} } as Over],
    ['did you mean keyVersion?', { sharedKeys: [{ ...SHARED_KEY, keyVresion: 2 }] }],
    ['did you mean clock?', { parts: { clok: steppedClock() } }],
    ['did you mean port?', { listener: { host: '127.0.0.1', port: 0, prot: 1 } }],
    ['one without child;', { logger: console }],
  ])('names the option that was meant: %s', async (words, over) => {
    const parts = { transport: () => ({ post: () => never, close: () => Promise.resolve() }) };
    await expect(createEngine(optionsWith({ parts, ...over }))).rejects.toThrow(words);
  });

  it.each([undefined, null, 'TILL-01'])('(no options at all: %j) is refused with ERR_CONFIG_OPTIONS', (given) => {
    expect(() => resolveOptions(given as never)).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_OPTIONS' }));
  });

  it('(a passphrase in place of the list of keys) is refused without what was found', () => {
    expect(String(refused({ sharedKeys: 'Lane7_Blue!Kettle' }))).not.toContain('Kettle');
  });
});

describe('the host of a terminal', () => {
  const resolve = (host: string) => refused({ terminals: [{ poiid: POIID, host }] });

  it.each(['192.0.2.1', '2001:db8::1', 'terminal', 'lane-1.shop.example', 'lane_1', 'a1', '1a'])(
    'is an address or a name: %s',
    (host) => expect(resolve(host)).toBe('nothing was refused'),
  );

  it.each(['', ' ', '192.0.2', '192.0.2.256', 'a.1', 'a b', 'a/b', 'a:8443', '-a', 'a-', '.a', `a${'.b'.repeat(130)}`])(
    'is neither in %j, which is refused',
    (host) => expect(resolve(host)).toMatchObject({ code: 'ERR_CONFIG_TERMINAL' }),
  );
});

describe('the keys of an engine', () => {
  it.each<[string, Over]>([
    ['every terminal has keys of its own', terminalWith({ sharedKeys: [SHARED_KEY] })],
    ['no terminal is protected', terminalWith({ protection: 'none' })],
  ])('may be left out when %s', (_, over) => {
    expect(resolveOptions(optionsWith({ ...over, sharedKeys: undefined })).sharedKeys).toBeUndefined();
  });
});

describe('the options of an engine', () => {
  it('have a default for everything that may be left out', () => {
    expect(resolveOptions(optionsWith())).toEqual({
      saleId: 'TILL-01',
      environment: 'test',
      terminals: new Map([[POIID, { poiid: POIID, host: '192.0.2.1', port: 8443, allowLegacyCertificate: false }]]),
      sharedKeys: [SHARED_KEY],
      ownKeys: [],
      unprotected: new Set(),
      application: undefined,
      saleToAcquirerDataEncoding: 'json',
      tipInRequestedAmount: false,
      currencyExponents: CURRENCY_EXPONENTS,
      limits: DEFAULT_LIMITS,
      listener: undefined,
      prefersToTake: 'all',
    });
  });

  it.each([
    [false, undefined],
    [{}, 'all'],
    [{ prefers: [POIID] }, new Set([POIID])],
  ])('say which terminals are taken: %j', (takeOver, prefersToTake) => {
    expect(resolveOptions(optionsWith({ takeOver })).prefersToTake).toEqual(prefersToTake);
  });

  it.each([{ prefers: ['V400m-unknown'] }, { prefers: POIID }, { other: 1 }, true])(
    'name no terminals to take that there are not: %j',
    (takeOver) => {
      const code = 'ERR_CONFIG_TAKE_OVER';
      expect(() => resolveOptions(optionsWith({ takeOver }))).toThrow(expect.objectContaining({ code }));
    },
  );

  it('replace single limits and single currencies, and leave the others as they are', () => {
    const given = optionsWith({ limits: { queueMax: 1 }, currencyExponents: { ISK: 2 } });
    const { limits, currencyExponents } = resolveOptions(given);
    expect(limits).toEqual({ ...DEFAULT_LIMITS, queueMax: 1 });
    expect(currencyExponents).toEqual({ ...CURRENCY_EXPONENTS, ISK: 2 });
  });

  it('keep the terminals in the order in which they were given', () => {
    const poiids = ['V400m-2', 'P400Plus-1', 'V400m-1'];
    const { terminals } = resolveOptions(optionsWith({ terminals: poiids.map((poiid) => ({ poiid, host: 'a' })) }));
    expect([...terminals.keys()]).toEqual(poiids);
  });

  it('are copied: what the caller does with his objects afterwards changes nothing', () => {
    const given = {
      terminals: [{ poiid: POIID, host: 'a' }],
      sharedKeys: [{ ...SHARED_KEY }],
      limits: { queueMax: 1 },
      application: { name: 'till', version: '1' },
      listener: { host: '127.0.0.1', port: 0, credentials: { username: 'term', password: 'b4sic-Secret' } },
    };
    const resolved = resolveOptions(optionsWith(given));
    const before = structuredClone(resolved);
    for (const member of [given.terminals[0], given.sharedKeys[0], given.application, given.listener.credentials]) {
      for (const name of Object.keys(member ?? {})) Object.assign(member ?? {}, { [name]: 'other' });
    }
    given.limits.queueMax = 2;
    given.terminals.length = 0;
    given.sharedKeys.length = 0;
    expect(resolved).toEqual(before);
  });
});
