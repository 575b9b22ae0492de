import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('journal-child.mjs', import.meta.url));

/** A till in a process of its own: see journal-child.mjs. */
export interface Child {
  readonly pid: number;
  /** The next line that it prints; `undefined` when it has ended. */
  line(): Promise<string | undefined>;
  send(value: unknown): void;
  /** Kills it where it stands; gives what it had printed until then. */
  kill(): Promise<string[]>;
  /** Lets it end; gives its exit code. */
  ended(): Promise<number | null>;
}

export function startChild(...args: string[]): Child {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [script, ...args]);
  const exit = once(child, 'close').then(() => child.exitCode);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    return done ? undefined : value;
  };
  return {
    pid: child.pid ?? 0,
    line: next,
    send: (value) => child.stdin.write(`${JSON.stringify(value)}\n`),
    async kill() {
      child.kill('SIGKILL');
      const rest = [];
      for (let line = await next(); line !== undefined; line = await next()) rest.push(line);
      await exit;
      return rest;
    },
    async ended() {
      child.stdin.end();
      return exit;
    },
  };
}
