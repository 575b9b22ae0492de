import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { endFile } from '../../support/end-of-file.ts';
import { hasScreen, startOnScreen } from '../fixture/on-screen.ts';
import { printedSoFar, run, stop, temporaryFolder, type Result } from '../fixture/processes.ts';
import { outcomeOf, refusedWith } from '../fixture/results.ts';
import { hasJournals, simulateIn } from '../fixture/simulation.ts';

afterEach(endFile);

const POIID = 'V400m-324688179';
const journal = hasJournals ? [] : ['--journal', 'memory'];
const members = (path: string): Record<string, unknown> => ({ ...JSON.parse(readFileSync(path, 'utf8')) });
const stepsOf = ({ events }: Result) => events.filter(({ type }) => type === 'step').map(({ name }) => name);
const modeOf = (path: string) => (process.platform === 'win32' ? 0o600 : statSync(path).mode & 0o777);

/** A simulated terminal that runs elsewhere, and the options that describe it. */
async function lane(folder = temporaryFolder()) {
  const shop = await simulateIn(join(folder, 'shop'), ['--speed', '50']);
  const { port } = members(shop.config);
  const root = join(folder, 'shop', 'fleet-root.pem');
  const passphrase = join(folder, 'shop', 'passphrase.txt');
  const terminal = ['--poiid', POIID, '--host', '127.0.0.1', '--port', String(port), '--root-certificate', root];
  return { folder, shop, root, passphrase, port: Number(port), terminal };
}
const KEY = ['--key-identifier', 'simulator'];

describe('setup, without a person', () => {
  it('makes a lane on a simulated terminal, from nothing to an approved payment', async () => {
    const cwd = temporaryFolder();
    const result = await run(['setup', '--simulator', 'sim', '--speed', '50', '--json', ...journal], { cwd });
    expect(result.exitCode).toBe(0);
    expect(stepsOf(result)).toEqual([
      'Environment',
      'Simulated terminal',
      'Configuration',
      'Network and doctor',
      'First payment',
    ]);
    expect(outcomeOf(result)).toMatchObject({ kind: 'approved', charged: 'yes' });
    const config = join(cwd, 'tenderline.config.json');
    expect(result.events.at(-1)).toEqual({ type: 'setup', status: 'done', config });
    expect(modeOf(config)).toBe(0o600);
    expect(members(config)).toMatchObject({ environment: 'test', rootCertificate: 'sim/fleet-root.pem' });
    expect(existsSync(join(cwd, 'tenderline.db'))).toBe(hasJournals);
  });

  it('replaces no configuration that exists, unless it is said', async () => {
    const cwd = temporaryFolder();
    const config = join(cwd, 'tenderline.config.json');
    writeFileSync(config, '{}');
    const args = ['setup', '--simulator', 'sim', '--speed', '50', '--json', ...journal];
    expect(await run(args, { cwd })).toMatchObject(refusedWith('ERR_CONFIG_FILE', expect.stringContaining('--force')));
    expect(readFileSync(config, 'utf8')).toBe('{}');
    expect((await run([...args, '--force'], { cwd })).exitCode).toBe(0);
    expect(members(config)).toMatchObject({ saleId: 'TILL-01' });
  });

  it('takes every answer from options, checks the lane, and pays', async () => {
    const { folder, terminal, passphrase, port } = await lane();
    const config = join(folder, 'till.json');
    const args = ['setup', ...terminal, ...KEY, '--passphrase-file', passphrase, '--config', config, '--pay', '3.50'];
    const result = await run([...args, '--sale-id', 'TILL-07', '--json', ...journal]);
    expect(result.exitCode).toBe(0);
    expect(stepsOf(result)).toEqual([
      'Environment',
      'Root certificate',
      'Terminals',
      'Shared key',
      'Configuration',
      'Network and doctor',
      'First payment',
    ]);
    expect(outcomeOf(result)).toMatchObject({ kind: 'approved', amounts: { authorized: { value: 350 } } });
    expect(members(config)).toEqual({
      environment: 'test',
      saleId: 'TILL-07',
      journal: hasJournals ? 'tenderline.db' : 'memory',
      rootCertificate: 'shop/fleet-root.pem',
      keyIdentifier: 'simulator',
      keyVersion: 1,
      passphraseFile: 'shop/passphrase.txt',
      terminals: [{ poiid: POIID, host: '127.0.0.1', port }],
    });
    const secret = readFileSync(passphrase, 'utf8').trim();
    expect(printedSoFar().some((text) => text.includes(secret))).toBe(false);
  });

  it('takes them from a file too, and pays nothing that nobody asked for', async () => {
    const { folder, port } = await lane();
    const answers = join(folder, 'answers.json');
    const terminals = [{ poiid: POIID, host: '127.0.0.1', port, name: 'lane-1' }];
    const key = { keyIdentifier: 'simulator', keyVersion: 1, passphraseFile: 'shop/passphrase.txt' };
    writeFileSync(
      answers,
      JSON.stringify({ ...key, terminals, rootCertificate: 'shop/fleet-root.pem', journal: 'memory' }),
    );
    const config = join(folder, 'till.json');
    const result = await run(['setup', '--answers', answers, '--config', config, '--json']);
    expect(result.exitCode).toBe(0);
    expect(result.events).toContainEqual({ type: 'skipped', name: 'First payment' });
    expect(outcomeOf(result)).toEqual({});
    expect(members(config)).toMatchObject({ terminals, passphraseFile: 'shop/passphrase.txt' });
  });

  it('says everything that is missing at once, and writes nothing', async () => {
    const cwd = temporaryFolder();
    const result = await run(['setup', '--host', '192.0.2.1', '--json'], { cwd });
    expect(result.exitCode).toBe(2);
    expect(result.events.at(-1)).toMatchObject({ type: 'error', code: 'ERR_INPUT_SETUP' });
    const message = String(result.events.at(-1)?.['message']);
    for (const option of ['--poiid', '--root-certificate', '--fetch-root', '--key-identifier', '--passphrase-file']) {
      expect(message).toContain(option);
    }
    expect(message).not.toContain('--host');
    expect(existsSync(join(cwd, 'tenderline.config.json'))).toBe(false);
  });

  it('makes a passphrase for this user alone, says where to set it, and pays nothing while the terminal has another', async () => {
    const { folder, terminal, shop } = await lane();
    const fresh = join(folder, 'fresh.txt');
    const config = join(folder, 'till.json');
    const args = [
      'setup',
      ...terminal,
      ...KEY,
      '--new-passphrase',
      fresh,
      '--config',
      config,
      '--pay',
      '1.00',
      ...journal,
    ];
    const { exitCode, stdout } = await run(args);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('wrong passphrase or identifier');
    expect(stdout).toContain('tenderline keys put');
    expect(stdout).not.toContain(readFileSync(fresh, 'utf8').trim());
    expect(modeOf(fresh)).toBe(0o600);
    expect(existsSync(config)).toBe(true);
    const { events } = await stop(shop);
    expect(events.filter(({ type, MessageCategory }) => type === 'request' && MessageCategory === 'Payment')).toEqual(
      [],
    );
    const again = await run([...args, '--force', '--json']);
    expect(again.events.at(-1)).toMatchObject({ type: 'error', code: 'ERR_CONFIG_PASSPHRASE' });
  });

  it('takes a passphrase from before the rule only where that is said, and writes it down', async () => {
    const { folder, terminal } = await lane();
    const old = join(folder, 'old.txt');
    writeFileSync(old, 'simple-old-one');
    const config = join(folder, 'till.json');
    const args = ['setup', ...terminal, ...KEY, '--passphrase-file', old, '--config', config, '--json', ...journal];
    const refused = await run(args);
    const advice = expect.stringContaining('--allow-legacy-passphrase');
    expect(refused.events.at(-1)).toEqual({ type: 'error', code: 'ERR_CONFIG_PASSPHRASE', message: advice });
    expect(existsSync(config)).toBe(false);
    const taken = await run([...args, '--allow-legacy-passphrase']);
    expect(members(config)).toMatchObject({ allowLegacyPassphrase: true });
    const check = taken.events.find(({ type, name }) => type === 'check' && name === 'configuration');
    expect(check).toMatchObject({ status: 'warn' });
  });

  it.each([
    [{ passphrase: 'Lane7_Blue!Kettle' }, 'ERR_CONFIG_PASSPHRASE'],
    [{ poid: POIID }, 'ERR_CONFIG_ANSWERS'],
    [{ livePayment: 'yes' }, 'ERR_CONFIG_ANSWERS'],
    [{ environment: 'production' }, 'ERR_INPUT_SETUP'],
    [{ pay: 'a lot' }, 'ERR_INPUT_AMOUNT'],
  ])('refuses a file with the answers %j', async (answers, code) => {
    const file = join(temporaryFolder(), 'answers.json');
    writeFileSync(file, JSON.stringify(answers));
    const result = await run(['setup', '--answers', file, '--json']);
    expect(result).toMatchObject({ exitCode: 2, events: [{ type: 'error', code }] });
    expect(JSON.stringify(result)).not.toContain('Lane7_Blue');
  });

  it('takes no root but the pinned one for live', async () => {
    const { folder, terminal, passphrase } = await lane();
    const config = join(folder, 'till.json');
    const args = ['setup', '--environment', 'live', ...terminal, '--config', config, '--json'];
    const sealed = await run([...args, ...KEY, '--passphrase-file', passphrase]);
    expect(sealed.events.at(-1)).toMatchObject({ type: 'error', code: 'ERR_CONFIG_ROOT' });
    expect(existsSync(config)).toBe(false);
  });

  it('looks at a terminal without a key, in test', async () => {
    const { folder, terminal } = await lane();
    const config = join(folder, 'till.json');
    const args = ['setup', ...terminal, '--protection', 'none', '--config', config, '--json', ...journal];
    const result = await run(args);
    expect(stepsOf(result)).toContain('Network and doctor');
    expect(members(config)).toMatchObject({ terminals: [{ poiid: POIID, protection: 'none' }] });
  });
});

describe.skipIf(!hasScreen)('setup, with a person before a screen', () => {
  it('asks step by step, asks again what cannot be, hides the passphrase, and pays', async () => {
    const { folder, root, port, passphrase } = await lane();
    const secret = readFileSync(passphrase, 'utf8').trim();
    const config = join(folder, 'till.json');
    const screen = startOnScreen(['setup', '--config', config, '--port', String(port), ...journal], folder);
    await screen.answer('simulator (a terminal on this machine), test, or live [simulator]: ', 'test\r');
    await screen.answer('or "fetch" to download it [fetch]: ', `${join(folder, 'nothing.pem')}\r`);
    await screen.answer('found ENOENT', '');
    await screen.answer('[fetch]: ', `${root}\r`);
    await screen.answer('POIID, for example V400m-324688179: ', 'not a poiid\r');
    await screen.answer('needed: <model>-<serial>', '');
    await screen.answer('POIID, for example V400m-324688179: ', `${POIID}\r`);
    await screen.answer('host name: ', 'https://127.0.0.1/\r');
    await screen.answer('without https://', '');
    await screen.answer('host name: ', '127.0.0.1\r');
    await screen.answer('Another terminal (y/n) [n]: ', '\r');
    await screen.answer('Identifier of the key: ', 'simulator\r');
    await screen.answer('Its version [1]: ', '\r');
    await screen.answer('or a new file for it ', '\r');
    await screen.answer('Make a new passphrase?', 'n\r');
    await screen.answer('it does not appear): ', `${secret}\r`);
    await screen.answer('Name of this till [TILL-01]: ', 'TILL-09\r');
    await screen.answer('by the internet (y/n) [n]: ', '\r');
    await screen.answer(`Pay on ${POIID} now (y/n) [y]: `, '\r');
    await screen.answer('Amount in EUR [1.00]: ', '2.25\r');
    const { exitCode, text } = await screen.ended;
    expect(text).toContain('APPROVED');
    expect(text).toContain('EUR 2.25');
    expect(text).toContain('This lane is set up.');
    expect(text).not.toContain(secret);
    expect(exitCode).toBe(0);
    expect(members(config)).toMatchObject({ saleId: 'TILL-09', passphraseFile: 'passphrase.txt' });
    const stored = join(folder, 'passphrase.txt');
    expect(readFileSync(stored, 'utf8').trim()).toBe(secret);
    expect(modeOf(stored)).toBe(0o600);
  });

  it('takes a passphrase file that is there, and looks again when what the doctor found is mended', async () => {
    const folder = temporaryFolder();
    const { shop, terminal, passphrase, port } = await lane(folder);
    await stop(shop);
    const config = join(folder, 'till.json');
    const args = ['setup', ...terminal, ...KEY, '--environment', 'test', '--config', config, '--key-version', '1'];
    const screen = startOnScreen([...args, '--sale-id', 'TILL-01', ...journal], folder);
    await screen.answer('or a new file for it ', `${passphrase}\r`);
    await screen.answer('by the internet', '\r');
    await screen.answer('refuses the connection', '');
    await screen.answer('Mend it, then look again (y/n) [y]: ', 'y\r');
    await screen.answer('refuses the connection', '');
    await simulateIn(join(folder, 'shop'), ['--speed', '50', '--port', String(port)]);
    await screen.answer('Mend it, then look again (y/n) [y]: ', 'y\r');
    await screen.answer('First payment', '');
    await screen.answer('now (y/n) [y]: ', 'n\r');
    const { exitCode, text } = await screen.ended;
    expect(exitCode).toBe(0);
    expect(text).toContain('No payment was made.');
    expect(members(config)).toMatchObject({ passphraseFile: 'shop/passphrase.txt' });
  });

  it('ends when what the doctor found is not mended, and pays nothing', async () => {
    const folder = temporaryFolder();
    const { shop, terminal, passphrase } = await lane(folder);
    await stop(shop);
    const args = ['setup', ...terminal, ...KEY, '--passphrase-file', passphrase, '--environment', 'test'];
    const screen = startOnScreen([...args, '--key-version', '1', '--sale-id', 'TILL-01', ...journal], folder);
    await screen.answer('by the internet', '\r');
    await screen.answer('Mend it, then look again (y/n) [y]: ', 'n\r');
    const { exitCode, text } = await screen.ended;
    expect(exitCode).toBe(1);
    expect(text).toContain('The configuration is written.');
    expect(text).not.toContain('First payment');
  });

  it('ends by Ctrl-C at a question, and has written nothing', async () => {
    const folder = temporaryFolder();
    const screen = startOnScreen(['setup'], folder);
    await screen.answer('[simulator]: ', '\u0003');
    const { exitCode, text } = await screen.ended;
    expect(exitCode).toBe(2);
    expect(text).toContain('ERR_INPUT_SETUP');
    expect(existsSync(join(folder, 'tenderline.config.json'))).toBe(false);
  });

  it('replaces a configuration only by a yes', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'tenderline.config.json'), '{}');
    const screen = startOnScreen(['setup'], folder);
    await screen.answer('Replace it at the end (y/n) [n]: ', '\r');
    expect((await screen.ended).exitCode).toBe(2);
    expect(readFileSync(join(folder, 'tenderline.config.json'), 'utf8')).toBe('{}');
  });
});
