// One payment after another over loopback TLS, against a terminal in another process that answers at once.
import { mkdtempSync, rmSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'undici';
import { openAdyen } from './lib/adyen-till.mjs';
import { load } from './lib/dist.mjs';
import { fromWire, paymentRequest, toWire } from './lib/nexo.mjs';
import { order, pay, poiidOf, startTerminals } from './lib/terminals.mjs';
import { byTurns, inMs, quantile } from './lib/turns.mjs';

export const title = 'One payment';
export const notMeasured =
  'a real terminal and its TLS, which may take 100 ms for a handshake; a shopper; a real network.';

const BATCH = 5;
const KIB = 1024;

export async function run(report, { quick }) {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-bench-'));
  const terminals = await startTerminals();
  const tills = [];
  try {
    const { createEngine } = await load('index.js');
    const { createGateway } = await load('gateway/index.js');
    const { openSqliteJournal } = await load('adapters/index.js');
    const options = terminals.engineOptions();
    // An open gate, which counts: each commit is one sync of the disk.
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const engineWith = async (journal) => {
      const engine = await createEngine({ ...options, journal });
      tills.push(engine);
      return engine;
    };
    const memory = await engineWith('memory');
    const sqlite = await engineWith(await openSqliteJournal(join(folder, 'journal.db'), { testing: { gate } }));
    const door = await openDoor(createGateway, await engineWith(join(folder, 'door.db')));
    tills.unshift(door);
    const kept = new Client(`https://127.0.0.1:${terminals.port}`, tls(terminals));
    tills.push(kept);
    const calls = {
      newConnection: () => onNewConnection(terminals),
      keptConnection: () => postBare(kept),
      memory: () => pay(memory, 0),
      sqlite: () => pay(sqlite, 0),
      door: () => door.pay(),
    };
    const fast = await byTurns(calls, { turns: quick ? 15 : 120, batch: BATCH });
    const adyenTill = openAdyen({ ...terminals, poiid: poiidOf(0) }, folder);
    const slow = await byTurns({ adyen: () => adyenTill() }, { turns: quick ? 4 : 30 });

    report.table('A payment, as time passes', {
      baseline: 'bare undici and bare node:crypto, a new TLS connection for each payment: the same security',
    });
    const base = report.figure('undici and node:crypto, new connections', 'ms', inMs(fast.newConnection.us));
    report.figure('undici and node:crypto, one kept connection', 'ms', inMs(fast.keptConnection.us), { per: base });
    report.figure('Tenderline, journal in memory', 'ms', inMs(fast.memory.us), { per: base, goal: { atMost: 1.15 } });
    const own = report.figure('Tenderline, journal in SQLite', 'ms', inMs(fast.sqlite.us), {
      per: base,
      goal: { atMost: 1.4 },
    });
    report.figure('the same through the HTTP door', 'ms', inMs(fast.door.us), { per: base });
    const theirs = report.figure('@adyen/api-library, TerminalLocalAPI', 'ms', inMs(slow.adyen.us), { per: base });
    report.figure('Adyen per Tenderline with SQLite', 'times', theirs / own, { goal: { atLeast: 7, of: 'value' } });

    report.table('The slowest of a hundred, mean of five payments', { baseline: 'the same' });
    const worst = quantile(inMs(fast.newConnection.us), 0.99);
    for (const [name, key] of [
      ['undici and node:crypto, new connections', 'newConnection'],
      ['Tenderline, journal in memory', 'memory'],
      ['Tenderline, journal in SQLite', 'sqlite'],
      ['the same through the HTTP door', 'door'],
    ]) {
      report.figure(name, 'ms', quantile(inMs(fast[key].us), 0.99), { per: worst });
    }

    report.table('A payment, as the processors work: this process, all of its threads', { baseline: 'the same' });
    const cpuBase = report.figure('undici and node:crypto, new connections', 'ms', inMs(fast.newConnection.cpuUs));
    for (const [name, key] of [
      ['Tenderline, journal in memory', 'memory'],
      ['Tenderline, journal in SQLite', 'sqlite'],
      ['the same through the HTTP door', 'door'],
    ]) {
      report.figure(name, 'ms', inMs(fast[key].cpuUs), { per: cpuBase });
    }
    report.figure('@adyen/api-library', 'ms', inMs(slow.adyen.cpuUs), { per: cpuBase });

    report.table('What a payment takes, journal in SQLite', {});
    const before = { ...(await terminals.counts()), syncs: Atomics.load(gate, 1) };
    const rounds = quick ? 20 : 100;
    const allocated = await bytesAllocated(async () => {
      for (let round = 0; round < rounds; round += 1) await pay(sqlite, 0);
    });
    const after = await terminals.counts();
    report.figure('TLS handshakes', 'count', (after.connections - before.connections) / rounds);
    report.figure('requests to the terminal', 'count', (after.requests - before.requests) / rounds);
    report.figure('syncs of the journal', 'count', (Atomics.load(gate, 1) - before.syncs) / rounds);
    report.figure('allocated on the heap of the main thread', 'KiB', allocated / rounds / KIB);
  } finally {
    for (const till of tills) await till.close();
    await terminals.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What both bare clients check: the chain up to the root. The name of the legacy certificate is that of no terminal. */
const tls = ({ rootPem }) => ({ connect: { ca: rootPem, checkServerIdentity: () => undefined } });

async function postBare(client) {
  const ServiceID = Math.random().toString(36).slice(2, 12).toUpperCase();
  const request = toWire('SaleToPOIRequest', paymentRequest(ServiceID, poiidOf(0)));
  const { statusCode, body } = await client.request({
    method: 'POST',
    path: '/nexo',
    headers: { 'content-type': 'application/json' },
    body: request,
  });
  const { PaymentResponse } = fromWire('SaleToPOIResponse', await body.text());
  if (statusCode !== 200 || PaymentResponse.Response.Result !== 'Success') throw new Error('not approved');
}

async function onNewConnection(terminals) {
  const client = new Client(`https://127.0.0.1:${terminals.port}`, tls(terminals));
  await postBare(client);
  await client.destroy();
}

async function openDoor(createGateway, engine) {
  const token = 'bench-0123456789012345678901234567890123';
  const gateway = await createGateway(engine, {
    listen: { port: 0 },
    tokens: [{ name: 'bench', token, scopes: ['pay'] }],
    limits: { requestsPerSecond: 100_000 },
  });
  const client = new Client(gateway.url);
  let count = 0;
  return {
    async pay() {
      const { body } = await client.request({
        method: 'PUT',
        path: `/v1/transactions/d-${(count += 1)}?wait=30`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ type: 'payment', ...order() }),
      });
      const { outcome } = await body.json();
      if (outcome?.kind !== 'approved') throw new Error(`the payment ended otherwise: ${JSON.stringify(outcome)}`);
    },
    async close() {
      await client.close();
      await gateway.close();
    },
  };
}

/** Sampled by V8: what is collected meanwhile counts as well. */
async function bytesAllocated(call) {
  const session = new Session();
  session.connect();
  await session.post('HeapProfiler.startSampling', {
    samplingInterval: 4096,
    includeObjectsCollectedByMajorGC: true,
    includeObjectsCollectedByMinorGC: true,
  });
  await call();
  const { profile } = await session.post('HeapProfiler.stopSampling');
  session.disconnect();
  const sizeOf = ({ selfSize, children }) => children.reduce((sum, child) => sum + sizeOf(child), selfSize);
  return sizeOf(profile.head);
}
