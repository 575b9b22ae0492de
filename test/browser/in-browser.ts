import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';
import { root } from '../support/installed-package.ts';

const PATHS = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is; `undefined`, said aloud, where there is none. */
export const chromiumPath = PATHS.find((path) => path !== undefined && existsSync(path));
if (chromiumPath === undefined) console.log('skipped: tests in a browser, because there is no Chromium (set CHROMIUM)');

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox'] });
}

/** A page, and the mistakes that its console has. */
export async function openPage(browser: Browser, url: string, size = { width: 1440, height: 960 }) {
  const context = await browser.newContext({ viewport: size, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const mistakes: string[] = [];
  page.on('pageerror', ({ message }) => mistakes.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') mistakes.push(message.text());
  });
  await page.goto(url);
  return { page, mistakes };
}

/** Runs a command of the build that prints the address of a page. */
export async function startCommand(...given: string[]): Promise<{ url: string; end: () => void }> {
  const child: ChildProcess = spawn(process.execPath, [`${root}/dist/cli/main.js`, ...given, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (data: Buffer) =>
      resolve((JSON.parse(data.toString().split('\n')[0] ?? '{}') as { url: string }).url),
    );
    child.once('exit', () => reject(new Error('it ended before it printed an address')));
  });
  return { url, end: () => child.kill() };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** What an accessibility checker finds that is serious or worse. */
export async function seriousMistakes(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

/** How much wider than the window the page is. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** What a command of the build prints. */
export function runCommand(...given: string[]): string {
  return execFileSync(process.execPath, [`${root}/dist/cli/main.js`, ...given], { encoding: 'utf8' });
}
