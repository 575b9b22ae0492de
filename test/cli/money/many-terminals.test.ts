import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { kill, printedSoFar, run, start, stop } from '../fixture/processes.ts';
import { outcomeOf, refusedWith } from '../fixture/results.ts';
import { hasJournals, newJournal, sale, simulate, type Simulation } from '../fixture/simulation.ts';

const LANE_1 = 'V400m-324688179';
const LANE_2 = 'S1F2-000158213300585';
const WRONG = 'Quite.Another.42';

let shop: Simulation;
let config: string;
let passphrase: string;

const listed = (...args: readonly string[]) => run([...args, '--config', config, '--json']);

beforeAll(async () => {
  shop = await simulate('--speed', '10', '--poiid', LANE_1, '--poiid', LANE_2);
  await shop.line('stdout', `"poiid":"${LANE_2}"`);
  const folder = dirname(shop.config);
  const membersOf = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const { keyIdentifier, keyVersion, rootCertificate, ...one } = membersOf(shop.config);
  const two = membersOf(join(folder, `tenderline.${LANE_2}.config.json`));
  passphrase = readFileSync(join(folder, 'passphrase.txt'), 'utf8').trim();
  writeFileSync(join(folder, 'wrong.txt'), WRONG);
  const key = { keyIdentifier, keyVersion };
  const addressOf = ({ poiid, host, port }: Record<string, unknown>) => ({ poiid, host, port });
  const terminals = [
    { name: 'lane-1', ...addressOf(one), sharedKeys: [{ ...key, passphraseFile: 'passphrase.txt' }] },
    { name: 'lane-2', ...addressOf(two), sharedKeys: [{ ...key, passphraseVariable: 'LANE_2_PASSPHRASE' }] },
    {
      name: 'lane-2-old',
      ...addressOf(two),
      poiid: `${LANE_2}0`,
      sharedKeys: [{ ...key, passphraseFile: 'wrong.txt' }],
    },
  ];
  config = join(folder, 'shop.json');
  writeFileSync(config, JSON.stringify({ rootCertificate, terminals }));
});

describe('a configuration of many terminals', () => {
  const env = () => ({ LANE_2_PASSPHRASE: passphrase });

  it('chooses by name, and tells which names there are', async () => {
    const options = { env: env() };
    const wrong = await run(['status', '--config', config, '--terminal', 'lane-3', '--json'], options);
    expect(wrong).toMatchObject(refusedWith('ERR_CONFIG_TERMINAL'));
    expect(wrong.stderr).toContain(`--terminal: expected one of lane-1 (${LANE_1}), lane-2 (${LANE_2})`);
    expect(wrong.stderr).toContain('found "lane-3" (did you mean lane-1?)');
    const unnamed = await run(['pay', '--config', config, ...sale('1'), '--json'], options);
    expect(unnamed).toMatchObject(refusedWith('ERR_CONFIG_TERMINAL'));
    expect(unnamed.stderr).toContain('terminal (--terminal): expected one of');
  });

  it('pays on the named terminal, sealed with the key of that terminal', async () => {
    for (const [terminal, key, exitCode] of [
      ['lane-1', passphrase, 0],
      ['lane-2', passphrase, 0],
      ['lane-2', WRONG, 3],
    ] as const) {
      const args = ['pay', '--config', config, '--terminal', terminal, ...sale('3.50'), '--json'];
      const paid = await run(args, { env: { LANE_2_PASSPHRASE: key } });
      expect(paid.exitCode).toBe(exitCode);
      if (exitCode === 3) expect(outcomeOf(paid)).toMatchObject({ failure: { code: 'ERR_REJECTED_CRYPTO' } });
    }
  });

  it.runIf(hasJournals)('asks about a stored transaction on its own terminal, which needs no name', async () => {
    const journal = newJournal();
    const args = ['pay', '--config', config, '--terminal', 'lane-2', '--journal', journal, '--id', 'basket-2'];
    const paying = start([...args, ...sale('4.20')], { env: env() });
    await paying.line('stdout', 'awaiting');
    await kill(paying);
    const asked = await run(['status', '--config', config, '--journal', journal, '--id', 'basket-2', '--json'], {
      env: env(),
    });
    expect(asked.exitCode).toBe(0);
    expect(outcomeOf(asked)).toMatchObject({ kind: 'approved', recovered: true });
  });

  it('is refused when a passphrase is missing, and no message quotes one', async () => {
    const refused = await listed('status', '--terminal', 'lane-1');
    expect(refused).toMatchObject(refusedWith('ERR_CONFIG_PASSPHRASE'));
    expect(refused.stderr).toContain('terminals[1].sharedKeys[0].passphraseVariable');
    for (const text of printedSoFar()) for (const secret of [passphrase, WRONG]) expect(text).not.toContain(secret);
  });
});

describe('listen', () => {
  it('opens what a terminal sealed with a key of its own, and nothing that another key sealed', async () => {
    const sealed = await simulate('--speed', '20', '--notify');
    const folder = dirname(sealed.config);
    const members = JSON.parse(readFileSync(sealed.config, 'utf8')) as Record<string, unknown>;
    const { poiid, host, port, keyIdentifier, keyVersion, rootCertificate, ...others } = members;
    const { passphraseFile: _, saleId: __, environment: ___, ...listening } = others;
    const listFor = (name: string, passphraseFile: string) => {
      const terminals = [{ poiid, host, port, sharedKeys: [{ keyIdentifier, keyVersion, passphraseFile }] }];
      writeFileSync(join(folder, name), JSON.stringify({ rootCertificate, ...listening, terminals }));
      return join(folder, name);
    };
    writeFileSync(join(folder, 'wrong.txt'), WRONG);
    const lists = [
      [listFor('own.json', 'passphrase.txt'), '"type":"display"'],
      [listFor('other.json', 'wrong.txt'), '"type":"refused"'],
    ] as const;
    for (const [list, expected] of lists) {
      const listener = start(['listen', '--config', list, '--json']);
      await listener.line('stdout', '"type":"listening"');
      await run(['pay', '--config', sealed.config, '--no-listen', ...sale('1')]);
      expect(await listener.line('stdout', expected)).toContain(expected);
      await stop(listener);
    }
  });
});

describe('TENDERLINE_LOG_LEVEL', () => {
  const pay = (level: string, ...args: readonly string[]) =>
    run(['pay', '--config', shop.config, ...sale('1.20'), '--json', ...args], { env: { TENDERLINE_LOG_LEVEL: level } });

  it('logs to stderr, and no secret even at trace', async () => {
    // A logger writes to the descriptor itself: only a process of its own shows it.
    const args = ['pay', '--config', shop.config, ...sale('1.20'), '--json'];
    const { stderr, exitCode } = await start(args, { env: { TENDERLINE_LOG_LEVEL: 'trace' } }).ended;
    expect(exitCode).toBe(0);
    expect(stderr).toContain('"msg":"request"');
    expect(stderr).toContain('"level":20');
    expect(stderr).not.toContain(passphrase);
    const silent = await start(args).ended;
    expect(silent.stderr).toBe('');
  });

  it('is refused with the list when it is no level of pino, and --log-level wins', async () => {
    const refused = await pay('loud');
    expect(refused).toMatchObject(refusedWith('ERR_CONFIG_SETTING'));
    const levels = 'trace, debug, info, warn, error, fatal, silent';
    expect(refused.stderr).toContain(`TENDERLINE_LOG_LEVEL: expected one of ${levels}, found "loud"`);
    expect((await pay('loud', '--log-level', 'silent')).exitCode).toBe(0);
    expect((await pay('')).exitCode).toBe(0);
  });
});
