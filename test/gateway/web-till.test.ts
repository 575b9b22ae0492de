import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore, type Store } from './fixture/store.ts';

/** What is used of playwright-core, which is loaded only where there is a browser. */
interface Page {
  goto(url: string): Promise<unknown>;
  fill(selector: string, value: string): Promise<void>;
  click(selector: string): Promise<void>;
  textContent(selector: string): Promise<string | null>;
  waitForSelector(selector: string): Promise<unknown>;
  evaluate<T>(script: string): Promise<T>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
}
interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}
interface Playwright {
  readonly chromium: { launch(options: object): Promise<Browser> };
}

const LIBRARY: string = 'playwright-core';
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const playwright = await (import(LIBRARY) as Promise<Playwright>).catch(() => undefined);
const isHere = executablePath !== undefined && playwright !== undefined;
if (!isHere) console.log('skipped: the till in a browser, because there is no Chromium');

const folder = fileURLToPath(new URL('../../examples/web-till/', import.meta.url));
const TYPES = { html: 'text/html', css: 'text/css', js: 'text/javascript' } as const;
const PAID = '#verdict[data-charged="yes"]';

let store: Store;
let browser: Browser;
let listed: { server: Server; origin: string };

/** Serves the page, from an origin of its own. */
async function servePage(): Promise<typeof listed> {
  const server = createServer(({ url }, response) => {
    const name = url === '/' ? 'index.html' : (url ?? '').slice(1);
    response.setHeader('Content-Type', TYPES[name.split('.').pop() as keyof typeof TYPES]);
    response.end(readFileSync(folder + name));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

beforeAll(async () => {
  if (!isHere) return undefined;
  listed = await servePage();
  store = await openStore({ timeScale: 0.3, entry: { allowedOrigins: [listed.origin] } });
  browser = await playwright.chromium.launch({ executablePath, args: ['--no-sandbox'] });
  return () => store.close();
});

afterAll(async () => {
  listed?.server.close();
  await browser?.close();
});

async function connect(page: Page): Promise<void> {
  await page.fill('#url', store.url);
  await page.fill('#token', readFileSync(store.tokenFile, 'utf8').trim());
  await page.click('#connection button');
}

async function pay(page: Page, reference: string): Promise<void> {
  await page.waitForSelector('#pay:enabled');
  await page.fill('#amount', '10,99');
  await page.fill('#reference', reference);
  await page.click('#pay');
}

const chargesOf = (reference: string) =>
  store.simulator.terminals.flatMap(({ ledger }) => ledger.entries).filter((entry) => entry.reference === reference);

describe.skipIf(!isHere)('the till in a browser', () => {
  it('pays, shows the receipt, and fits on a phone', async () => {
    const page = await browser.newPage();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(listed.origin);
    await connect(page);
    await pay(page, 'WEB-1');
    await page.waitForSelector('#receipt:not([hidden])');
    expect(await page.textContent(PAID)).toBe('Paid: approved EUR 10.99.');
    expect(await page.textContent('#receipt')).toMatch(/TOTAL +EUR 10\.99/);
    expect(chargesOf('WEB-1')).toMatchObject([{ amount: { value: 1099 } }]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  it('never says not paid while it does not know, and is told after the gateway and the page came back', async () => {
    const page = await browser.newPage();
    await page.goto(listed.origin);
    await connect(page);
    await page.evaluate(`
      globalThis.said = [];
      new MutationObserver(() => said.push(document.getElementById('verdict').textContent))
        .observe(document.getElementById('verdict'), { childList: true });
    `);
    // The gateway is not told before it is killed, however fast the terminal is.
    store.simulator.terminals[0]?.script({ kind: 'stall', category: 'Payment' });
    const charged = new Promise((resolve) => store.simulator.terminals[0]?.events.once('charged', resolve));
    await pay(page, 'WEB-2');
    await charged;
    const restarted = store.restart();
    await page.waitForSelector('#verdict[data-charged="unknown"]');
    const said = await page.evaluate<string[]>('said');
    expect(said.filter((text) => /^(Not paid|Refused)/.test(text))).toEqual([]);
    expect(await page.evaluate('document.getElementById("pay").disabled')).toBe(true);
    await restarted;
    await page.goto(listed.origin);
    await connect(page);
    await page.waitForSelector(PAID);
    expect(chargesOf('WEB-2')).toHaveLength(1);
  });

  it('of an origin that is not listed cannot call', async () => {
    const stranger = await servePage();
    const page = await browser.newPage();
    await page.goto(stranger.origin);
    await connect(page);
    await page.waitForSelector('text=Not connected: The gateway does not answer');
    expect(await page.evaluate('document.getElementById("pay").disabled')).toBe(true);
    stranger.server.close();
  });
});
