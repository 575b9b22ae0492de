import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SimulatedTerminal } from '../../simulator/index.ts';
import { readEvents } from '../support/gateway/event-reader.ts';
import { postgresBin } from '../support/postgres/server.ts';
import { ENV, MAIN, openPair, type Pair, type PairServer } from './fixture/pair.ts';
import { startProgram } from './fixture/store.ts';

const payment = (poiid: string, reference: string) => ({
  type: 'payment',
  poiid,
  amount: { currency: 'EUR', value: 1099 },
  reference,
});
const STARTED_WITHIN_MS = 240_000;
const POLL = { timeout: 60_000 };
const isSettled = (id: string) => (data: Record<string, unknown>) => data['id'] === id && data['state'] === 'settled';

let pair: Pair;

/** The terminal has the money, and its answer does not come. */
function stallPayment(terminal: SimulatedTerminal): Promise<void> {
  terminal.script({ kind: 'stall', category: 'Payment' });
  return new Promise((resolve) => terminal.events.once('charged', () => resolve()));
}

function paymentsAt({ received }: SimulatedTerminal): number {
  return received.filter(({ MessageCategory }) => MessageCategory === 'Payment').length;
}

async function ownersAt(server: PairServer): Promise<unknown> {
  const { json } = await server.call('GET', '/v1/terminals');
  return (json['terminals'] as { readonly poiid: string; readonly owner?: { url?: string; isSelf: boolean } }[]).map(
    ({ owner }) => owner && { isSelf: owner.isSelf, url: owner.url },
  );
}

/** The command line, beside the servers. */
function cli(args: readonly string[]) {
  return startProgram(process.execPath, [MAIN, ...args], pair.folder, ENV).ended;
}

// One pair for all of them, one after the other: to start servers takes longer than anything else here.
describe.skipIf(postgresBin === undefined)('a pair of servers', () => {
  beforeAll(async () => {
    pair = await openPair({ terminals: 3 });
    for (const { poiid } of pair.simulator.terminals) await pair.a.owns(poiid);
    return () => pair.close();
  }, STARTED_WITHIN_MS);

  it('shows at both who owns what, and sends callers to the owner of a terminal', async () => {
    const { a, b } = pair;
    const { poiid } = pair.terminal(0);
    await expect.poll(() => ownersAt(a), POLL).toEqual([0, 1, 2].map(() => ({ isSelf: true, url: a.url })));
    await expect.poll(() => ownersAt(b), POLL).toEqual([0, 1, 2].map(() => ({ isSelf: false, url: a.url })));

    const path = '/v1/transactions/basket-1?wait=30';
    const misdirected = await b.call('PUT', path, payment(poiid, 'ORDER-1'));
    expect(misdirected).toMatchObject({ status: 421, json: { code: 'ERR_TERMINAL_ELSEWHERE', url: a.url } });
    expect(misdirected.headers.get('location')).toBe(`${a.url}${path}`);
    expect(pair.terminal(0).received).toEqual([]);

    expect(await a.call('PUT', path, payment(poiid, 'ORDER-1'))).toMatchObject({ status: 201, json: { outcome: {} } });
    const read = await b.call('GET', '/v1/transactions/basket-1');
    expect(read).toMatchObject({ status: 200, json: { state: 'settled', outcome: { charged: 'yes' } } });
  });

  it('is looked at by the doctor: database, clocks, and the other server with its terminals', async () => {
    const { a, b } = pair;
    const { code, stdout } = await cli(['doctor', '--all', '--config', a.config, '--json']);
    const checks = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly name?: string; readonly status: string; readonly reason: string });
    const of = (name: string) => checks.find((check) => check.name === name);
    // The server of the tests does not wait for the disk.
    expect(of('journal')).toMatchObject({ status: 'fail', reason: expect.stringContaining('fsync=off') });
    expect(of('unknowns')).toMatchObject({ status: 'pass' });
    expect(of('databaseClock')).toMatchObject({ status: 'pass', reason: expect.stringContaining("the database's") });
    expect(of('servers')).toMatchObject({
      status: 'pass',
      reason: expect.stringContaining(`${b.url} has 0 terminals`),
    });
    expect(code).toBe(1);
  });

  it('follows at one server what the other does, and lets only the owner act on it', async () => {
    const { a, b } = pair;
    const terminal = pair.terminal(1);
    const charged = stallPayment(terminal);
    const paying = a.call('PUT', '/v1/transactions/basket-2?wait=60', payment(terminal.poiid, 'ORDER-2'));
    await charged;
    const refused = await b.call('POST', '/v1/transactions/basket-2/abort');
    expect(refused).toMatchObject({ status: 421, json: { code: 'ERR_TERMINAL_ELSEWHERE', url: a.url } });
    const reading = b.call('GET', '/v1/transactions/basket-2?wait=60');
    // Asked of the other server, which sends it to the owner.
    const moving = cli(['move', terminal.poiid, '--config', b.config, '--json']);
    await a.call('POST', '/v1/transactions/basket-2/check');
    expect((await reading).json).toMatchObject({ outcome: { kind: 'approved', charged: 'yes' } });
    expect((await paying).json).toMatchObject({ outcome: { kind: 'approved', charged: 'yes' } });
    expect(paymentsAt(terminal)).toBe(1);

    const { code, stdout, stderr } = await moving;
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stderr: '' });
    const to = { url: b.url };
    expect(JSON.parse(stdout)).toMatchObject({ type: 'moved', poiid: terminal.poiid, from: a.url, to });
    const next = await b.call('PUT', '/v1/transactions/basket-3?wait=30', payment(terminal.poiid, 'ORDER-3'));
    expect(next).toMatchObject({ status: 201, json: { outcome: { charged: 'yes' } } });
  });

  it('has the command line stop, ask and decide at the server that has the terminal, whichever it is configured for', async () => {
    const { a, b } = pair;
    // It was moved to b.
    const terminal = pair.terminal(1);
    const charged = stallPayment(terminal);
    const paying = b.call('PUT', '/v1/transactions/basket-4?wait=60', payment(terminal.poiid, 'ORDER-4'));
    await charged;
    const run = async (command: string, ...args: readonly string[]) => {
      const { code, stdout } = await cli([command, '--id', 'basket-4', ...args, '--config', a.config, '--json']);
      return { code, lines: stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as object])) };
    };
    expect(await run('abort')).toMatchObject({ code: 0, lines: [{ type: 'abort', abort: { kind: 'asked' } }] });
    const { json } = await b.call('GET', '/v1/transactions/basket-4');
    expect(json).toMatchObject({ abortRequested: true });

    // The owner decides what can be decided: the shopper may still be at the terminal.
    const decision = ['--by', 'Kim', '--reason', 'saw the receipt', '--outcome', 'charged'];
    const refused = { code: 2, lines: [{ type: 'error', code: 'ERR_INPUT_OVERRIDE' }] };
    expect(await run('override', ...decision)).toMatchObject(refused);

    const approved = { kind: 'approved', charged: 'yes' };
    const { code, lines } = await run('status');
    expect(code).toBe(0);
    expect(lines.at(-1)).toMatchObject({ type: 'outcome', outcome: approved });
    expect((await paying).json).toMatchObject({ outcome: approved });
    expect(await run('override', ...decision)).toMatchObject(refused);
  });

  it('goes on at the other server when one is killed: the same id is sent once, and a stream of events has no gap', async () => {
    const { a, b } = pair;
    const terminal = pair.terminal(2);
    const token = { Authorization: `Bearer ${pair.token()}` };
    const stream = `/v1/events?types=transaction&poiid=${terminal.poiid}`;
    const pay = (server: PairServer, id: string) =>
      server.call('PUT', `/v1/transactions/${id}?wait=60`, payment(terminal.poiid, id));
    const atA = await readEvents(a.url, stream, token);
    await atA.next('ready');
    await pay(a, 'seen');
    const { id: lastId = '' } = await atA.next('transaction', isSettled('seen'));
    atA.close();
    await pay(a, 'unseen');
    const charged = stallPayment(terminal);
    const lost = pay(a, 'in-flight').catch(() => 0);
    await charged;
    await a.kill();
    await lost;

    const atB = await readEvents(b.url, stream, { ...token, 'Last-Event-ID': lastId });
    await atB.next('ready');
    expect(atB.events.filter(({ data }) => isSettled('unseen')(data))).not.toEqual([]);
    await b.owns(terminal.poiid);
    const settled = await pay(b, 'in-flight');
    expect(settled).toMatchObject({ status: 200, json: { outcome: { kind: 'approved', charged: 'yes' } } });
    await atB.next('transaction', isSettled('in-flight'));
    expect(atB.events.map(({ type }) => type)).not.toContain('gap');
    expect(paymentsAt(terminal)).toBe(3);
    expect(terminal.ledger.entries.map(({ reference }) => reference)).toEqual(['seen', 'unseen', 'in-flight']);
    atB.close();
  });

  it('is followed by the client in TypeScript, which pays once when a server is killed in the middle', async () => {
    const { a, b } = pair;
    const terminal = pair.terminal(0);
    await a.start();
    const till = join(pair.folder, 'till.mjs');
    const entry = fileURLToPath(new URL('../../examples/clients/typescript/till.ts', import.meta.url));
    await build({ entryPoints: [entry], outfile: till, platform: 'node', format: 'esm', target: 'node20' });
    const startTill = (servers: readonly PairServer[], reference: string) =>
      startProgram(process.execPath, [till, terminal.poiid, '1099', 'EUR', reference], pair.folder, {
        TENDERLINE_URLS: servers.map(({ url }) => url).join(','),
        TENDERLINE_TOKEN_FILE: pair.tokenFile,
        TILL_FOLDER: mkdtempSync(join(pair.folder, 'till-')),
      });

    const charged = stallPayment(terminal);
    const client = startTill([a, b], 'TILL');
    await Promise.all([charged, client.printed('follow')]);
    await b.kill();
    const { code, stdout } = await client.ended;
    expect(stdout).toContain(`follow   the terminal is at ${b.url}`);
    expect(stdout).toContain(`again    ${b.url}: no answer`);
    expect(stdout).toContain('settled  approved, charged: yes');
    expect(code).toBe(0);
    expect(paymentsAt(terminal)).toBe(2);
    expect(terminal.ledger.entries.map(({ reference }) => reference)).toEqual(['ORDER-1', 'TILL']);
  });

  it('says that a terminal was not moved when there is no other server to take it', async () => {
    const { a } = pair;
    await a.owns(pair.terminal(0).poiid);
    const { code, stdout } = await cli(['move', pair.terminal(0).poiid, '--config', a.config, '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'notMoved', poiid: pair.terminal(0).poiid, from: a.url });
  });
});
