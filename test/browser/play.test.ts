import { ServerResponse } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type * as World from '../../cli/pages/play-world.ts';
import { root } from '../support/installed-package.ts';
import { chromiumPath, launch, openPage, overflow, seriousMistakes } from './in-browser.ts';

const PASSPHRASE = 'Lane7_Blue!Kettle';
/** All waits of the story, as a share of those that a person can follow. */
const PACE = 0.15;

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
    world = await startPlayWorld({ passphrase: PASSPHRASE, pace: PACE });
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
    page.setDefaultTimeout(15_000);
  });
  afterAll(async () => {
    Object.assign(prototype, real);
    await browser?.close();
    await world?.close();
  });

  const verdict = (text: string) =>
    page.waitForFunction((wanted) => document.querySelector('.verdict h1')?.textContent.includes(wanted), text);
  const active = (state: string) => page.waitForSelector(`.wide .box.active[data-state="${state}"]`);
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const type = async (digits: string) => {
    for (const digit of digits) await press(digit);
  };
  const screen = (kind: string) => page.waitForSelector(`.screen.${kind}`);
  const pay = () => page.getByRole('button', { name: /^Pay EUR/ }).click();
  const ledger = () => page.locator('.ledger tbody tr').last().textContent();
  /** Pays, does this, and waits until another transaction than before is settled. @returns what the till says of it */
  const settled = async (act: () => Promise<void>) => {
    const before = await page.evaluate(() => document.querySelector<HTMLElement>('.verdict')?.dataset['transaction']);
    await pay();
    await act();
    await page.waitForFunction((old) => {
      const now = document.querySelector<HTMLElement>('.verdict');
      const { transaction } = now?.dataset ?? {};
      return (
        transaction !== undefined &&
        transaction !== old &&
        /\?(Yes|No)\b/.test(now?.querySelector('h1')?.textContent ?? '')
      );
    }, before);
    return (await page.locator('.verdict h1').textContent())?.replace(/^.*\?/, '') ?? '';
  };
  /** A payment whose answer is lost, and so are those to the checks: it stays unknown. @returns ends that */
  const loseAnswers = async () => {
    const terminal = world.simulator.terminal('V400m-324688179');
    await page.locator('[data-control="loseAnswer"]').click();
    await pay();
    await screen('card');
    terminal.script({ kind: 'dropAfterRead', category: 'TransactionStatus', when: 'atAnswer', times: 1000 });
    await press('Tap card');
    await verdict('Not known');
    return () => terminal.clearScript();
  };
  /** Of the till's process. */
  const pid = async () => Number((await page.locator('.till .pill').textContent())?.replace('process ', ''));

  it('pays when it is clicked through, and the chart follows', async () => {
    await pay();
    await active('awaiting');
    await verdict('At any moment');
    expect(await page.locator('.screen').textContent()).toContain('EUR 42.00');
    await press('Tap card');
    await active('settled');
    await verdict('Yes: EUR 42.00');
    expect(await ledger()).toContain('EUR 42.00 taken');
    // What was sent and received, with its size and what its verification said.
    expect(await page.locator('.sequence').textContent()).toContain('verified');
    // Why the terminal is free again: the guards of transitions that have no event of their own.
    const terminal = page.locator('.stage .small .state-card');
    await page.waitForFunction(
      () => document.querySelector('.small .state-card b')?.textContent === 'transaction.settled',
    );
    expect(await terminal.textContent()).toContain('isIdle: yes');
  });

  it('asks for a tip, for the currency of a foreign card and for its PIN, one key after the other', async () => {
    await page.getByLabel('The terminal asks for a tip').check();
    await page.getByLabel('Card in USD').check();
    await pay();
    await screen('tip');
    await type('250');
    await press('OK');
    await screen('card');
    expect(await page.locator('.screen').textContent()).toContain('EUR 44.50');
    await press('Insert');
    await screen('currency');
    await press('USD 49.75');
    await screen('pin');
    await type('12');
    await press('Clear');
    await type('1234');
    expect(await page.locator('.screen .dots').textContent()).toBe('●●●●');
    await press('OK');
    await verdict('Yes: EUR 44.50');
    expect(await page.locator('.papers pre').first().textContent()).toMatch(
      /EUR 44\.50\n.*tip +EUR 2\.50\n.*currency\nAPPROVED/,
    );
    expect(await page.locator('.sequence').textContent()).toMatch(/dcc accepted.*pin entered/);
    await press('Remove card');
    await screen('idle');
    await page.getByLabel('The terminal asks for a tip').uncheck();
    await page.getByLabel('Card in USD').uncheck();
  });

  it('takes nothing with a wrong PIN, with a card that is removed, and with the red key; a signature approves, unless staff reject it', async () => {
    const ends: string[] = [];
    for (const way of ['wrong PIN', 'removed', 'red key', 'signed', 'signed by another']) {
      const end = await settled(async () => {
        await screen('card');
        if (way === 'red key') return press('Stop the terminal');
        if (way.startsWith('signed')) {
          await press('Swipe');
          return press(way === 'signed' ? 'Sign here' : 'Staff: not the same');
        }
        await press('Insert');
        await screen('pin');
        if (way === 'removed') return press('Remove card');
        await type('0000');
        return press('OK');
      });
      ends.push(`${way}: ${end} ${await ledger()}`);
    }
    expect(ends.map((end) => end.replace(/ORDER-\d+/, ''))).toEqual([
      'wrong PIN: No: declined. nothing taken1 request',
      'removed: No: cancelled. nothing taken1 request',
      'red key: No: cancelled. nothing taken1 request',
      'signed: Yes: EUR 42.00, approved. EUR 42.00 taken1 request',
      'signed by another: No: cancelled. nothing taken1 request',
    ]);
  });

  it('stops a payment at the till, and gives one back', async () => {
    const stopped = await settled(async () => {
      await screen('card');
      await press('Stop');
    });
    expect(stopped).toBe('No: cancelled.');
    await settled(async () => {
      await screen('card');
      await press('Tap card');
    });
    await press('Refund');
    await verdict('It is on its way');
  });

  it('has a switch for each fault, and the till says of each what is true', async () => {
    const ends: string[] = [];
    for (const fault of ['loseAnswer', 'refuse', 'loseRequest', 'slow', 'late', 'wrongKey', 'busy', 'hostDown']) {
      const control = page.locator(`[data-control="${fault}"]`);
      const isOn = (on: boolean) => page.waitForSelector(`[data-control="${fault}"][aria-checked="${on}"]`);
      const rows = await page.locator('.ledger').textContent();
      await control.click();
      await isOn(true);
      const end = await settled(async () => {
        if (['refuse', 'loseRequest', 'busy'].includes(fault)) return;
        await screen('card');
        await press('Tap card');
      });
      const arrived = (await page.locator('.ledger').textContent()) !== rows;
      ends.push(`${fault}: ${end} ${arrived ? (await ledger())?.replace(/ORDER-\d+/, '') : 'nothing arrived'}`);
      // What strikes once goes back by itself.
      if (fault === 'busy' || fault === 'hostDown') await control.click();
      await isOn(false);
    }
    expect(ends).toEqual([
      'loseAnswer: Yes: EUR 42.00, approved. EUR 42.00 taken1 request',
      'refuse: No: not processed. nothing arrived',
      'loseRequest: No: not processed. nothing taken1 request',
      'slow: Yes: EUR 42.00, approved. EUR 42.00 taken1 request',
      'late: Yes: EUR 42.00, approved. EUR 42.00 taken1 request',
      'wrongKey: Yes: EUR 42.00, approved. EUR 42.00 taken1 request',
      'busy: No: failed. nothing taken1 request',
      'hostDown: No: failed. nothing taken1 request',
    ]);
  });

  it('says what the terminal is blocked by when the till asks for more money meanwhile', async () => {
    const learns = await loseAnswers();
    await pay();
    await verdict('No: not processed.');
    expect(await page.locator('.stage').textContent()).toContain('Refused, and nothing was sent or stored.');
    learns();
    await page.waitForSelector('.wide .box.active[data-state="work.idle"]');
  });

  it('recovers when the process of the till is killed while an answer is lost, and started again', async () => {
    const learns = await loseAnswers();
    const first = await pid();
    await press('Kill');
    await page.waitForSelector('.till .pill.tone-fault');
    // It is not there any more.
    expect(() => process.kill(first, 0)).toThrow('ESRCH');
    // Its journal is, and says the same.
    await verdict('Not known');
    await page.waitForFunction(() => document.querySelector('.due')?.textContent.includes('nothing is asked'));
    const mistakesFound: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      mistakesFound.push(...(await seriousMistakes(page)));
    }
    expect(mistakesFound).toEqual([]);
    learns();
    await press('Start');
    await verdict('Yes: EUR 42.00');
    expect(await pid()).not.toBe(first);
    const events = await page.locator('.beside').allTextContents();
    expect(events).toContain('host.restarted');
    expect(await page.locator('.sequence').textContent()).toContain('learnt by asking');
    expect(await ledger()).toContain('1 request');
  });

  it('does not scroll sideways, from a phone to a desk, and at 200 %', async () => {
    const wide: number[] = [];
    for (const width of [320, 390, 720, 768, 1024, 1200, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      if ((await overflow(page)) > 0) wide.push(width);
    }
    await page.setViewportSize({ width: 1440, height: 960 });
    expect(wide).toEqual([]);
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
    for (const part of ['event: changes', '"moments":', '"paper":', '"notes":']) expect(sent).toContain(part);
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
