import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Door from '../../gateway/index.ts';
import type * as Library from '../../index.ts';
import { newFolder } from '../support/end-of-file.ts';
import { root } from '../support/installed-package.ts';
import { sealedTerminal } from '../support/terminal/sealed-terminal.ts';
import { approves } from '../support/terminal/terminal-behaviours.ts';
import { TEST_OPTIONS } from '../support/test-engine.ts';
import { chromiumPath, launch, openPage, startCommand } from './in-browser.ts';

const POIID = 'V400m-324688179';

describe.skipIf(chromiumPath === undefined)('the page of a gateway that runs', () => {
  let engine: Library.Engine;
  let gateway: Door.Gateway;
  let cable: Awaited<ReturnType<typeof cableTo>>;
  let visualizer: Awaited<ReturnType<typeof startCommand>>;
  let browser: Browser;

  beforeAll(async () => {
    const { createEngine } = (await import(`${root}/dist/index.js`)) as typeof Library;
    const { createGateway } = (await import(`${root}/dist/gateway/index.js`)) as typeof Door;
    const { transport, keyRing } = await sealedTerminal(approves);
    engine = await createEngine({ ...TEST_OPTIONS, parts: { transport, keyRing } });
    const tokenFile = `${newFolder('gateway')}/token`;
    gateway = await createGateway(engine, { listen: { port: 0 }, tokenFile, visualizer: true });
    cable = await cableTo(Number(new URL(gateway.url).port));
    visualizer = await startCommand('visualize', '--url', cable.url, '--token-file', tokenFile);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    visualizer?.end();
    cable?.close();
    await gateway?.close();
    await engine?.close();
  });

  const banner = (page: Page, text: string, isThere: boolean) =>
    page.waitForFunction(
      ([wanted, there]) => (document.querySelector('.banner')?.textContent.includes(wanted) === true) === there,
      [text, isThere] as const,
    );
  const listed = (page: Page, reference: string) => page.locator('.list .item', { hasText: reference }).waitFor();

  it('follows what the tills do, from its own server and from the command beside it', async () => {
    const pages = await Promise.all([gateway.visualizerUrl ?? '', visualizer.url].map((url) => openPage(browser, url)));
    await Promise.all(pages.map(({ page }) => page.waitForSelector('.pill')));
    const reference = 'ORDER-LIVE';
    await engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 4200 }, reference }).settled();
    for (const { page, mistakes } of pages) {
      await page.evaluate(() => {
        location.hash = '#/t/';
      });
      await listed(page, reference);
      expect(mistakes).toEqual([]);
    }
    for (const { page } of pages) await page.context().close();
  });

  it('says that the engine is not there when the gateway is not reached, and has what it missed when it is again', async () => {
    const { page } = await openPage(browser, await newAddress());
    await page.waitForSelector('.pill');
    cable.cut();
    await banner(page, 'The engine is not there', true);
    await engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 100 }, reference: 'ORDER-MISSED' }).settled();
    cable.mend();
    await banner(page, 'The engine is not there', false);
    await page.evaluate(() => {
      location.hash = '#/t/';
    });
    await listed(page, 'ORDER-MISSED');
    expect(await page.locator('.pill').first().textContent()).toContain('Live');
  });

  it('says that it has no access to another run of the gateway, which prints another address', async () => {
    const { page } = await openPage(browser, await newAddress());
    const { port } = new URL(page.url());
    await page.waitForSelector('.pill');
    visualizer.end();
    await banner(page, 'The engine is not there', true);
    visualizer = await startCommand('visualize', '--url', cable.url, '--token-file', tokenFile(), '--port', port);
    await banner(page, 'This page has no access', true);
    expect(await page.locator('.banner').textContent()).toContain('Open the address that the program prints');
  });

  const tokenFile = () => gateway.tokenFile ?? '';

  /** Each address opens one browser: another command has another one. */
  async function newAddress(): Promise<string> {
    visualizer.end();
    visualizer = await startCommand('visualize', '--url', cable.url, '--token-file', tokenFile());
    return visualizer.url;
  }
});

/** A way to a port that can be cut. */
async function cableTo(port: number) {
  const sockets = new Set<Socket>();
  let isCut = false;
  const server: Server = createServer((socket) => {
    if (isCut) return void socket.destroy();
    const other = connect(port, '127.0.0.1');
    for (const one of [socket, other]) {
      sockets.add(one);
      one.on('error', () => {});
      one.on('close', () => {
        sockets.delete(one);
        socket.destroy();
        other.destroy();
      });
    }
    socket.pipe(other).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    cut,
    mend: () => (isCut = false),
    close() {
      cut();
      server.close();
    },
  };
}

describe.skipIf(chromiumPath === undefined)('the page of a journal beside a till that runs', () => {
  it('follows what the till stores, also the transaction that is open in the page', async () => {
    const { createEngine } = (await import(`${root}/dist/index.js`)) as typeof Library;
    const path = `${newFolder('followed')}/journal.db`;
    const { transport, keyRing } = await sealedTerminal(approves);
    await using engine = await createEngine({ ...TEST_OPTIONS, journal: path, parts: { transport, keyRing } });
    const visualizer = await startCommand('visualize', '--journal', path);
    const browser = await launch();
    try {
      const { page, mistakes } = await openPage(browser, visualizer.url);
      await page.waitForFunction(() => document.querySelector('.pill')?.textContent.startsWith('Recorded'));
      await page.waitForFunction(() => document.querySelector('.list .empty') !== null);
      const { id } = engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 4200 }, reference: 'ORDER-BESIDE' });
      await page.locator('.list .item', { hasText: 'ORDER-BESIDE' }).waitFor();
      await page.evaluate((to) => {
        location.hash = `#/t/${to}`;
      }, id);
      await page.waitForFunction(() => document.querySelector('.verdict h1')?.textContent.includes('Yes: EUR 42.00'));
      expect(mistakes).toEqual([]);
    } finally {
      await browser.close();
      visualizer.end();
    }
  });
});
