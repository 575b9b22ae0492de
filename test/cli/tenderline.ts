import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { loadSqliteDriver } from '../../adapters/journal/sqlite-driver.ts';

/** The command as it is installed: built, and run by Node in a process of its own. */
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Result {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of stdout as objects. */
  readonly events: readonly Event[];
}

export interface Event extends Readonly<Record<string, unknown>> {
  readonly type: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Result>;
  /** The first line with that text, from now on or before; rejects when the process ends without it. */
  line(from: 'stdout' | 'stderr', text: string): Promise<string>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

const started: ChildProcess[] = [];
const folders: string[] = [];

/** A temporary folder; `endAll` removes it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenderline-cli-test-'));
  folders.push(folder);
  return folder;
}

/** Ends what is still running and removes what was written. */
export function endAll(): void {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Starts `tenderline` in a folder without configuration and with none of the variables of this process that it reads. */
export function start(args: readonly string[], { env = {}, cwd = temporaryFolder() }: RunOptions = {}): Running {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd,
    env: { PATH, HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  const lines = { stdout: linesOf(child.stdout), stderr: linesOf(child.stderr) };
  const ended = new Promise<Result>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => {
      const [stdout, stderr] = [lines.stdout.text(), lines.stderr.text()];
      resolve({ exitCode, stdout, stderr, events: args.includes('--json') ? eventsOf(stdout) : [] });
    });
  });
  const ending = ended.then(({ stdout, stderr }) => {
    throw new Error(`the process ended without that line\n${stdout}\n${stderr}`);
  });
  ending.catch(() => {});
  return { process: child, ended, line: (from, text) => Promise.race([lines[from].find(text), ending]) };
}

/** Runs `tenderline` to its end. */
export function run(args: readonly string[], options?: RunOptions): Promise<Result> {
  return start(args, options).ended;
}

/** A simulation that runs, and the configuration that it wrote. */
export type Simulation = Running & { readonly config: string };

/** Starts `tenderline simulate` and waits until its first terminal listens. */
export function simulate(stateDir: string, ...args: readonly string[]): Promise<Simulation> {
  return simulateWith({}, stateDir, ...args);
}

/** The same with variables. */
export async function simulateWith(options: RunOptions, stateDir: string, ...args: string[]): Promise<Simulation> {
  const running = start(['simulate', '--state-dir', stateDir, '--json', ...args], options);
  const listening: unknown = JSON.parse(await running.line('stdout', '"type":"listening"'));
  if (typeof listening !== 'object' || listening === null || !('config' in listening)) throw new Error('no config');
  return { ...running, config: String(listening.config) };
}

/** Lets a simulation end as Ctrl-C does, and gives everything it said. */
export function stop({ process: child, ended }: Running): Promise<Result> {
  child.kill('SIGINT');
  return ended;
}

/** Ends a process as a crash does: at once, without a last word. */
export async function kill({ process: child, ended }: Running): Promise<Result> {
  child.kill('SIGKILL');
  return ended;
}

/** Whether there is a SQLite to keep a journal with. */
export const hasJournals = await loadSqliteDriver().then(
  () => true,
  () => {
    console.log('skipped: tests of commands that need a journal file, because there is no SQLite');
    return false;
  },
);

/** The outcome that a command with `--json` ended with. */
export function outcomeOf({ events }: Result): Readonly<Record<string, unknown>> {
  const outcome = events.findLast(({ type }) => type === 'outcome')?.['outcome'];
  return typeof outcome === 'object' && outcome !== null ? { ...outcome } : {};
}

/** The steps of the terminal that a command with `--json` told. */
export function stepsOf({ events }: Result): unknown[] {
  return events.filter(({ type }) => type === 'display').map(({ event }) => event);
}

/** The states that a command with `--json` told. */
export function statesOf({ events }: Result): unknown[] {
  return events.filter(({ type }) => type === 'state').map(({ state }) => state);
}

/** How many requests of a category a simulated terminal received. */
export function requestsOf({ events }: Result, category = 'Payment'): number {
  return events.filter(({ type, MessageCategory }) => type === 'request' && MessageCategory === category).length;
}

function eventsOf(stdout: string): Event[] {
  return stdout.split('\n').flatMap((line): Event[] => (line === '' ? [] : [JSON.parse(line)]));
}

function linesOf(stream: NodeJS.ReadableStream) {
  const seen: string[] = [];
  const waiting: { readonly text: string; readonly resolve: (line: string) => void }[] = [];
  createInterface({ input: stream }).on('line', (line) => {
    seen.push(line);
    for (const { text, resolve } of waiting) if (line.includes(text)) resolve(line);
  });
  return {
    text: () => seen.map((line) => `${line}\n`).join(''),
    find(text: string): Promise<string> {
      const found = seen.find((line) => line.includes(text));
      if (found !== undefined) return Promise.resolve(found);
      return new Promise((resolve) => waiting.push({ text, resolve }));
    },
  };
}
