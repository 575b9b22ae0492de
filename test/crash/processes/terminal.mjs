// Simulated terminals in a process of their own, for the kill test: they outlive every till. One command a line on stdin, one
// reply a line on stdout (`ref` says to which); and a line for each request that arrives.
import { createInterface } from 'node:readline';
import { createEngine } from '../../../dist/index.js';
import { createFakeFleet, startSimulator } from '../../../dist/simulator/index.js';
import { print } from './print.mjs';
import { openSlowRoad } from './slow-road.mjs';

const { sharedKey } = JSON.parse(process.argv[2]);
const fleet = await createFakeFleet();
/** By the POIID of each terminal: what there is to know of it, and what has to be ended. */
const places = new Map();
let opened = 0;

const commands = {
  /** Starts terminals; with `occupied` another till already has a payment there, with `held` the first request is held on the way. */
  async open({ terminals: count = 1, settings, script = [], occupied = false, held = false }) {
    const poiids = Array.from({ length: count }, () => `V400m-${100_000_000 + (opened += 1)}`);
    const terminals = poiids.map((poiid) => ({ poiid, sharedKeys: [sharedKey], settings }));
    const simulator = await startSimulator({ fleet, terminals });
    return Promise.all(simulator.terminals.map((terminal) => setUp({ simulator, terminal, script, occupied, held })));
  },
  /** The shopper at each of these terminals does this now. */
  act({ poiids, plan }) {
    for (const poiid of poiids) places.get(poiid).terminal.shopperActs(plan);
  },
  /** An orderly restart, which the terminal announces. */
  reboot({ poiid }) {
    places.get(poiid).terminal.restart();
  },
  /** What arrived, and what was really charged; a neighbour finishes first. */
  async report({ poiid }) {
    const { terminal, neighbour } = places.get(poiid);
    terminal.shopperActs({ does: 'presentsCard' });
    const outcome = await neighbour?.payment.settled();
    return { received: terminal.received, ledger: terminal.ledger.entries, neighbour: outcome?.kind ?? null };
  },
  async close({ poiids }) {
    await Promise.all(poiids.map(tearDown));
  },
};

async function setUp({ simulator, terminal, script, occupied, held }) {
  const { poiid } = terminal;
  const road = held ? await openSlowRoad(terminal.port) : undefined;
  terminal.events.on('request', (request) => print({ type: 'request', poiid, ...request }));
  // What is held arrives at the worst moment: just when the terminal has said that it knows nothing of it.
  terminal.events.on('answered', ({ MessageCategory }) => {
    if (MessageCategory === 'TransactionStatus') road?.release();
  });
  void road?.held.then(() => print({ type: 'held', poiid }));
  const neighbour = occupied ? await occupy(terminal) : undefined;
  terminal.script(...script);
  places.set(poiid, { simulator, terminal, road, neighbour });
  return { poiid, port: road?.port ?? terminal.port };
}

/** A neighbour's till starts a payment; its shopper looks for the card. */
async function occupy(terminal) {
  terminal.nextShopper({ does: 'neverPresents' });
  const engine = await createEngine({
    saleId: 'NEIGHBOUR',
    environment: 'test',
    terminals: [{ poiid: terminal.poiid, host: terminal.host, port: terminal.port }],
    sharedKeys: [sharedKey],
    rootCertificate: fleet.rootPem,
    limits: { closeTimeoutMs: 1 },
  });
  const arrived = new Promise((resolve) => void terminal.events.once('request', resolve));
  const payment = engine.pay({
    poiid: terminal.poiid,
    amount: { currency: 'EUR', value: 4200 },
    reference: 'NEIGHBOUR',
  });
  await arrived;
  return { engine, payment };
}

async function tearDown(poiid) {
  const { simulator, road, neighbour } = places.get(poiid);
  places.delete(poiid);
  await neighbour?.engine.close();
  await road?.close();
  await simulator.close();
}

print({ type: 'fleet', rootPem: fleet.rootPem });
for await (const line of createInterface({ input: process.stdin })) {
  const { ref, command, ...params } = JSON.parse(line);
  void Promise.resolve(commands[command](params)).then(
    (result) => print({ type: 'reply', ref, result: result ?? null }),
    (error) => print({ type: 'reply', ref, error: String(error.stack) }),
  );
}
await Promise.all([...places.keys()].map(tearDown));
