import { existsSync } from 'node:fs';
import { openSqliteJournalReader } from '../../dist/adapters/index.js';
import { HELD, lastWaitOf, SCENARIOS, WAITING } from './points.mjs';
import { categoryOf, isOurs, outcomesOf, violationsOf } from './verdict.mjs';

/** The terminal's own times, in milliseconds. */
const QUICK = { cardAfterMs: 5, hostAfterMs: 5 };
/** For a shopper who waits for a till that was to die, and does not. */
const PATIENCE_MS = 20_000;
/** A till that takes longer has forgotten its payment. */
const TILL_MS_MAX = 60_000;

/** Makes one payment through as many tills as it takes, then compares their story with the terminal's. */
export async function killRun(shop, run, id) {
  const [scenarioName, ...points] = run.split('/');
  const scenario = SCENARIOS[scenarioName];
  const shopper = scenario.shopper ?? { does: 'presentsCard' };
  const lastWait = lastWaitOf(points);
  const shopperWaits = lastWait !== -1;
  const [{ poiid, port }] = await shop.open({
    settings: {
      ...QUICK,
      shopper: shopperWaits ? { does: 'neverPresents' } : shopper,
      ...(shopperWaits && !scenario.occupied && { presentationTimeoutMs: PATIENCE_MS }),
    },
    script: scenario.script,
    occupied: scenario.occupied,
    held: scenario.held,
  });
  const request = await requestOf(shop, scenario, { id, poiid, port, reference: `ORDER-${id}` });
  const task = { journalPath: shop.journalPath(id), payments: [request] };

  const lives = [];
  for (const [index, point] of [...points, undefined].entries()) {
    const shopperActs = shopperWaits && index === lastWait + 1 ? () => shop.act([poiid], shopper) : undefined;
    const life = await oneLife(shop, { ...task, poiid, point, category: categoryOf(scenario), shopperActs });
    // At once: before another till has opened it.
    lives.push({ ...life, isReadable: (await recordsOf(task.journalPath)) !== undefined });
  }
  const report = await shop.report(poiid);
  await shop.closeTerminals([poiid]);
  const story = { scenario, shopperWaits, lives, report, records: (await recordsOf(task.journalPath)) ?? [] };
  return {
    run,
    killedAt: points.filter((_, index) => lives[index].wasKilled),
    missed: points.filter((_, index) => !lives[index].wasKilled),
    outcome: outcomesOf(lives).at(-1)?.outcome.kind,
    violations: violationsOf(story),
  };
}

/** What the till is to do; for a refund, after a payment that another till made there. */
async function requestOf(shop, { does, value = 1000 }, request) {
  const amount = { currency: 'EUR', value };
  if (does === 'acquireCard') return { ...request, does };
  if (does === 'storedValue')
    return { ...request, does, items: [{ type: 'Activate', giftCard: { number: `6036280${request.port}` } }] };
  if (does !== 'refund') return { ...request, does, amount };
  const payment = { ...request, id: `${request.id}-original`, amount };
  await shop.startTill({ journalPath: shop.journalPath(payment.id), payments: [payment] }).ended;
  const { ledger } = await shop.report(request.poiid);
  return { ...request, does, original: ledger[0].POITransactionID };
}

/** A till from its start to its death, or to its end. */
async function oneLife(shop, { point, poiid, category, shopperActs, ...task }) {
  const killer = killerAt(shop, { poiid, point, category });
  const till = shop.startTill(killer === undefined ? { ...task, crashPoint: point } : task);
  void killer?.then(till.kill);
  let isLate = false;
  const lateTimer = setTimeout(() => {
    isLate = true;
    till.kill();
  }, TILL_MS_MAX);
  if (shopperActs !== undefined) {
    await till.line('open'); // or its death
    await shopperActs();
  }
  const { code, signal, complaint } = await till.ended;
  clearTimeout(lateTimer);
  return {
    point,
    lines: till.lines,
    code,
    complaint,
    isLate,
    wasKilled: (signal === 'SIGKILL' || hasEndedItself(till)) && !isLate,
  };
}

const hasEndedItself = ({ lines }) => lines.some(({ type }) => type === 'killed');

/** Resolves when another process is to kill the till; `undefined` for a till that does it itself, or not at all. */
function killerAt(shop, { poiid, point, category }) {
  if (point === HELD) return shop.seen((line) => line.type === 'held' && line.poiid === poiid);
  if (point === WAITING) return shop.seen((line) => isOurs(line, category) && line.poiid === poiid);
  const [, delayMs] = /^after(\d+)ms$/.exec(point ?? '') ?? [];
  return delayMs === undefined ? undefined : new Promise((resolve) => setTimeout(resolve, Number(delayMs)));
}

/** What the journal holds; `undefined` when the last till left it in a state in which it cannot be read. */
async function recordsOf(journalPath) {
  const records = [];
  if (!existsSync(journalPath)) return records;
  const reader = await openSqliteJournalReader(journalPath).catch(() => undefined);
  if (reader === undefined) return undefined;
  for await (const record of reader.read()) records.push(record);
  await reader.close();
  return records;
}
