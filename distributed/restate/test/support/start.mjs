// Processes of the tests: each is known by its handle, and ended by it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** What still runs: it ends with this process, however that ends. */
const living = new Set();
process.on('exit', () => living.forEach((child) => child.kill('SIGKILL')));
process.once('SIGTERM', () => process.exit(1));

/** Starts a program. Each line of JSON that it prints goes to `onLine`; anything else, and what it complains of, is kept for `complaint`. */
export function start(program, args, { env = {}, onLine = () => {} } = {}) {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
  const said = [];
  const keep = (text) => {
    said.push(text);
    if (said.length > 200) said.shift();
  };
  createInterface({ input: child.stdout }).on('line', (line) =>
    line.startsWith('{"type"') ? onLine(JSON.parse(line)) : keep(line),
  );
  createInterface({ input: child.stderr }).on('line', keep);
  child.stdin.on('error', () => undefined); // it is dead: that shows in `ended`
  living.add(child);
  const ended = once(child, 'exit').then(() => living.delete(child));
  return {
    pid: child.pid,
    ended,
    signal: (name) => child.kill(name),
    tell: (value) => child.stdin.write(`${JSON.stringify(value)}\n`),
    complaint: () => said.join('\n'),
    async end() {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
      await ended;
    },
  };
}
