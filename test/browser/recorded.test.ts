import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, launch, openPage, overflow, runCommand, seriousMistakes, startCommand } from './in-browser.ts';
import { newFolder } from '../support/end-of-file.ts';
import { SHARED_KEY } from '../support/terminal/sealed-terminal.ts';
import { writeStory } from '../support/engine/story.ts';

describe.skipIf(chromiumPath === undefined)('the page of a journal', () => {
  let story: Awaited<ReturnType<typeof writeStory>>;
  let server: Awaited<ReturnType<typeof startCommand>>;
  let browser: Browser;
  let page: Page;
  let mistakes: string[];

  beforeAll(async () => {
    story = await writeStory();
    server = await startCommand('visualize', '--journal', story.path);
    browser = await launch();
    ({ page, mistakes } = await openPage(browser, server.url));
    await page.waitForSelector('.verdict');
  });
  afterAll(async () => {
    await browser?.close();
    server?.end();
  });

  const goTo = async (hash: string) => {
    await page.evaluate((to) => {
      location.hash = to;
    }, hash);
  };
  const active = () => page.locator('.wide .box.active:not(.frame) .title').textContent();
  const verdict = () => page.locator('.verdict h1').textContent();

  it('opens what is not settled first, and says that it is not known', async () => {
    expect(await verdict()).toContain('Not known yet');
    expect(await page.locator('.list .item').count()).toBe(4);
  });

  it('walks back in time to the moment when the shopper was busy, and forward again', async () => {
    await goTo('#/t/story-3');
    await page.waitForFunction(() => document.querySelector('.verdict h1')?.textContent.includes('Yes: EUR 42.00'));
    expect(await active()).toBe('settled');
    for (let back = 0; (await active()) !== 'awaiting' && back < 9; back += 1) await page.keyboard.press('[');
    expect(await active()).toBe('awaiting');
    expect(await verdict()).toContain('What was known then:');
    expect(await verdict()).toContain('At any moment');
    expect(await page.locator('.wide .edge.last').getAttribute('data-edge')).toBe('written');
    expect(await page.locator('.row.later').count()).toBeGreaterThan(3);
    await page.getByRole('button', { name: 'Step forward' }).click();
    expect(await active()).toBe('retrying');
    expect(await verdict()).toContain('Not known yet');
    await page.keyboard.press('End');
    expect(await active()).toBe('settled');
    expect(await page.locator('.row.later').count()).toBe(0);
  });

  it('opens a moment by its address, and compares it with another one', async () => {
    await goTo('#/t/story-3/2?vs=5');
    await page.waitForFunction(() => document.querySelector('.facts h2')?.textContent.includes('against 5'));
    expect(await active()).toBe('awaiting');
    const state = page.locator('.facts .changed', { hasText: 'state' }).first();
    expect(await state.textContent()).toContain('was settled');
  });

  it('says what an event would do at a moment, without doing it', async () => {
    await goTo('#/t/story-4');
    await page.waitForFunction(() => document.querySelector('.facts dl')?.textContent.includes('ORDER-1004'));
    const before = await active();
    await page.selectOption('#what-if', { label: 'sale.override (charged)' });
    expect(await page.locator('.answer').textContent()).toContain('would lead to settled');
    await page.selectOption('#what-if', { label: 'intent.stored' });
    expect(await page.locator('.answer').textContent()).toContain('would change nothing');
    expect(await active()).toBe(before);
  });

  it('says what an event would do at another time', async () => {
    await goTo('#/t/story-3');
    await page.waitForFunction(() => document.querySelector('.facts dl')?.textContent.includes('ORDER-1003'));
    for (let back = 0; (await active()) !== 'statusChecking' && back < 9; back += 1) await page.keyboard.press('[');
    await page.selectOption('#what-if', { label: 'poi.notFound' });
    const atOnce = await page.locator('.answer').textContent();
    await page.selectOption('#what-if-when', { label: '1 day later' });
    expect(await page.locator('.answer').textContent()).not.toBe(atOnce);
    await page.selectOption('#what-if', { label: 'sale.override (charged)' });
    expect(await page.locator('#what-if-when').isDisabled()).toBe(true);
    await page.selectOption('#what-if', '');
    await goTo('#/t/story-4');
    await page.waitForFunction(() => document.querySelector('.facts dl')?.textContent.includes('ORDER-1004'));
  });

  it('says what a state means, to the pointer and to the keyboard', async () => {
    await page.locator('.wide [data-state="timedOut.stalled"]').focus();
    expect(await page.locator('.state-card').textContent()).toContain('staff must look');
    await page.keyboard.press('ArrowLeft');
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('data-state'));
    expect(focused).not.toBe('timedOut.stalled');
  });

  it('searches by reference, terminal, outcome and fault', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('declined');
    expect(await page.locator('.list .item').count()).toBe(1);
    await page.fill('#search', 'ERR_LINK_RESET');
    expect(await page.locator('.list .item').count()).toBe(2);
    await page.fill('#search', '');
  });

  it('has nothing that an accessibility checker calls serious, light or dark', async () => {
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const hash of ['#/t/story-3/3', '#/t/story-4', '#/t/none', '#/terminals', '#/terminals/V400m-324688179']) {
        await goTo(hash);
        await page.waitForTimeout(50);
        found.push(...(await seriousMistakes(page)).map((mistake) => `${colorScheme} ${hash} ${mistake}`));
      }
    }
    expect(found).toEqual([]);
  });

  it('does not scroll sideways, from a phone to a desk, and at 200 %', async () => {
    const wide: string[] = [];
    for (const hash of ['#/t/story-3/3', '#/terminals']) {
      await goTo(hash);
      for (const width of [320, 390, 720, 768, 1024, 1200, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        if ((await overflow(page)) > 0) wide.push(`${hash} at ${width}`);
      }
    }
    await page.setViewportSize({ width: 1440, height: 960 });
    expect(wide).toEqual([]);
  });

  it('says that a transaction is not there, and has no mistake in its console but that', async () => {
    await goTo('#/t/nothing-like-it');
    await page.waitForFunction(() =>
      document.querySelector('.nothing p')?.textContent.includes('There is no transaction'),
    );
    expect(mistakes.filter((text) => !text.includes('404'))).toEqual([]);
  });

  it('opens by an address that was cut, and says that there is no such transaction', async () => {
    await goTo('#/t/%E0%A4%A');
    await page.reload();
    await page.waitForSelector('.list .item');
    await page.waitForFunction(() => document.querySelector('.nothing p')?.textContent !== 'Loading.');
    expect(await page.locator('.nothing p').textContent()).toContain('There is no transaction %E0%A4%A here');
    await goTo('#/t/story-4');
    await page.waitForSelector('.verdict');
  });

  it('is closed to whoever has no token, a used one, another host name or another site', async () => {
    const { port, origin, searchParams } = new URL(server.url);
    const ask = (path: string, headers: Record<string, string> = {}) =>
      new Promise<{ status: number; text: string }>((resolve, reject) => {
        const asked = request({ host: '127.0.0.1', port, path, headers }, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => (text += chunk.toString()));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        });
        asked.on('error', reject).end();
      });
    const [cookie] = await page.context().cookies();
    const own = { cookie: `${cookie?.name}=${cookie?.value}` };
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    const statuses = await Promise.all([
      ask('/api/overview', own),
      ask('/api/overview'),
      ask(`/?pass=${searchParams.get('pass')}`),
      ask('/?pass=wrong'),
      ask('/api/overview', { ...own, host: 'evil.example' }),
      ask('/api/overview', { ...own, origin: 'https://evil.example' }),
      ask('/api/overview', { ...own, 'sec-fetch-site': 'cross-site' }),
      ask('/api/overview', { ...own, origin }),
      ask('/../package.json', own),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([200, 401, 401, 401, 421, 403, 403, 200, 404]);
    expect(statuses[1]?.text).not.toContain('ORDER');
  });

  it('exports a transaction as one file that opens offline, and has no secret in it', async () => {
    const html = runCommand('visualize', '--journal', story.path, '--export', 'html', '--transaction', 'story-3');
    for (const secret of [
      SHARED_KEY.passphrase,
      'PaymentRequest',
      'SaleToPOI',
      'MaskedPan',
      'CardData',
      'OutputText',
    ]) {
      expect(html).not.toContain(secret);
    }
    const file = join(newFolder('export'), 'story.html');
    writeFileSync(file, html);
    const offline = await openPage(browser, `file://${file}`);
    await offline.page.context().setOffline(true);
    const asked: string[] = [];
    offline.page.on('request', (one) => asked.push(one.url()));
    await offline.page.reload();
    await offline.page.waitForSelector('.verdict');
    expect(await offline.page.locator('.verdict h1').textContent()).toContain('Yes: EUR 42.00');
    await offline.page.keyboard.press('[');
    expect(await offline.page.locator('.verdict h1').textContent()).toContain('Not known yet');
    expect(await seriousMistakes(offline.page)).toEqual([]);
    expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual([]);
    expect(offline.mistakes).toEqual([]);
  });
});
