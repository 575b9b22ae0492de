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
  return startProgram([script, JSON.stringify(argument)], onLine);
}

/**
 * Starts a program that prints a JSON object a line, in a process of its own.
 *
 * @param args of Node.js: its path, and its arguments
 * @param onLine called with each object
 * @param options of `spawn`: `cwd`, `env`
 */
export function startProgram(args, onLine, options = {}) {
  const child = spawn(process.execPath, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  const complaints = [];
  createInterface({ input: child.stdout }).on('line', (line) => onLine(JSON.parse(line)));
  child.stderr.on('data', (text) => complaints.push(text));
  child.stdin.on('error', () => undefined); // it is dead: that shows in `ended`
  return {
    send: (value) => child.stdin.write(`${JSON.stringify(value)}\n`),
    kill: () => child.kill('SIGKILL'),
    /** Asks it to end. */
    terminate: () => child.kill('SIGTERM'),
    /** Stops it where it is, as a machine that is suspended. */
    stop: () => child.kill('SIGSTOP'),
    wake: () => child.kill('SIGCONT'),
    /** Resolves when it is gone and everything it printed has been read. */
    ended: once(child, 'close').then(([code, signal]) => ({ code, signal, complaint: complaints.join('') })),
  };
}
