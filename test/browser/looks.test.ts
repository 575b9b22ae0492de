import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeStory } from '../support/engine/story.ts';
import { chromiumPath, launch, openPage, startCommand } from './in-browser.ts';

const VIEWS = ['#/t/story-3/3', '#/t/story-4', '#/terminals', '#/terminals/V400m-324688179'] as const;

/** What a designer looks for, measured in the page. */
describe.skipIf(chromiumPath === undefined)('how the page looks', () => {
  let server: Awaited<ReturnType<typeof startCommand>>;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const { path } = await writeStory();
    server = await startCommand('visualize', '--journal', path);
    browser = await launch();
    ({ page } = await openPage(browser, server.url));
    await page.waitForSelector('.verdict');
  });
  afterAll(async () => {
    await browser?.close();
    server?.end();
  });

  /** What a measurement finds in all views, at three widths. */
  async function inViews(measure: () => string[]): Promise<string[]> {
    const found: string[] = [];
    for (const width of [390, 1024, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      for (const hash of VIEWS) {
        await page.evaluate((to) => {
          location.hash = to;
        }, hash);
        await page.waitForFunction(() => document.querySelector('.verdict, .tile') !== null);
        found.push(...(await page.evaluate(measure)).map((what) => `${hash} at ${width}: ${what}`));
      }
    }
    await page.setViewportSize({ width: 1440, height: 960 });
    return found;
  }

  it('has no text below 11 px', async () => {
    const small = await inViews(() =>
      [...document.querySelectorAll<HTMLElement>('body *')]
        .filter((element) =>
          [...element.childNodes].some(({ nodeType, textContent }) => nodeType === 3 && textContent?.trim()),
        )
        .filter((element) => Number.parseFloat(getComputedStyle(element).fontSize) < 11)
        .map(({ textContent }) => textContent),
    );
    expect(small).toEqual([]);
  });

  it('cuts no name, reference, amount or event', async () => {
    const cut = await inViews(() =>
      [...document.querySelectorAll<HTMLElement>('body *')]
        .filter((element) => element.closest('.hidden, .band') === null && element.offsetParent !== null)
        .filter((element) => getComputedStyle(element).textOverflow === 'ellipsis')
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
        .map(({ textContent }) => textContent),
    );
    expect(cut).toEqual([]);
  });

  it('answers the first question first, with a shape and in words', async () => {
    const first = await inViews(() => {
      const verdict = document.querySelector('.verdict');
      if (verdict === null) return [];
      const isFirst =
        verdict.getBoundingClientRect().top < (document.querySelector('main')?.getBoundingClientRect().top ?? 0);
      return isFirst && verdict.querySelector('svg') && verdict.querySelector('h1')?.textContent ? [] : ['not first'];
    });
    expect(first).toEqual([]);
  });

  it('has the lines of the messages under their names, and tells what is later by more than its colour', async () => {
    await page.evaluate(() => {
      location.hash = '#/t/story-3/3';
    });
    await page.waitForSelector('.row.later');
    const { heads, lines, later, past } = await page.evaluate(() => {
      const middle = (element: Element) => {
        const { left, width } = element.getBoundingClientRect();
        return left + width / 2;
      };
      const line = document.querySelector('.row .line')?.getBoundingClientRect();
      const style = (selector: string) => {
        const element = document.querySelector(selector);
        return element === null ? '' : getComputedStyle(element).fontStyle;
      };
      return {
        heads: [...document.querySelectorAll('.lanes div span')].map(middle),
        lines: [0.08, 0.5, 0.92].map((share) => (line?.left ?? 0) + share * (line?.width ?? 0)),
        later: [
          style('.row.later .above'),
          getComputedStyle(document.querySelector('.row.later .arrow') as Element).borderTopStyle,
        ],
        past: [
          style('.row:not(.later) .above'),
          getComputedStyle(document.querySelector('.row:not(.later) .arrow') as Element).borderTopStyle,
        ],
      };
    });
    expect(heads.map((x, index) => Math.abs(x - (lines[index] ?? 0)) < 3)).toEqual([true, true, true]);
    expect([later, past]).toEqual([
      ['italic', 'dashed'],
      ['normal', 'solid'],
    ]);
  });

  it('has nothing bright in the dark', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    const bright = await inViews(() =>
      [...document.querySelectorAll<HTMLElement>('body *')]
        .filter((element) => {
          const { width, height } = element.getBoundingClientRect();
          const [r = 0, g = 0, b = 0, a = 1] =
            getComputedStyle(element)
              .backgroundColor.match(/[\d.]+/g)
              ?.map(Number) ?? [];
          return a > 0.5 && 0.3 * r + 0.6 * g + 0.1 * b > 100 && width > 40 && height > 24;
        })
        .map(({ className }) => className),
    );
    await page.emulateMedia({ colorScheme: 'light' });
    expect(bright).toEqual([]);
  });

  it('shows where the focus is, wherever the Tab key leads', async () => {
    await page.evaluate(() => {
      location.hash = '#/t/story-3/3';
    });
    const unseen: string[] = [];
    for (let press = 0; press < 40; press += 1) {
      await page.keyboard.press('Tab');
      const what = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return '';
        const isSeen = (one: Element) => {
          const { outlineStyle, outlineWidth } = getComputedStyle(one);
          return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
        };
        const box = element.querySelector('.fill');
        const isThick = box !== null && Number.parseFloat(getComputedStyle(box).strokeWidth) >= 3;
        return isSeen(element) || isThick || element.closest('.track') !== null ? '' : element.outerHTML.slice(0, 90);
      });
      if (what !== '') unseen.push(what);
    }
    expect(unseen).toEqual([]);
  });
});
