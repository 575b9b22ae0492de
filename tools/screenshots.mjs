// Makes the pictures of the documentation from the build, with Chromium: the play view in the middle of a story, a transaction, the fleet.
// `npm run screenshots`; CHROMIUM names another browser. Look at them before they are committed.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { startPlayWorld } from '../dist/cli/pages/play-world.js';
import { startVisualizer } from '../dist/gateway/visualizer/start-visualizer.js';

const folder = process.argv[2] ?? fileURLToPath(new URL('../docs/images', import.meta.url));
mkdirSync(folder, { recursive: true });
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });

/** The sizes and schemes of each picture; the first is that of the documentation. */
const shots = async (page, name, sizes) => {
  for (const [width, height, colorScheme] of sizes) {
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(250);
    await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: width < 1200 });
  }
};

await playPictures();
await fleetPictures();
await browser.close();

async function playPictures() {
  const world = await startPlayWorld();
  const context = await browser.newContext({ viewport: { width: 1440, height: 960 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(world.visualizer.url);
  await page.waitForSelector('.tour');
  await page.evaluate(() => (location.hash = '#/play/3'));
  const next = () => page.locator('#tour-next:enabled').click();
  for (let step = 0; step < 2; step += 1) await next();
  await page.waitForSelector('.screen.card');
  // As long as the pictures take, the terminal does not answer what became of it.
  const terminal = world.simulator.terminal('V400m-324688179');
  terminal.script({ kind: 'dropAfterRead', category: 'TransactionStatus', when: 'atAnswer', times: 1000 });
  await next();
  await page.waitForFunction(() => document.querySelector('.verdict h1')?.textContent.includes('Not known yet'));
  await shots(page, 'play', [
    [1440, 960, 'light'],
    [1440, 960, 'dark'],
    [1024, 900, 'light'],
    [390, 844, 'dark'],
  ]);
  terminal.clearScript();
  await page.waitForFunction(() => document.querySelector('.verdict h1')?.textContent.includes('Yes'));
  await page.getByRole('link', { name: 'Transactions' }).click();
  await page
    .locator('.item')
    .first()
    .evaluate((item) => item.click());
  await page.waitForSelector('.time');
  await page.keyboard.press('[');
  await page.keyboard.press('[');
  await shots(page, 'transaction', [
    [1440, 960, 'light'],
    [1440, 960, 'dark'],
    [1024, 900, 'light'],
    [390, 844, 'light'],
  ]);
  await page.close();
  await world.close();
}

async function fleetPictures() {
  const all = Array.from({ length: 200 }, (_, index) => index);
  const heads = all
    .filter((index) => isUnknown(index) || kind(index) === 'busy')
    .map((index) => ({
      id: `tx-${index}`,
      poi: poi(index),
      sid: `S${index}`,
      ref: `ORDER-${1000 + index}`,
      kind: 'payment',
      amount: { currency: 'EUR', value: 990 + index * 37 },
      state: isUnknown(index) ? 'timedOut' : 'awaiting',
      tags:
        kind(index) === 'stalled'
          ? ['outcomeUnknown', 'needsAttention']
          : isUnknown(index)
            ? ['outcomeUnknown']
            : ['inFlight'],
      charged: 'unknown',
      ...(isUnknown(index) && { next: Date.now() + 60_000 + index * 100, fault: 'ERR_LINK_RESET' }),
      at: 1_795_723_412_310 + index,
    }));
  const terminals = all.map((index) => ({
    poi: poi(index),
    link: kind(index) === 'off' ? 'offline' : 'online',
    work: isUnknown(index) ? 'quarantined' : kind(index) === 'busy' ? 'occupied' : 'idle',
    ...(kind(index) === 'busy' && { running: `tx-${index}` }),
    unknown: isUnknown(index) ? [`tx-${index}`] : [],
    waiting: index % 41 === 3 ? 1 : 0,
  }));
  const server = await startVisualizer({
    overview: async () => ({ source: 'live', heads, terminals, damaged: [] }),
    transaction: async () => undefined,
    follow: () => () => {},
  });
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(server.url);
  await page.evaluate(() => (location.hash = '#/terminals'));
  await page.waitForSelector('.tile');
  await shots(page, 'fleet', [
    [1440, 900, 'light'],
    [1024, 900, 'dark'],
    [390, 844, 'light'],
  ]);
  await page.close();
  await server.close();
}

function kind(index) {
  return index === 11 || index === 120
    ? 'stalled'
    : [6, 40, 93, 151].includes(index)
      ? 'unknown'
      : index % 17 === 5
        ? 'off'
        : index % 3 === 0
          ? 'busy'
          : 'idle';
}

function poi(index) {
  return `V400m-${String(324_688_001 + index)}`;
}

function isUnknown(index) {
  return kind(index) === 'unknown' || kind(index) === 'stalled';
}
