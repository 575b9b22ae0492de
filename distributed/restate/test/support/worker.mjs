// A worker in a process of its own. It prints where it listens, and each step at which a test may hold it; it goes on when it is told to.
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { startWorker } from '../../index.ts';

const { holdAt = [], ...options } = JSON.parse(process.argv[2]);
const print = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
const told = createInterface({ input: process.stdin });

async function hook(step, transaction) {
  print({ type: step, transaction });
  if (holdAt.includes(step)) await once(told, 'line');
}

const worker = await startWorker(options, hook);
print({ type: 'listening', port: Number(new URL(worker.url).port) });
