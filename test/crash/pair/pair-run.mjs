import { openPostgresJournalReader } from '../../../dist/adapters/postgres/index.js';
import { createPrng } from '../../../dist/simulator/primitives/prng.js';
import { openShop } from '../shop.mjs';
import { startDatabase } from './database.mjs';
import { disturb } from './disturbances.mjs';
import { runLane } from './lanes.mjs';
import { pairViolations } from './pair-verdict.mjs';
import { createServer } from './server.mjs';
import { takeoverTable, watchTakeovers } from './takeovers.mjs';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The whole of it, and one that is over soon. `each`: so many payments come between two disturbances. */
export const SIZES = {
  whole: { lanes: 30, payments: 10, each: 6, shopperMs: 1500, plan: undefined, giveUpMs: 900_000 },
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
 * So that what a server may still send when it wakes is over soon; and so that a NotFound proves something also on a machine on which
 * everything takes long: these terminals restart never, and forget nothing.
 */
const LIMITS = {
  sendWithinMs: 5_000,
  takeOverCheckMs: 500,
  terminalRestartMinMs: 600_000,
  notFoundAgeMaxMs: 900_000,
};

/** Makes payments at two servers of one store while they, and their database, are killed, stopped and cut off. @returns `undefined` without PostgreSQL */
export async function pairRun({ seed, size }) {
  const { lanes, payments, each, shopperMs, plan, giveUpMs } = SIZES[size];
  const database = await startDatabase();
  if (database === undefined) return undefined;
  const shop = await openShop({ script: 'test/crash/processes/pair-engine.mjs' });
  const prng = createPrng(seed);
  const draw = () => prng.next();
  const lines = [];
  const takeovers = watchTakeovers();
  try {
    const settings = { cardAfterMs: shopperMs, hostAfterMs: 50, shopper: { does: 'presentsCard' } };
    const terminals = await shop.open({ terminals: lanes, settings });
    const { limits, ...till } = shop.tillOptions;
    const servers = ['one', 'two'].map((name, index) =>
      createServer(
        shop.tillScript,
        {
          ...till,
          name,
          terminals,
          connectionString: database.url,
          prefers: terminals.filter((_, lane) => lane % 2 === index).map(({ poiid }) => poiid),
          limits: { ...limits, ...LIMITS },
        },
        (server, line) => {
          lines.push({ ...line, server: server.name });
          takeovers.take(server, line);
        },
      ),
    );
    const ids = terminals.flatMap((_, lane) => Array.from({ length: payments }, (_one, turn) => `L${lane}-${turn}`));
    const { isLate, open } = await payThrough({ servers, terminals, ids, payments, giveUpMs, disturbing });
    await Promise.all(servers.map((server) => server.close()));

    const reports = await Promise.all(terminals.map(({ poiid }) => shop.report(poiid)));
    const violations = [
      ...(isLate ? [`not all were settled within ${giveUpMs / 1000} s`] : []),
      ...open.map((what) => `left open: ${what}`),
      ...servers.flatMap(({ name, complaints }) => complaints.map((text) => `stderr of ${name}: ${text}`)),
      ...pairViolations({ lines, records: await recordsOf(database), reports, ids }),
    ];
    const kinds = lines.flatMap(({ type, outcome }) => (type === 'outcome' && outcome ? [outcome.kind] : []));
    return {
      payments: ids.length,
      charged: reports.flatMap(({ ledger }) => ledger).length,
      disturbances: takeovers.happened.length,
      kinds: new Set(takeovers.happened.map(({ kind }) => kind)).size,
      approved: kinds.filter((kind) => kind === 'approved').length,
      alerts: lines.filter(({ type }) => type === 'alert').length,
      violations,
      table: takeoverTable(takeovers.happened),
    };

    function disturbing(done, isOver) {
      const stopMs = 1.5 * TRUST_MS;
      const onHappen = (kind, server) => takeovers.begin(kind, server);
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
    await shop.close();
    await database.close();
  }
}

/** From the start of the servers until all is settled and quiet. */
async function payThrough({ servers, terminals, ids, payments, giveUpMs, disturbing }) {
  let isLate = false;
  let isDone = false;
  const timer = setTimeout(() => (isLate = true), giveUpMs);
  for (const server of servers) server.start();
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
  clearTimeout(timer);
  return { isLate, open };
}

/** What both servers have open when they had time to find out. */
async function restOf(servers, isOver) {
  for (;;) {
    const rests = await Promise.all(servers.map((server) => server.ask({ rest: true }, 5_000)));
    const open = rests.flatMap((rest) => rest.open ?? ['a server does not answer']);
    if (open.length === 0 || isOver()) return open;
    await pause(300);
  }
}

async function recordsOf(database) {
  const reader = await openPostgresJournalReader({ connectionString: database.url });
  const records = [];
  for await (const record of reader.read()) records.push(record);
  await reader.close();
  return records;
}

/** `pair: 300 payments, 297 charged, 41 disturbances, 0 violations` */
export function pairSummary({ payments, charged, disturbances, alerts, violations }) {
  return `pair: ${payments} payments, ${charged} charged, ${disturbances} disturbances, ${alerts} alerts, ${violations.length} violations`;
}
