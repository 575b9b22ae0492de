import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * Starts a script in a process of its own, with a JSON object as its argument. It prints a JSON object a line.
 *
 * @param script its path
 * @param onLine called with each of them
 */
export function startProcess(script, argument, onLine) {
  const child = spawn(process.execPath, [script, JSON.stringify(argument)], { stdio: ['pipe', 'pipe', 'pipe'] });
  const complaints = [];
  createInterface({ input: child.stdout }).on('line', (line) => onLine(JSON.parse(line)));
  child.stderr.on('data', (text) => complaints.push(text));
  child.stdin.on('error', () => undefined); // it is dead: that shows in `ended`
  return {
    send: (value) => child.stdin.write(`${JSON.stringify(value)}\n`),
    kill: () => child.kill('SIGKILL'),
    /** Stops it where it is, as a machine that is suspended. */
    stop: () => child.kill('SIGSTOP'),
    wake: () => child.kill('SIGCONT'),
    /** Lets it end by itself. */
    finish: () => child.stdin.end(),
    /** Resolves when it is gone and everything it printed has been read. */
    ended: once(child, 'close').then(([code, signal]) => ({ code, signal, complaint: complaints.join('') })),
  };
}
