import { ServerResponse } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as World from '../../cli/pages/play-world.ts';
import { root } from '../support/installed-package.ts';
import { chromiumPath, launch, openPage, seriousMistakes } from './in-browser.ts';

const PASSPHRASE = 'Lane7_Blue!Kettle';

describe.skipIf(chromiumPath === undefined)('the play view', () => {
  let world: World.PlayWorld;
  let browser: Browser;
  let page: Page;
  let mistakes: string[];
  /** Everything that the server of the page sent. */
  let sent = '';
  const prototype = ServerResponse.prototype as unknown as Record<string, (...given: unknown[]) => unknown>;
  const real = { write: prototype['write'], end: prototype['end'] };

  beforeAll(async () => {
    const { startPlayWorld } = (await import(`${root}/dist/cli/pages/play-world.js`)) as typeof World;
    world = await startPlayWorld(undefined, PASSPHRASE);
    const { port } = new URL(world.visualizer.url);
    const keep = (response: ServerResponse, chunk: unknown) => {
      // The script has the words of all faults in it; it is the same for everyone.
      const isCode = /\.(js|css)$/.test(response.req.url ?? '');
      if (isCode || String(response.req.socket.localPort) !== port) return;
      if (typeof chunk === 'string') sent += chunk;
      else if (chunk instanceof Uint8Array) sent += Buffer.from(chunk).toString();
    };
    for (const name of ['write', 'end'] as const) {
      prototype[name] = function (this: ServerResponse, ...given: unknown[]) {
        keep(this, given[0]);
        return Reflect.apply(real[name] as () => unknown, this, given);
      };
    }
    browser = await launch();
    ({ page, mistakes } = await openPage(browser, world.visualizer.url));
    await page.waitForSelector('.tour');
  });
  afterAll(async () => {
    Object.assign(prototype, real);
    await browser?.close();
    await world?.close();
  });

  const verdict = (text: string) =>
    page.waitForFunction((wanted) => document.querySelector('.verdict h1')?.textContent.includes(wanted), text);
  const active = (state: string) => page.waitForSelector(`.wide .box.active[data-state="${state}"]`);

  it('pays when it is clicked through, and the chart follows', async () => {
    await page.getByRole('button', { name: /^Pay EUR/ }).click();
    await active('awaiting');
    await verdict('At any moment');
    expect(await page.locator('.screen').textContent()).toContain('EUR 42.00');
    await page.getByRole('button', { name: 'Tap card' }).click();
    await active('settled');
    await verdict('Yes: EUR 42.00');
    expect(await page.locator('.ledger').textContent()).toContain('EUR 42.00 taken');
    // What was sent and received, with its size and what its verification said.
    expect(await page.locator('.sequence').textContent()).toContain('verified');
    expect(await seriousMistakes(page)).toEqual([]);
  });

  it('survives the loss of an answer, and that the till is killed and started', async () => {
    await page.getByRole('switch', { name: /^Lose the answer/ }).click();
    await page.getByRole('button', { name: /^Pay EUR/ }).click();
    await page.locator('.key.tap:enabled').click();
    await verdict('Not known yet');
    await page.getByRole('button', { name: 'Kill', exact: true }).click();
    await page.waitForSelector('.till .pill.tone-fault');
    expect(await seriousMistakes(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await verdict('Yes: EUR 42.00');
    const events = await page.locator('.beside').allTextContents();
    expect(events).toContain('host.restarted');
    expect(await page.locator('.ledger tr').last().textContent()).toContain('1 request');
  });

  it('plays the tour to its end, and each scene ends as it should', async () => {
    await page.getByRole('link', { name: 'Start the tour' }).click();
    const ends: string[] = [];
    for (let steps = 0; steps < 40 && ends.length < 6; steps += 1) {
      const next = page.locator('#tour-next:enabled');
      await next.waitFor({ timeout: 30_000 });
      const label = await next.textContent();
      if (/Next scene|End of/.test(label ?? '')) ends.push((await page.locator('.verdict h1').textContent()) ?? '');
      await next.click();
    }
    expect(ends.map((text) => text.replace(/^.*\?/, ''))).toEqual([
      'Yes: EUR 12.99, approved.',
      'No: declined.',
      'Yes: EUR 42.00, approved.',
      'Yes: EUR 25.00, approved.',
      'No: failed.',
      'Yes, says you.',
    ]);
    await page.getByRole('link', { name: 'Start the tour' }).waitFor();
  });

  it('never sent a key, a card, a body or a receipt, in all of that', async () => {
    const html = await page.evaluate(async () => {
      const overview = (await (await fetch('/api/overview')).json()) as { heads: { id: string }[] };
      const files = await Promise.all(overview.heads.map(async ({ id }) => (await fetch(`/api/export/${id}`)).text()));
      return files.map((file) => file.split('id="recording">')[1]?.split('</script>')[0] ?? '').join('');
    });
    expect(sent.length).toBeGreaterThan(50_000);
    for (const part of ['event: changes', '"moments":', '"isRunning":', '"notes":']) expect(sent).toContain(part);
    expect(html.split('"steps"').length).toBeGreaterThan(3);
    const everything = sent + html;
    for (const secret of [
      PASSPHRASE,
      'NexoBlob',
      'SaleToPOI',
      'PaymentRequest',
      'MaskedPan',
      'PaymentReceipt',
      'OutputText',
      'AdditionalResponse',
      '****',
    ]) {
      expect(everything).not.toContain(secret);
    }
    expect(mistakes.filter((text) => !text.includes('404'))).toEqual([]);
  });
});
