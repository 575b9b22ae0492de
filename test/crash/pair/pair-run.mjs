import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openPostgresJournalReader } from '../../../dist/adapters/postgres/index.js';
import { createPrng } from '../../../dist/simulator/primitives/prng.js';
import { openShop } from '../shop.mjs';
import { startDatabase } from './database.mjs';
import { disturb } from './disturbances.mjs';
import { readEvents } from './event-reader.mjs';
import { runLane } from './lanes.mjs';
import { pairViolations } from './pair-verdict.mjs';
import { createServer } from './server.mjs';
import { writeSettings } from './settings.mjs';
import { takeoverTable, watchTakeovers } from './takeovers.mjs';

/** The command line of this build. */
export const MAIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));
/** The whole of it, and one that is over soon. `each`: so many payments come between two disturbances. */
const SIZES = {
  whole: { lanes: 30, payments: 10, each: 3, shopperMs: 4000, plan: undefined, giveUpMs: 900_000 },
  small: {
    lanes: 4,
    payments: 4,
    each: 2,
    shopperMs: 500,
    plan: ['a server is killed', 'its session is ended', 'a server is stopped', 'the database is restarted'],
    giveUpMs: 200_000,
  },
};
/** Of the session, as in docs/postgres.md: a silent owner is given up after 1.5 times that. */
const TRUST_MS = 4000;

/**
 * Makes payments at two servers of one store, which are `tenderline serve`, while they, and their database, are killed, stopped and cut off.
 *
 * @param mains the programs of the two: of different versions, during an update. Default: the one that is built here
 * @returns `undefined` without PostgreSQL
 */
export async function pairRun({ seed, size, mains = [MAIN, MAIN] }) {
  const { lanes, payments, each, shopperMs, plan, giveUpMs } = SIZES[size];
  const database = await startDatabase();
  if (database === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-pair-'));
  const shop = await openShop({ script: null });
  const prng = createPrng(seed);
  const draw = () => prng.next();
  const told = [];
  const takeovers = watchTakeovers();
  let servers = [];
  try {
    const shoppers = { cardAfterMs: shopperMs, hostAfterMs: 50, shopper: { does: 'presentsCard' } };
    const terminals = await shop.open({ terminals: lanes, settings: shoppers });
    const settings = await writeSettings(folder, shop.tillOptions, terminals, database);
    servers = settings.map((own, place) =>
      createServer(mains[place], own, (server, line) => takeovers.take(server, line)),
    );
    const ids = terminals.flatMap((_, lane) => Array.from({ length: payments }, (_one, turn) => `L${lane}-${turn}`));
    const onTold = (one) => told.push(one);
    const { isLate, open, events } = await payThrough({
      servers,
      database,
      terminals,
      ids,
      payments,
      giveUpMs,
      disturbing,
      onTold,
    });
    await Promise.all(servers.map((server) => server.close()));

    const reports = await Promise.all(terminals.map(({ poiid }) => shop.report(poiid)));
    const violations = [
      ...(isLate ? [`not all were settled within ${giveUpMs / 1000} s`] : []),
      ...open.map((what) => `left open: ${what}`),
      // A short run may disturb the other server alone.
      ...(plan === undefined && events.streams < 2 ? ['the reader of the events never changed servers'] : []),
      ...servers.flatMap(({ name, crashes }) => crashes.map((text) => `${name}: ${text}`)),
      ...pairViolations({ told, events, records: await recordsOf(database), reports, ids }),
    ];
    return {
      payments: ids.length,
      charged: reports.flatMap(({ ledger }) => ledger).length,
      disturbances: takeovers.happened.length,
      kinds: new Set(takeovers.happened.map(({ kind }) => kind)).size,
      approved: told.filter(({ outcome }) => outcome.kind === 'approved').length,
      violations,
      table: takeoverTable(takeovers.happened),
    };

    function disturbing(done, isOver) {
      const stopMs = 1.5 * TRUST_MS;
      const onHappen = (...what) => takeovers.begin(...what);
      return disturb({
        servers,
        database,
        draw,
        stopMs,
        plan,
        done,
        each,
        isOver,
        ownsSome: takeovers.ownsSome,
        onHappen,
      });
    }
  } finally {
    for (const server of servers) server.end();
    await shop.close();
    await database.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From the start of the servers until all is settled and quiet. */
async function payThrough({ servers, database, terminals, ids, payments, giveUpMs, disturbing, onTold }) {
  let isLate = false;
  let isDone = false;
  const timer = setTimeout(() => (isLate = true), giveUpMs);
  for (const server of servers) server.start();
  const reader = readEvents(servers);
  await reader.ready;
  let done = 0;
  const disturbed = disturbing(
    () => done,
    () => isDone || isLate,
  );
  const payAll = () =>
    Promise.all(
      terminals.map(({ poiid }, lane) =>
        runLane({
          poiid,
          payments: ids.slice(lane * payments, (lane + 1) * payments),
          servers,
          home: lane % 2,
          isOver: () => isLate,
          onTold,
          onDone: () => (done += 1),
        }),
      ),
    );
  await payAll();
  isDone = true;
  await disturbed;
  // Each till asks once more under each id: what was stored is only told again.
  await payAll();
  const open = await restOf(servers, () => isLate);
  const opened = (await recordsOf(database)).filter(({ type }) => type === 'opened');
  const stored = new Set(opened.map(({ transaction }) => transaction));
  await heard(reader.told, stored, () => isLate);
  clearTimeout(timer);
  await reader.close();
  return { isLate, open, events: reader.told };
}

/** What both servers have open when they had time to find out. */
async function restOf(servers, isOver) {
  for (;;) {
    const answers = await Promise.all(servers.map((server) => server.call('GET', '/v1/unresolved', undefined, 5_000)));
    const open = answers.flatMap(({ json }) => json.transactions ?? ['a server does not answer']).map(described);
    if (open.length === 0 || isOver()) return open;
    await pause(300);
  }
}

/** Resolves when the reader of the events knows the end of everything: they may come a moment after the answers. */
async function heard({ outcomes }, stored, isOver) {
  while ([...stored].some((id) => !outcomes.has(id)) && !isOver()) await pause(100);
}

function described({ id, state, failure }) {
  return `${id} ${state} ${failure?.code ?? ''}`;
}

async function recordsOf(database) {
  const reader = await openPostgresJournalReader({ connectionString: database.url });
  const records = [];
  for await (const record of reader.read()) records.push(record);
  await reader.close();
  return records;
}

/** `pair: 300 payments, 297 charged, 41 disturbances, 0 violations` */
export function pairSummary({ payments, charged, disturbances, violations }) {
  return `pair: ${payments} payments, ${charged} charged, ${disturbances} disturbances, ${violations.length} violations`;
}
