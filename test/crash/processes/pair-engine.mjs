// One of two servers of a store, in a process of its own: an engine whose journal is on PostgreSQL, for all terminals. Its one argument is a
// JSON object; an order a line on stdin (`{ ref, pay }` or `{ ref, rest: true }`), and lines of JSON on stdout. It ends with its input.
import { createInterface } from 'node:readline';
import { postgresJournal } from '../../../dist/adapters/postgres/index.js';
import { createEngine } from '../../../dist/index.js';
import { print } from './print.mjs';

const { name, connectionString, prefers, terminals, saleId, sharedKey, rootPem, limits } = JSON.parse(process.argv[2]);

async function main() {
  let journal;
  let engine;
  try {
    journal = await postgresJournal({ connectionString, shared: true, owner: name, url: `http://${name}` });
    engine = await createEngine({
      saleId,
      environment: 'test',
      terminals: terminals.map(({ poiid, port }) => ({ poiid, host: '127.0.0.1', port })),
      sharedKeys: [sharedKey],
      rootCertificate: rootPem,
      limits,
      journal,
      parts: { ownership: journal.ownership },
      takeOver: { prefers },
    });
  } catch (error) {
    // The database may not be there at the moment: whoever keeps the servers running starts it again.
    print({ type: 'refused', code: error.code });
    process.exit(3);
  }
  for (const { poiid } of terminals) watchOwner(engine.terminal(poiid));
  engine.alerts$.subscribe((alert) => print({ type: 'alert', alert }));
  print({ type: 'open' });

  const pay = async ({ ref, pay: request }) => {
    const payment = engine.pay(request);
    const outcome = await payment.settled();
    print({ type: 'outcome', ref, id: request.id, serviceId: payment.serviceId, outcome });
  };
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const order = JSON.parse(line);
    if (order.rest)
      print({
        type: 'rest',
        ref: order.ref,
        open: engine.unresolved().map(describe),
        orphans: engine.orphans().length,
      });
    else pay(order).catch((error) => print({ type: 'outcome', ref: order.ref, error: error.code ?? String(error) }));
  });
  lines.once('close', () => void engine.close());
}

function describe({ id, state, failure }) {
  return `${id} ${state} ${failure?.code ?? ''}`;
}

/** A line whenever this server gets the terminal, or loses it. */
function watchOwner({ poiid, state$ }) {
  let isOurs = false;
  state$.subscribe(({ owner }) => {
    if ((owner?.isSelf === true) === isOurs) return;
    isOurs = !isOurs;
    print({ type: 'owns', poiid, isOurs });
  });
}

void main();
