// The journal on PostgreSQL beside that in SQLite: appends and payments, by turns. Skipped aloud where there is no server.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { findPostgres } from '../test/support/postgres/find-server.mjs';
import { startServer } from '../test/support/postgres/start-server.mjs';
import { load } from './lib/dist.mjs';
import { openedRecord } from './lib/stored-payments.mjs';
import { pay, poiidOf, startTerminals } from './lib/terminals.mjs';
import { byTurns, inMs } from './lib/turns.mjs';

export const title = 'PostgreSQL';
export const notMeasured = 'a network between the engine and its database; a replica that is waited for.';

const WRITERS = 200;
const TERMINALS = 200;

export async function run(report, { quick }) {
  const bin = findPostgres();
  if (bin === undefined) {
    console.log('skipped: the journal on PostgreSQL, because there is no server here (set TENDERLINE_POSTGRES_BIN)');
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-bench-'));
  const server = await startServer(bin, { fsync: 'on' });
  try {
    await appends(report, folder, server, quick);
    await payments(report, folder, server, quick);
    await pair(report, server, quick);
  } finally {
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function appends(report, folder, server, quick) {
  const { DEFAULT_LIMITS } = await load('index.js');
  const journals = await openBoth(folder, server, 'appends');
  let count = 0;
  const append = (journal) =>
    journal.append([openedRecord(DEFAULT_LIMITS, (count += 1), { poiid: poiidOf(0), createdAtMs: Date.now() })]);
  const { sqlite, postgres } = await byTurns(
    { sqlite: () => append(journals.sqlite), postgres: () => append(journals.postgres) },
    { turns: quick ? 20 : 200, batch: 5 },
  );
  report.table('An append, on disk when it resolves', { baseline: 'SQLite' });
  const base = report.figure('one writer, SQLite', 'ms', inMs(sqlite.us));
  report.figure('one writer, PostgreSQL', 'ms', inMs(postgres.us), { per: base });

  const perSecond = async (journal) => {
    const each = quick ? 5 : 25;
    const start = performance.now();
    const work = async () => {
      for (let turn = 0; turn < each; turn += 1) await append(journal);
    };
    await Promise.all(Array.from({ length: WRITERS }, work));
    return (WRITERS * each) / ((performance.now() - start) / 1000);
  };
  const many = report.figure(`${WRITERS} writers, SQLite`, 'a second', await perSecond(journals.sqlite));
  report.figure(`${WRITERS} writers, PostgreSQL`, 'a second', await perSecond(journals.postgres), { per: many });
  await journals.close();
}

async function payments(report, folder, server, quick) {
  const { createEngine } = await load('index.js');
  const terminals = await startTerminals();
  const journals = await openBoth(folder, server, 'payments');
  const options = terminals.engineOptions();
  const { ownership } = journals.postgres;
  for (const { poiid } of options.terminals) await ownership.acquire(poiid);
  const engineOver = (journal) =>
    createEngine({ ...options, journal, ...(journal.ownership && { parts: { ownership } }) });
  const engines = { sqlite: await engineOver(journals.sqlite), postgres: await engineOver(journals.postgres) };
  try {
    const { sqlite, postgres } = await byTurns(
      { sqlite: () => pay(engines.sqlite, 0), postgres: () => pay(engines.postgres, 0) },
      { turns: quick ? 10 : 80, batch: 5 },
    );
    report.table('A payment', { baseline: 'SQLite' });
    const base = report.figure('journal in SQLite', 'ms', inMs(sqlite.us));
    report.figure('journal on PostgreSQL', 'ms', inMs(postgres.us), { per: base });
  } finally {
    await Promise.all(Object.values(engines).map((engine) => engine.close()));
    await journals.close();
    await terminals.close();
  }
}

/** All terminals of a store at the same moment: from one process, and from two that share them. */
async function pair(report, server, quick) {
  const terminals = await startTerminals();
  const half = TERMINALS / 2;
  const start = (schema, from, to) =>
    startEngine(terminals, { CONNECTION: server.url, SCHEMA: schema, FROM: from, TO: to });
  const one = [await start('one', 0, TERMINALS)];
  const two = [await start('pair', 0, half), await start('pair', half, TERMINALS)];
  try {
    const taken = await byTurns({ one: () => burst(one), two: () => burst(two) }, { turns: quick ? 3 : 15 });
    report.table(`${TERMINALS} terminals pay at the same moment, on PostgreSQL`, { baseline: 'one process' });
    const perSecond = ({ us }) => us.map((each) => (TERMINALS * 1_000_000) / each);
    const base = report.figure('one process', 'a second', perSecond(taken.one));
    report.figure('a pair, half of them each', 'a second', perSecond(taken.two), { per: base });
  } finally {
    await Promise.all([...one, ...two].map((engine) => engine.end()));
    await terminals.close();
  }
}

const burst = (engines) => Promise.all(engines.map((engine) => engine.payAll()));

async function startEngine({ port, rootPem }, given) {
  const child = fork(new URL('processes/pair-engine.mjs', import.meta.url), {
    env: { ...process.env, PORT: port, ROOT_PEM: rootPem, COUNT: TERMINALS, ...given },
  });
  await once(child, 'message');
  return {
    async payAll() {
      child.send('pay');
      await once(child, 'message');
    },
    async end() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

async function openBoth(folder, server, name) {
  const { openSqliteJournal } = await load('adapters/index.js');
  const { postgresJournal } = await load('adapters/postgres/index.js');
  const sqlite = await openSqliteJournal(join(folder, `${name}.db`));
  const postgres = await postgresJournal({ connectionString: server.url, schema: name });
  return { sqlite, postgres, close: () => Promise.all([sqlite.close(), postgres.close()]) };
}
