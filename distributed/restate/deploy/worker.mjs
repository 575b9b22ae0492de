// A worker in a process of its own: `node worker.mjs OPTIONS PORT`. OPTIONS is a file of JSON with what `startWorker` takes.
import { readFileSync } from 'node:fs';
import { startWorker } from '@tenderline/restate';

const [path, port] = process.argv.slice(2);
const worker = await startWorker({ ...JSON.parse(readFileSync(path, 'utf8')), port: Number(port) });
console.log(`the worker is at ${worker.url}`);
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => void worker.close());
