import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';

/** Those that run, by process id: each leads a group of its own, so that what it starts ends with it. */
const running = new Set();

/** Runs a Node.js script to its end. @returns its exit code, or `null` when it took too long, and what it printed */
export async function runNode(args, { cwd, timeoutMs }) {
  const child = spawn(process.execPath, args, { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child.pid);
  const printed = [];
  child.stdout.on('data', (text) => printed.push(text));
  child.stderr.on('data', (text) => printed.push(text));
  const timer = setTimeout(() => endGroup(child.pid), timeoutMs);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  running.delete(child.pid);
  return { code, output: stripVTControlCharacters(Buffer.concat(printed).toString()) };
}

/** Ends everything that was started here and still runs. */
export function endAll() {
  for (const pid of running) endGroup(pid);
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // it has ended by itself
  }
}
