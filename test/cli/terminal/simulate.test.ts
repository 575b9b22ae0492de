import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { endFile } from '../../support/end-of-file.ts';
import { kill, run, start, stop, temporaryFolder } from '../fixture/processes.ts';
import { refusedWith } from '../fixture/results.ts';
import { pay, sale, simulate, simulateIn } from '../fixture/simulation.ts';

afterEach(endFile);

const members = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('simulate', () => {
  it('writes a configuration with relative paths that only its owner can read', async () => {
    const folder = temporaryFolder();
    const shop = await simulateIn(folder);
    const ended = await stop(shop);
    const [listening] = ended.events;
    expect(listening).toEqual({
      type: 'listening',
      poiid: 'V400m-324688179',
      host: '127.0.0.1',
      port: expect.any(Number),
      rootCertificate: join(folder, 'fleet-root.pem'),
      config: join(folder, 'tenderline.config.json'),
    });
    expect(members(shop.config)).toEqual({
      poiid: 'V400m-324688179',
      host: '127.0.0.1',
      port: listening?.['port'],
      environment: 'test',
      rootCertificate: 'fleet-root.pem',
      keyIdentifier: 'simulator',
      keyVersion: 1,
      passphraseFile: 'passphrase.txt',
      saleId: 'TILL-01',
    });
    expect([modeOf(shop.config), modeOf(join(folder, 'passphrase.txt'))]).toEqual([0o600, 0o600]);
    expect(ended.stdout).not.toContain(readFileSync(join(folder, 'passphrase.txt'), 'utf8').trim());
  });

  it('refuses a folder that another simulation uses, until that one has ended, however it ended', async () => {
    const folder = temporaryFolder();
    const first = await simulateIn(folder);
    const refused = await run(['simulate', '--state-dir', folder, '--json']);
    const uses = expect.stringContaining(`process ${first.process.pid} uses`);
    expect(refused).toMatchObject(refusedWith('ERR_CONFIG_STATE_DIR', uses));
    await kill(first);
    await stop(await simulateIn(folder));
    await stop(await simulateIn(folder));
  });

  it('keeps its root and its passphrase across restarts', async () => {
    const folder = temporaryFolder();
    const files = ['fleet-root.pem', 'passphrase.txt'].map((name) => join(folder, name));
    const kept = async () => {
      await stop(await simulateIn(folder));
      return files.map((path) => readFileSync(path, 'utf8'));
    };
    const first = await kept();
    expect(await kept()).toEqual(first);
  });

  it('keeps a journal that a user added to its configuration', async () => {
    const folder = temporaryFolder();
    const { config, ...first } = await simulateIn(folder);
    await stop(first);
    const known = Object(members(config));
    expect(known).not.toHaveProperty('journal');
    writeFileSync(config, JSON.stringify({ ...known, journal: 'till.db' }));
    const second = await simulateIn(folder);
    await stop(second);
    expect(members(config)).toMatchObject({ journal: 'till.db', saleId: 'TILL-01' });
  });

  it('ends with 0 at SIGTERM, and reports what was taken', async () => {
    const shop = await simulate('--speed', '20');
    await pay(shop, ...sale('3.50'));
    shop.process.kill('SIGTERM');
    const { exitCode, events } = await shop.ended;
    expect(exitCode).toBe(0);
    expect(events.map(({ type }) => type)).toEqual([
      'listening',
      'request',
      'presented',
      'charged',
      'answered',
      'ledger',
    ]);
    expect(events.at(-1)).toEqual({ type: 'ledger', poiid: 'V400m-324688179', entries: 1, total: { EUR: 350 } });
  });

  it('prints for people how to pay, and the total at the end', async () => {
    const folder = temporaryFolder();
    const shop = start(['simulate', '--state-dir', folder, '--speed', '20']);
    const command = await shop.line('stdout', 'tenderline pay');
    expect(command).toContain(`tenderline pay --config ${join(folder, 'tenderline.config.json')} --amount 10.99`);
    await run(command.trim().split(' ').slice(1));
    const { stdout } = await stop(shop);
    for (const words of ['request   Payment', 'charged   EUR 10.99', 'took EUR 10.99, in 1 movement(s)']) {
      expect(stdout).toContain(words);
    }
  });

  it('configures a till with --notify to listen on a free port, with a password of its own that no output has', async () => {
    const folder = temporaryFolder();
    const shop = await simulateIn(folder, ['--notify']);
    const ended = await stop(shop);
    expect(members(shop.config)).toMatchObject({
      listenPort: expect.any(Number),
      listenUser: 'simulator',
      listenPasswordFile: 'listen-password.txt',
    });
    const password = join(folder, 'listen-password.txt');
    expect(modeOf(password)).toBe(0o600);
    expect(ended.stdout).not.toContain(readFileSync(password, 'utf8').trim());
  });

  it.each<[string, readonly string[], object]>([
    ['http://localhost:8080/', [], { listenHost: 'localhost', listenPort: 8080 }],
    ['http://[::1]:8080/', ['--notify-clear'], { listenHost: '::1', listenPort: 8080, listenClearText: true }],
    ['https://127.0.0.1:8443/', [], {}],
    ['http://192.0.2.1:8080/', [], {}],
  ])('configures a till to listen at --display-url %s %j if that is on this machine', async (url, args, expected) => {
    const shop = await simulate('--display-url', url, ...args);
    await stop(shop);
    const listen = Object.entries(Object(members(shop.config))).filter(([name]) => name.startsWith('listen'));
    expect(Object.fromEntries(listen)).toEqual(expected);
  });

  it('reports for each notification whether it was delivered', async () => {
    const shop = await simulate('--speed', '20', '--display-url', 'http://127.0.0.1:1/');
    await pay(shop, ...sale('1'), '--no-listen');
    expect(JSON.parse(await shop.line('stdout', 'TENDER_CREATED'))).toEqual({
      type: 'notified',
      poiid: 'V400m-324688179',
      to: 'display',
      event: 'TENDER_CREATED',
      ServiceID: expect.any(String),
      url: 'http://127.0.0.1:1/',
      kind: 'failed',
      code: 'ECONNREFUSED',
    });
  });

  it('runs several terminals, each with a configuration of its own', async () => {
    const folder = temporaryFolder();
    const terminals = ['V400m-324688179', 'S1F2-000158213300585'].flatMap((poiid) => ['--poiid', poiid]);
    const shop = await simulateIn(folder, ['--speed', '20', ...terminals]);
    const second = join(folder, 'tenderline.S1F2-000158213300585.config.json');
    await shop.line('stdout', second);
    const paid = await pay({ ...shop, config: second }, ...sale('1'));
    expect(paid.exitCode).toBe(0);
    const { events } = await stop(shop);
    expect(events.filter(({ type }) => type === 'charged')).toMatchObject([{ poiid: 'S1F2-000158213300585' }]);
  });

  it.each([
    [['--port', '1', '--poiid', 'V400m-324688179', '--poiid', 'V400m-324688180'], 'ERR_INPUT_PORT'],
    [['--port', '70000'], 'ERR_INPUT_PORT'],
    [['--speed', '0'], 'ERR_INPUT_SPEED'],
    [['--poiid', 'nonsense'], 'ERR_INPUT_POIID'],
    [['--fault', 'drop'], 'ERR_INPUT_FAULT'],
    [['--fault', '{"kind":"melt"}'], 'ERR_INPUT_FAULT'],
    [['--fault', '{"kind":"truncateBody"}'], 'ERR_INPUT_FAULT'],
    [['--fault', '{"kind":"stall","tmies":2}'], 'ERR_INPUT_FAULT'],
    [['--shopper', 'chip'], 'ERR_INPUT_SHOPPER'],
    [['--shopper', '{"tpi":200}'], 'ERR_INPUT_SHOPPER'],
    [['--shopper', '{"does":"dances"}'], 'ERR_INPUT_SHOPPER'],
    [['--display-url', 'till-01'], 'ERR_INPUT_URL'],
    [['--event-url', 'http://terminal:Hush-Hush-1@127.0.0.1/'], 'ERR_INPUT_URL'],
    [['--notify', '--listen-user', 'terminal'], 'ERR_CONFIG_LISTENER'],
  ])('refuses %j with %s', async (args, code) => {
    const refused = await run(['simulate', '--state-dir', temporaryFolder(), '--json', ...args]);
    expect(refused).toMatchObject(refusedWith(code, expect.not.stringContaining('Hush')));
  });
});
