// An engine that pays once on each terminal, says how much memory it has then, and waits to be ended.
import { createEngine } from 'tenderline';
import { residentMiB } from './resident-memory.mjs';
import { togetherMs } from './tasks.mjs';

const { options, poiids } = JSON.parse(process.argv[2]);
const engine = await createEngine(options);
await togetherMs(engine, poiids);
process.stdout.write(`${JSON.stringify({ type: 'memory', mib: residentMiB(process.pid) })}\n`);
process.stdin.resume();
