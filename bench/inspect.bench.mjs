// What it costs an engine to be looked at: payments over a memory transport, in batches that take turns, against an engine whose feed has no
// subscriber. It is the time of the processor, all threads together: whatever else the machine does has no part in it. A page is one that is
// read over HTTP, in this process: what its server and its reader cost is in the ratio.
import { get } from 'node:http';
import { load } from './lib/dist.mjs';
import { byTurns } from './lib/turns.mjs';

export const title = 'Visualizer';
export const notMeasured = 'the browser; the network between it and the till.';

const POIID = 'V400m-324688179';
/** Of the event loop. */
const TURNS_AFTER = 5;

export async function run(report, { quick }) {
  const { createEngine } = await load('index.js');
  const { memoryTransport } = await load('adapters/index.js');
  const kinds = {
    'nobody looks': [{}, () => {}],
    'nobody looks, again': [{}, () => {}],
    'one subscriber': [{}, (engine) => engine.inspect$.subscribe(() => {})],
    '`inspect`, no page open': [{ inspect: { port: 0 } }, () => {}],
    'one page open': [{ inspect: { port: 0 } }, openPage],
  };
  const engines = [];
  const calls = {};
  for (const [name, [{ inspect }, look]] of Object.entries(kinds)) {
    const engine = await createEngine({
      saleId: 'TILL-01',
      environment: 'test',
      terminals: [{ poiid: POIID, host: '192.0.2.1', protection: 'none' }],
      parts: { transport: () => memoryTransport(approve) },
      limits: { closeTimeoutMs: 100 },
      inspect,
    });
    await look(engine);
    engines.push(engine);
    calls[name] = () => pay(engine);
  }
  const taken = await byTurns(calls, { turns: quick ? 10 : 60, batch: quick ? 10 : 40 });
  report.table('A payment on an engine that is looked at, on a transport in memory: time of the processor', {
    baseline: 'nobody looks',
  });
  let base;
  for (const [name, { cpuUs }] of Object.entries(taken)) {
    const goal = name.includes('no page open') ? { atMost: 1.1 } : undefined;
    const value = report.figure(name, 'us', cpuUs, { per: base, goal });
    base ??= value;
  }
  for (const engine of engines) await engine.close();
}

/** Opens the page as a browser does, and reads what changes. */
async function openPage({ inspectUrl }) {
  const opened = await fetch(inspectUrl, { redirect: 'manual' });
  const headers = { cookie: opened.headers.get('set-cookie').split(';')[0] };
  const stream = new URL('/v1/inspection/changes', inspectUrl);
  await new Promise((resolve) => get(stream, { headers, agent: false }, (answer) => resolve(answer.resume())));
}

/** With what is reported of it afterwards, so that no other engine's turn has to pay for that. */
async function pay(engine) {
  await engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1099 }, reference: 'BENCH' }).settled();
  for (let turn = 0; turn < TURNS_AFTER; turn += 1) await new Promise((resolve) => setImmediate(resolve));
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
