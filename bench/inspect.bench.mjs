// What it costs an engine to be looked at: payments over a memory transport, in batches that take turns, against an engine whose feed has no
// subscriber. A page is one that is read over HTTP, in this process: what its server and its reader cost is in the ratio.
import { get } from 'node:http';
import { performance } from 'node:perf_hooks';
import { memoryTransport } from '../dist/adapters/index.js';
import { createEngine } from '../dist/index.js';
import { printTable } from './measure.mjs';

const POIID = 'V400m-324688179';
const BATCH = 40;
const ROUNDS = 30;

const median = ({ times }) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];

export async function run() {
  const kinds = [
    ['nobody looks', () => {}],
    ['nobody looks, again', () => {}],
    ['one subscriber', (engine) => engine.inspect$.subscribe(() => {})],
    ['`inspect`, no page open', () => {}, { inspect: { port: 0 } }],
    ['one page open', openPage, { inspect: { port: 0 } }],
  ];
  const engines = [];
  for (const [name, look, options] of kinds) {
    const engine = await createEngine({
      saleId: 'TILL-01',
      environment: 'test',
      terminals: [{ poiid: POIID, host: '192.0.2.1', protection: 'none' }],
      parts: { transport: () => memoryTransport(approve) },
      limits: { closeTimeoutMs: 100 },
      ...options,
    });
    await look(engine);
    engines.push({ name, engine, times: [] });
  }
  for (let round = -5; round < ROUNDS; round += 1) {
    for (const { engine, times } of engines) {
      const start = performance.now();
      for (let count = 0; count < BATCH; count += 1) await pay(engine);
      if (round >= 0) times.push(((performance.now() - start) * 1000) / BATCH);
    }
  }
  const base = median(engines[0]);
  printTable('A payment on an engine that is looked at', [
    ['', 'median', 'ratio'],
    ...engines.map((one) => [one.name, `${median(one).toFixed(0)} us`, (median(one) / base).toFixed(2)]),
  ]);
  for (const { engine } of engines) await engine.close();
}

/** Opens the page as a browser does, and reads what changes. */
async function openPage({ inspectUrl }) {
  const opened = await fetch(inspectUrl, { redirect: 'manual' });
  const headers = { cookie: opened.headers.get('set-cookie').split(';')[0] };
  const stream = new URL('/v1/inspection/changes', inspectUrl);
  await new Promise((resolve) => get(stream, { headers, agent: false }, (answer) => resolve(answer.resume())));
}

function pay(engine) {
  return engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1099 }, reference: 'BENCH' }).settled();
}

async function approve(body) {
  const { MessageHeader } = JSON.parse(Buffer.from(body).toString()).SaleToPOIRequest;
  const POITransactionID = { TransactionID: 'Bx4N.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' };
  const PaymentResponse = { Response: { Result: 'Success' }, POIData: { POITransactionID } };
  const answer = {
    SaleToPOIResponse: { MessageHeader: { ...MessageHeader, MessageType: 'Response' }, PaymentResponse },
  };
  return { kind: 'answered', status: 200, body: new TextEncoder().encode(JSON.stringify(answer)) };
}
