// Starts an engine on a journal and waits until nothing of it is open: says so, and ends.
import { load } from '../lib/dist.mjs';
import { engineOptions } from '../lib/terminals.mjs';

const [, , journal, port] = process.argv;

const { createEngine } = await load('index.js');
const engine = await createEngine({ ...engineOptions(200, { port, rootPem: process.env.ROOT_PEM }), journal });
await Promise.all(engine.unresolved().map(({ id }) => engine.transaction(id).settled()));
process.send('settled');
await engine.close();
process.disconnect();
