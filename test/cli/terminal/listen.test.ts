import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFakeFleet } from '../../../simulator/fleet/fleet.ts';
import {
  APPROVED,
  basic,
  bytesOf,
  display,
  event,
  ringOf,
  sealed,
} from '../../unit/adapters/notification-listener/notices.ts';
import { printedSoFar, run, start, stop, temporaryFolder, type Result, type Running } from '../fixture/processes.ts';
import { refusedWith, stepsOf } from '../fixture/results.ts';
import { pay, sale, simulate, simulateIn } from '../fixture/simulation.ts';

const PASSPHRASE = 'Lane7_Blue!Kettle';
const PASSWORD = 'Correct horse: battery';
const CHIP = ['TENDER_CREATED', 'CARD_INSERTED', 'WAIT_FOR_APP_SELECTION', 'APPLICATION_SELECTED', 'WAIT_FOR_PIN'];

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const KEY = ['--key-identifier', 'simulator', '--key-version', '1', '--passphrase-file', at('passphrase.txt')];
const CREDENTIALS = ['--listen-user', 'terminal', '--listen-password-file', at('password.txt')];
const HTTPS = ['--listen-certificate', at('cert.pem'), '--listen-key', at('key.pem')];

beforeAll(async () => {
  const fleet = await createFakeFleet();
  const { chainPem, keyPem } = await fleet.issue({ commonName: 'localhost' });
  const files = {
    'passphrase.txt': `${PASSPHRASE}\n`,
    'password.txt': `${PASSWORD}\n`,
    'root.pem': fleet.rootPem,
    'cert.pem': chainPem,
    'key.pem': keyPem,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
});

/** Starts `tenderline listen --json` on a free port. */
async function listen(...args: readonly string[]): Promise<Running & { readonly url: string }> {
  const running = start(['listen', '--json', '--listen-port', '0', '--log-level', 'trace', ...args]);
  const { url }: { url: string } = JSON.parse(await running.line('stdout', '"type":"listening"'));
  return { ...running, url };
}

async function post(url: string, body: Uint8Array, authorization = basic('terminal', PASSWORD)): Promise<number> {
  const { status } = await fetch(url, { method: 'POST', body: new Uint8Array(body), headers: { authorization } });
  return status;
}

const eventsOf = ({ events }: Result, type: string) => events.filter((one) => one.type === type);

describe.each([
  ['sealed, over HTTP', []],
  ['sealed, over HTTPS', HTTPS],
  ['in the clear, over HTTP', ['--listen-clear-text']],
  ['in the clear, over HTTPS', [...HTTPS, '--listen-clear-text']],
])('listen to notifications %s', (_, args) => {
  const isClear = args.includes('--listen-clear-text');

  it('prints what the shopper does and the button that staff press, as the terminal reports it', async () => {
    const till = await listen(...(isClear ? [] : KEY), ...CREDENTIALS, ...args);
    expect(till.url).toMatch(args.includes('--listen-key') ? /^https:/ : /^http:/);
    const url = till.url.replace('127.0.0.1', 'localhost');
    const stateDir = temporaryFolder();
    writeFileSync(join(stateDir, 'passphrase.txt'), PASSPHRASE);
    const shopper = ['--speed', '20', '--shopper', '{"card":"chip"}'];
    const urls = ['--display-url', url, '--event-url', url, ...(isClear ? ['--notify-clear'] : [])];
    const trust = { env: { NODE_EXTRA_CA_CERTS: at('root.pem') } };
    const shop = await simulateIn(stateDir, [...shopper, ...urls, ...CREDENTIALS], trust);
    expect((await pay(shop, '--no-listen', ...sale('10.00'))).exitCode).toBe(0);
    await till.line('stdout', 'CARD_REMOVED');
    shop.process.kill('SIGUSR2');
    await Promise.all([till, shop].map((each) => each.line('stdout', 'SaleWakeUp')));
    const simulated = await stop(shop);
    const listened = await stop(till);

    expect(listened.exitCode).toBe(0);
    expect(listened.stderr).not.toContain('refused');
    expect(stepsOf(listened).slice(0, 5)).toEqual(CHIP);
    expect(stepsOf(listened).slice(-3)).toEqual(['TENDER_FINAL', 'RECEIPT_PRINTED', 'CARD_REMOVED']);
    const [request] = simulated.events.filter(({ type }) => type === 'request');
    const ids = { poiid: 'V400m-324688179', saleId: 'TILL-01', serviceId: request?.['ServiceID'] };
    const arrival = { timeStamp: expect.stringMatching(/Z$/), sealed: !isClear, at: expect.any(Number) };
    expect(eventsOf(listened, 'display').find((one) => one['event'] === 'TENDER_FINAL')).toEqual({
      type: 'display',
      event: 'TENDER_FINAL',
      phase: 'final',
      message: 'The terminal is done; the result is being read.',
      final: true,
      ...ids,
      result: 'APPROVED',
      transactionId: expect.stringMatching(/^\w+\.\w+$/),
      ...arrival,
    });
    expect(eventsOf(listened, 'event')).toEqual([
      { type: 'event', event: 'SaleWakeUp', details: 'reference_id=9876', poiid: ids.poiid, ...arrival },
    ]);
    const delivered = stepsOf(listened).length + 1;
    expect(listened.events.at(-1)).toMatchObject({ type: 'counts', delivered, unauthorized: 0, notOpened: 0 });
    const notified = simulated.events.filter(({ type }) => type === 'notified');
    expect(notified).toHaveLength(delivered);
    expect(new Set(notified.map(({ kind, status }) => `${String(kind)} ${String(status)}`))).toEqual(
      new Set(['answered 200']),
    );
  });
});

describe('listen', () => {
  it('refuses what is not acceptable, reports that at once, counts it, and goes on', async () => {
    const ring = await ringOf({ keyIdentifier: 'simulator', keyVersion: 1, passphrase: PASSPHRASE });
    const stranger = await ringOf({ keyIdentifier: 'simulator', keyVersion: 1, passphrase: 'Other1_Green!Kettle' });
    const { url, ...till } = await listen(...KEY, ...CREDENTIALS);
    expect(await post(url, sealed(ring, APPROVED), basic('terminal', 'Quite.Another.42'))).toBe(401);
    expect(await till.line('stdout', '"refused"')).toBe(
      '{"type":"refused","reason":"unauthorized","count":1,"remoteAddress":"127.0.0.1"}',
    );
    expect(await post(url, bytesOf(APPROVED))).toBe(200);
    expect(await post(url, sealed(stranger, APPROVED))).toBe(200);
    expect(await post(url, Buffer.from('garbage'))).toBe(200);
    await till.line('stdout', '"notANotification"');
    expect(await post(url, sealed(ring, display('event=WAIT_FOR_PIN')))).toBe(200);
    await till.line('stdout', 'WAIT_FOR_PIN');
    const listened = await stop(till);
    expect(stepsOf(listened)).toEqual(['WAIT_FOR_PIN']);
    const refused = { unauthorized: 1, clearText: 1, notOpened: 1, notANotification: 1 };
    expect(listened.events.at(-1)).toMatchObject({ type: 'counts', delivered: 1, ...refused });
  });

  it('prints a notification as often as it comes', async () => {
    const ring = await ringOf({ keyIdentifier: 'simulator', keyVersion: 1, passphrase: PASSPHRASE });
    const { url, ...till } = await listen(...KEY, ...CREDENTIALS);
    const recorded = sealed(ring, display('event=WAIT_FOR_PIN'));
    for (let turn = 0; turn < 2; turn += 1) expect(await post(url, recorded)).toBe(200);
    expect(await post(url, sealed(ring, event()))).toBe(200);
    await till.line('stdout', 'Shutdown');
    expect(stepsOf(await stop(till))).toEqual(['WAIT_FOR_PIN', 'WAIT_FOR_PIN']);
  });

  it('prints for people time, terminal and event, on one line whatever a peer writes, and the totals at the end', async () => {
    const clear = ['--listen-port', '0', '--listen-clear-text', ...CREDENTIALS];
    const till = start(['listen', ...clear, '--locale', 'de']);
    const url = /http:\S+\d/.exec(await till.line('stdout', 'Listening'))?.[0] ?? '';
    expect(await post(url, bytesOf(display('event=WAIT_FOR_PIN')))).toBe(200);
    await till.line('stdout', 'WAIT_FOR_PIN');
    expect(await post(url, bytesOf(event({ EventDetails: 'a\n\u001B[2Jb' })))).toBe(200);
    await till.line('stdout', 'Shutdown');
    expect(await post(url, Buffer.from('{}'), '')).toBe(401);
    await till.line('stdout', 'Refused');
    till.process.kill('SIGTERM');
    const { exitCode, stdout } = await till.ended;
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}S1F2-000158213605011 {2}A0000001Z9 {2}WAIT_FOR_PIN /m);
    expect(stdout).toMatch(/WAIT_FOR_PIN +Warten auf die Eingabe der PIN\. {2}\(in the clear/);
    expect(stdout).toMatch(/Shutdown +a \[2Jb {2}\(in the clear/);
    expect(stdout).not.toContain('\u001B');
    expect(stdout).toMatch(/\n2 delivered\n {2}1 refused: without the right user name and password\n$/);
  });

  it('receives the notifications of a simulation with --notify by its configuration alone', async () => {
    const shop = await simulate('--notify', '--speed', '20');
    const till = start(['listen', '--config', shop.config, '--json']);
    await till.line('stdout', '"listening"');
    await pay(shop, '--no-listen', ...sale('10.00'));
    await till.line('stdout', 'TENDER_FINAL');
    expect((await stop(till)).events.at(-1)).toMatchObject({ type: 'counts', delivered: 4 });
  });

  it.each<[string, readonly string[], string, string]>([
    ['no port', KEY, 'ERR_CONFIG_MISSING', 'TENDERLINE_LISTEN_PORT'],
    [
      'no key, unless messages in the clear are taken',
      ['--listen-port', '0'],
      'ERR_CONFIG_MISSING',
      '--key-identifier',
    ],
    [
      'a user without a password',
      [...KEY, '--listen-port', '0', '--listen-user', 'till'],
      'ERR_CONFIG_LISTENER',
      'TENDERLINE_LISTEN_PASSWORD',
    ],
    [
      'a password without a user',
      [...KEY, '--listen-port', '0', ...CREDENTIALS.slice(2)],
      'ERR_CONFIG_MISSING',
      '--listen-user',
    ],
    [
      'no credentials beyond this machine',
      [...KEY, '--listen-port', '0', '--listen-host', '0.0.0.0'],
      'ERR_CONFIG_LISTENER',
      'user name and password',
    ],
    [
      'a key that is no key',
      [...KEY, '--listen-port', '0', ...HTTPS.slice(0, 3), at('root.pem')],
      'ERR_CONFIG_LISTENER',
      '--listen-certificate: expected',
    ],
    ['an unknown language', ['--locale', 'la'], 'ERR_CONFIG_SETTING', 'one of en, nl, de, fr'],
  ])('is refused with %s', async (_, args, code, words) => {
    const refused = await run(['listen', '--json', ...args]);
    expect(refused).toMatchObject(refusedWith(code, expect.stringContaining(words)));
  });

  it('prints no secret', () => {
    // Last in this file.
    const printed = printedSoFar();
    expect(printed.length).toBeGreaterThan(20);
    const secrets = [PASSPHRASE, PASSWORD, 'Quite.Another.42', 'BEGIN', basic('terminal', PASSWORD).slice(6)];
    for (const secret of secrets) expect(printed.join('')).not.toContain(secret);
  });
});
