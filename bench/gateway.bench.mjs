// What a payment through the gateway costs more than one of the embedded engine: HTTP, JSON, checks. Both pay on the same simulated
// terminal, by turns, so that what else the machine does meets both. Not measured: a real terminal, a real network.
import { createEngine } from '../dist/index.js';
import { createGateway } from '../dist/gateway/index.js';
import { startSimulator } from '../dist/simulator/index.js';
import { measure, printTable } from './measure.mjs';

const ROUNDS = 200;
const POIID = 'V400m-324688179';
const TOKEN = 'bench-0123456789012345678901234567890123';
const request = { poiid: POIID, amount: { currency: 'EUR', value: 1099 }, reference: 'BENCH' };

export async function run() {
  const sharedKeys = [{ keyIdentifier: 'bench', keyVersion: 1, passphrase: 'Lane7_Blue!Kettle' }];
  const simulator = await startSimulator({ terminals: [{ poiid: POIID, sharedKeys }], timeScale: 0.0001 });
  const { host, port } = simulator.terminal(POIID);
  const engine = await createEngine({
    saleId: 'BENCH',
    environment: 'test',
    terminals: [{ poiid: POIID, host, port }],
    sharedKeys,
    rootCertificate: simulator.fleet.rootPem,
  });
  const gateway = await createGateway(engine, {
    listen: { port: 0 },
    tokens: [{ name: 'bench', token: TOKEN, scopes: ['pay'] }],
    limits: { requestsPerSecond: 100_000 },
  });

  const embedded = [];
  const through = [];
  let count = 0;
  for (let round = 0; round < ROUNDS; round += 20) {
    embedded.push(await measure(() => engine.pay({ ...request, id: `e-${(count += 1)}` }).settled(), 20));
    through.push(await measure(() => put(gateway.url, `g-${(count += 1)}`), 20));
  }
  const [own, http] = [embedded, through].map(middleOf);
  printTable('A payment of the embedded engine and one through the gateway, milliseconds', [
    ['', 'median'],
    ['embedded', formatMs(own)],
    ['through the gateway', formatMs(http)],
    ['added', formatMs(http - own)],
  ]);
  await gateway.close();
  await engine.close();
  await simulator.close();
}

async function put(url, id) {
  const answer = await fetch(`${url}/v1/transactions/${id}?wait=30`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ type: 'payment', ...request }),
  });
  const { outcome } = await answer.json();
  if (outcome?.kind !== 'approved') throw new Error(`the payment ended otherwise: ${JSON.stringify(outcome)}`);
}

/** The median of the medians. */
function middleOf(turns) {
  const medians = turns.map(({ medianUs }) => medianUs).toSorted((a, b) => a - b);
  return medians[Math.floor(medians.length / 2)];
}

function formatMs(us) {
  return (us / 1000).toFixed(2);
}
