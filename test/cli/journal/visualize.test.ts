import { readFileSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../support/installed-package.ts';
import { kill, run, startProgram, temporaryFolder, type Running } from '../fixture/processes.ts';
import { refusedWith } from '../fixture/results.ts';
import { hasJournals, useSimulation } from '../fixture/simulation.ts';
import { tillWithUnknown } from '../fixture/till.ts';

// Of the build: a bundle does not have the files of the page.
const MAIN = join(root, 'dist/cli/main.js');
const POIID = 'V400m-324688179';
const PAYMENT = { type: 'payment', poiid: POIID, amount: { currency: 'EUR', value: 1099 }, reference: 'R' };

/** A configuration with a journal of its own, and a port that is free. */
function shopOf(config: string, gateway: object = {}): string {
  const folder = temporaryFolder();
  const { rootCertificate, passphraseFile, ...rest } = JSON.parse(readFileSync(config, 'utf8')) as Record<
    string,
    string
  >;
  const at = (name = '') => join(dirname(config), name);
  const own = { ...rest, rootCertificate: at(rootCertificate), passphraseFile: at(passphraseFile), gateway };
  writeFileSync(join(folder, 'shop.json'), JSON.stringify(own));
  return join(folder, 'shop.json');
}

async function serve(config: string, ...args: readonly string[]) {
  const running = startProgram(MAIN, ['serve', '--config', config, '--json', ...args]);
  const { url, tokenFile } = JSON.parse(await running.line('stdout', '"type":"listening"')) as Record<string, string>;
  const token = readFileSync(tokenFile ?? '', 'utf8').trim();
  const pay = (id: string) =>
    fetch(`${url}/v1/transactions/${id}?wait=30`, {
      method: 'PUT',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(PAYMENT),
    });
  return { ...running, url: url ?? '', token, pay };
}

async function look(...args: readonly string[]) {
  const running = startProgram(MAIN, ['visualize', '--json', ...args]);
  return { ...running, ...(await openPage(running)) };
}

/** Opens the page that a command prints, as a browser does: once, and then by its cookie. */
async function openPage(running: Running) {
  const { url } = JSON.parse(await running.line('stdout', '"type":"visualizer"')) as { url: string };
  const opened = await fetch(url, { redirect: 'manual' });
  const [cookie = ''] = (opened.headers.get('set-cookie') ?? '').split(';');
  const { origin } = new URL(url);
  const read = (path: string) => fetch(`${origin}${path}`, { headers: { cookie } });
  return { cookie, origin, opened, read, json: async (path: string) => (await (await read(path)).json()) as Json };
}

type Json = Record<string, unknown>;

/** The text of an event stream of the page, as far as it has come. */
async function stream(origin: string, cookie: string, lastEventId?: string) {
  const headers = { cookie, ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) };
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${origin}/v1/inspection/changes`, { headers, agent: false }, resolve).on('error', reject);
  });
  let text = '';
  let wake = () => {};
  response.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    wake();
  });
  return {
    response,
    text: () => text,
    /** Until what came after a place has that in it. */
    async until(wanted: string, from = 0): Promise<void> {
      while (!text.slice(from).includes(wanted)) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

describe.runIf(hasJournals)('the page of a gateway that runs', () => {
  const shop = useSimulation('--speed', '50');

  it('is shown by serve itself when it is asked for, by an option or in the configuration', async () => {
    for (const [config, ...args] of [
      [shopOf(shop().config, { port: 0 }), '--visualize'],
      [shopOf(shop().config, { port: 0, visualizer: true })],
    ]) {
      const gateway = await serve(config ?? '', ...args);
      const page = await openPage(gateway);
      expect(page.origin).toBe(gateway.url);
      expect(await (await page.read('/')).text()).toContain('<title>Tenderline visualizer</title>');
      await gateway.pay('basket-1');
      expect(await page.json('/api/overview')).toMatchObject({ source: 'live', heads: [{ id: 'basket-1' }] });
      expect((await fetch(`${gateway.url}/`)).status).toBe(401);
      await kill(gateway);
    }
    const without = await serve(shopOf(shop().config, { port: 0 }));
    expect((await fetch(`${without.url}/`)).status).toBe(404);
    await kill(without);
  });

  it('is opened beside it by --url, live, with the token of its file, and resumes when the gateway is killed and started', async () => {
    const config = shopOf(shop().config, { port: 0 });
    const first = await serve(config);
    const page = await look('--url', first.url, '--config', config);
    expect(await page.json('/api/overview')).toMatchObject({
      source: 'live',
      command: `tenderline visualize --url ${first.url}`,
    });
    const changes = await stream(page.origin, page.cookie);
    await changes.until('event: ready');
    await first.pay('basket-1');
    await changes.until('"id":"basket-1"');
    await changes.until('"outcome":"approved"');
    const recording = await page.json('/v1/inspection/transactions/basket-1');
    expect(recording).toMatchObject({ head: { charged: 'yes' }, wire: expect.arrayContaining([]) });
    expect((await page.read('/v1/inspection/transactions/nothing')).status).toBe(404);

    await kill(first);
    // Never as if it were live: the page says that the engine is not there.
    await changes.until('event: away');
    const late = await stream(page.origin, page.cookie);
    await late.until('event: away');
    expect(late.text()).not.toContain('event: ready');
    expect((await page.read('/api/overview')).status).toBe(500);
    const from = changes.text().length;
    const second = await serve(config, '--port', new URL(first.url).port);
    await changes.until('event: ready', from);
    await second.pay('basket-2');
    await changes.until('"id":"basket-2"', from);
    expect(changes.text()).not.toContain('event: gap');

    // Everything that the page was sent, and the file that it gives: neither a token nor what is in a message.
    const file = await (await page.read('/api/export/basket-1')).text();
    const data = file.split('id="recording">')[1]?.split('</script>')[0] ?? '';
    const everything = changes.text() + late.text() + JSON.stringify(recording) + data;
    const { passphraseFile = '' } = JSON.parse(readFileSync(config, 'utf8')) as Record<string, string>;
    for (const secret of [
      first.token,
      second.token,
      readFileSync(passphraseFile, 'utf8').trim(),
      'SaleToPOI',
      'NexoBlob',
      'MaskedPan',
      'OutputText',
      'PaymentReceipt',
    ]) {
      expect(everything).not.toContain(secret);
    }
    for (const running of [page, second]) await kill(running);
  });

  it('is resumed without a gap by a page that lost its connection', async () => {
    const config = shopOf(shop().config, { port: 0 });
    const gateway = await serve(config);
    const page = await look('--url', gateway.url, '--config', config);
    const first = await stream(page.origin, page.cookie);
    await first.until('event: ready');
    await gateway.pay('basket-1');
    await first.until('"outcome":"approved"');
    first.response.destroy();
    const lastEventId = [...first.text().matchAll(/^id: (.*)$/gm)].at(-1)?.[1];
    await gateway.pay('basket-2');
    const second = await stream(page.origin, page.cookie, lastEventId);
    await second.until('"id":"basket-2"');
    expect(second.text()).not.toContain('event: gap');
    for (const running of [page, gateway]) await kill(running);
  });

  it('is refused with a wrong token, in the clear to another machine, and where nothing answers', async () => {
    const config = shopOf(shop().config, { port: 0 });
    const gateway = await serve(config);
    const tokenFile = join(temporaryFolder(), 'token');
    writeFileSync(tokenFile, `${'wrong-'.repeat(8)}\n`, { mode: 0o600 });
    const asked = (...args: readonly string[]) => run(['visualize', '--json', '--config', config, ...args]);
    const refused = (message: unknown) => refusedWith('ERR_CONFIG_GATEWAY', message);
    const wrong = await asked('--url', gateway.url, '--token-file', tokenFile);
    expect(wrong).toMatchObject(refused(expect.stringContaining('an answer 401')));
    expect(wrong.stdout + wrong.stderr).not.toContain('wrong-wrong');
    expect(await asked('--url', 'http://192.0.2.1:4460')).toMatchObject(refused(expect.stringContaining('https')));
    expect(await asked('--url', 'ftp://127.0.0.1')).toMatchObject(refused(expect.stringContaining('ftp')));
    await kill(gateway);
    expect(await asked('--url', gateway.url)).toMatchObject(refused(expect.stringContaining('ECONNREFUSED')));
  });

  it('exports a transaction of it as one file', async () => {
    const config = shopOf(shop().config, { port: 0 });
    const gateway = await serve(config);
    await gateway.pay('basket-1');
    const args = [
      'visualize',
      '--config',
      config,
      '--url',
      gateway.url,
      '--export',
      'mermaid',
      '--transaction',
      'basket-1',
    ];
    const { exitCode, stdout } = await startProgram(MAIN, args).ended;
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('sequenceDiagram')]);
    await kill(gateway);
  });

  it('is opened by --url control for a till that runs with control, and says so where none does', async () => {
    const till = await tillWithUnknown({ control: true });
    const page = await look('--url', 'control', '--journal', till.journal);
    expect(await page.json('/api/overview')).toMatchObject({
      source: 'live',
      heads: [{ id: 'basket-1', charged: 'unknown' }],
    });
    for (const running of [page, till]) await kill(running);
    const none = await run(['visualize', '--json', '--url', 'control', '--journal', till.journal]);
    expect(none).toMatchObject(refusedWith('ERR_CONFIG_CONTROL'));
  });
});
