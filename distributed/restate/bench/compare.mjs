// Both run the same tasks in turns, each with terminals of its own that answer at once: what differs is the engine alone.
import { openCluster } from '../test/support/cluster.mjs';
import { openEmbedded } from './embedded.mjs';
import { residentMiB } from './resident-memory.mjs';
import { eventMs, median, paymentMs, togetherMs } from './tasks.mjs';

const ROUNDS = 3;
const TERMINALS = 50;
const QUICK = { settings: { cardAfterMs: 1, hostAfterMs: 1 } };
const WAITS = { settings: { shopper: { does: 'neverPresents' } } };

export async function compare() {
  const quick = Object.fromEntries(Array.from({ length: TERMINALS }, (_, n) => [`quick${n}`, QUICK]));
  const cluster = await openCluster({ places: { ...quick, waits: WAITS } });
  const embedded = await openEmbedded(cluster);
  try {
    const poiids = Object.values(cluster.places).map(({ poiid }) => poiid);
    const waiting = poiids.pop();
    const present = () => cluster.shop.act([waiting], { does: 'presentsCard' });
    const tills = { embedded: embedded.till, restate: cluster.till };
    const found = { embedded: [], restate: [] };
    for (let round = 0; round <= ROUNDS; round += 1) {
      for (const [name, till] of Object.entries(tills)) {
        const figures = {
          event: await eventMs(till, waiting, present),
          payment: await paymentMs(till, poiids[0]),
          together: await togetherMs(till, poiids),
        };
        // The first round warms both up.
        if (round > 0) found[name].push(figures);
      }
    }
    const memory = {
      embedded: await embedded.residentMiB(),
      worker: residentMiB([...cluster.workers][0].process.pid),
      server: residentMiB(cluster.server.process.pid),
    };
    print(found, memory);
  } finally {
    await embedded.close();
    await cluster.close();
  }
}

function print({ embedded, restate }, memory) {
  const row = (what, name, of) => {
    const [one, other] = [embedded, restate].map((rounds) => median(rounds.map((figures) => of(figures[name]))));
    return [what, one.toFixed(1), other.toFixed(1), (other / one).toFixed(1)];
  };
  const rows = [
    ['', 'embedded', 'restate', 'ratio'],
    row('an event, ms', 'event', (ms) => ms),
    row('a payment, ms', 'payment', (ms) => ms),
    row(`a payment on each of ${TERMINALS} terminals at once, ms in all`, 'together', (ms) => ms),
    row('the same, payments a second', 'together', (ms) => (TERMINALS * 1000) / ms),
  ];
  const width = Math.max(...rows.map(([what]) => what.length));
  for (const [what, ...cells] of rows) console.log(what.padEnd(width), ...cells.map((cell) => cell.padStart(9)));
  const { embedded: one, worker, server } = memory;
  console.log(`memory, MiB resident: ${one} the embedded engine; ${worker} a worker and ${server} a server`);
}
