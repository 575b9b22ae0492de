// An engine in a process of its own on a journal that it shares: owns the terminals from FROM up to TO of COUNT, and pays at all of them when it is told to.
import { load } from '../lib/dist.mjs';
import { engineOptions, pay, poiidOf } from '../lib/terminals.mjs';

const { CONNECTION, SCHEMA, PORT, ROOT_PEM, COUNT, FROM, TO } = process.env;
const own = Array.from({ length: Number(TO) - Number(FROM) }, (_, index) => Number(FROM) + index);

const { createEngine } = await load('index.js');
const { postgresJournal } = await load('adapters/postgres/index.js');
const journal = await postgresJournal({ connectionString: CONNECTION, schema: SCHEMA, shared: true });
const engine = await createEngine({
  ...engineOptions(Number(COUNT), { port: PORT, rootPem: ROOT_PEM }),
  journal,
  parts: { ownership: journal.ownership },
  // What is the other's stays free until that one has started.
  takeOver: false,
});
for (const index of own) {
  if (!(await engine.terminals.acquire(poiidOf(index)))) throw new Error(`${poiidOf(index)} is not to be had`);
}
const payAll = async () => {
  await Promise.all(own.map((index) => pay(engine, index)));
  process.send('paid');
};
process.on('message', () => void payAll());
process.once('disconnect', () => void engine.close());
process.send('ready');
