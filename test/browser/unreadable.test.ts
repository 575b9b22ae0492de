import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as Visualizer from '../../gateway/visualizer/start-visualizer.ts';
import type { Head } from '../../machines/inspection/feed.types.ts';
import type { InspectedChanges, Recording } from '../../machines/inspection/recording.types.ts';
import { root } from '../support/installed-package.ts';
import { chromiumPath, launch, openPage } from './in-browser.ts';

const HEAD: Head = {
  id: 'open-1',
  poi: 'V400m-324688179',
  sid: 'S1',
  ref: 'ORDER-1',
  kind: 'payment',
  amount: { currency: 'EUR', value: 4200 },
  state: 'timedOut',
  tags: ['outcomeUnknown'],
  charged: 'unknown',
  at: 1_000_000,
};
const RECORDING: Recording = {
  head: HEAD,
  limits: { fastChecksMax: 12, responseTimeoutMs: 150_000 },
  steps: [],
  moments: [],
};

describe.skipIf(chromiumPath === undefined)('the page of what cannot all be read', () => {
  let isFailing = false;
  let change: (changes: InspectedChanges) => void = () => {};
  let server: Visualizer.Visualizer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const { startVisualizer } = (await import(
      `${root}/dist/gateway/visualizer/start-visualizer.js`
    )) as typeof Visualizer;
    server = await startVisualizer({
      overview: () => Promise.resolve({ source: 'journal', heads: [HEAD], terminals: [], damaged: ['damaged-1'] }),
      transaction: (id) => {
        if (isFailing) return Promise.reject(new Error('the disk failed'));
        return Promise.resolve(id === HEAD.id ? RECORDING : undefined);
      },
      follow(onChanges) {
        change = onChanges;
        return () => {};
      },
    });
    browser = await launch();
    ({ page } = await openPage(browser, server.url));
    await page.waitForSelector('.verdict');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  const goTo = (hash: string) =>
    page.evaluate((to) => {
      location.hash = to;
    }, hash);

  it('says of one that is damaged that it may have taken money, and not that there is none', async () => {
    expect(await page.locator('.banner').textContent()).toContain('may have taken money: damaged-1');
    await goTo('#/t/damaged-1');
    await page.waitForFunction(() =>
      document.querySelector('.nothing p')?.textContent.includes('it may have taken money'),
    );
    expect(await page.locator('.nothing p').textContent()).not.toContain('There is no');
  });

  it('does not say that nothing is unknown', async () => {
    await goTo('#/terminals');
    await page.waitForSelector('.need');
    expect(await page.locator('.need').textContent()).not.toContain('Nothing is unknown');
  });

  it('keeps what it displays when that cannot be read anew', async () => {
    await goTo(`#/t/${HEAD.id}`);
    await page.waitForSelector('.verdict');
    isFailing = true;
    const answered = page.waitForResponse((response) => response.url().includes('/transactions/open-1'));
    change({ heads: [HEAD], terminals: [], events: 1, missed: 0 });
    expect((await answered).status()).toBeGreaterThanOrEqual(500);
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await page.locator('.verdict h1').textContent()).toContain('Not known yet');
  });
});
