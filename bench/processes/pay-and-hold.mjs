// So many payments in flight at once, each for three seconds: reports the resident memory that they took, in bytes.
import { load } from '../lib/dist.mjs';
import { collectGarbage, peakOfMemory } from '../lib/memory.mjs';
import { pay, startTerminals } from '../lib/terminals.mjs';

const count = Number(process.argv[2]);
const HOLD_MS = 3000;

const { createEngine } = await load('index.js');
const terminals = await startTerminals({ holdMs: HOLD_MS });
const engine = await createEngine(terminals.engineOptions(count));
await pay(engine, 0);
collectGarbage();
const peak = peakOfMemory();
await Promise.all(Array.from({ length: count }, (_, index) => pay(engine, index)));
process.send(peak.stop());
await engine.close();
await terminals.close();
process.disconnect();
