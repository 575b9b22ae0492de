import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { findPostgres, unprivileged } from './find-server.mjs';

/** Where the programs of PostgreSQL are; `undefined`, said aloud, where there are none. */
export const postgresBin = findPostgres();
if (postgresBin === undefined) {
  console.log('skipped: tests over PostgreSQL, because there is no server here (set TENDERLINE_POSTGRES_BIN)');
}

export interface PostgresServer {
  readonly port: number;
  /** Folder of its Unix socket. */
  readonly sockets: string;
  /** Its process: it changes with a restart. */
  readonly pid: () => number;
  /** Ends it as a crash does, and starts it again; resolves when it takes connections. */
  readonly restart: () => Promise<void>;
}

interface Ready {
  readonly error?: string;
  readonly port: number;
  readonly pid: number;
  readonly sockets: string;
}

let shared: Promise<PostgresServer> | undefined;

/** The server of this process: started when it is first needed, and ended with the process. */
export function sharedServer(): Promise<PostgresServer> {
  shared ??= startServer();
  return shared;
}

/** A server for a test that stops it. It ends with the process. */
export async function startServer(): Promise<PostgresServer> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tenderline-postgres-')));
  const { uid, gid } = unprivileged();
  const keeper: ChildProcess = spawn(
    process.execPath,
    [fileURLToPath(new URL('keeper.mjs', import.meta.url)), postgresBin ?? '', folder, uid, gid],
    // Not the error output of this process: who reads that would wait for the end of the server.
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const lines = createInterface({ input: keeper.stdout as NodeJS.ReadableStream });
  const waiting: ((ready: Ready) => void)[] = [];
  lines.on('line', (line) => waiting.shift()?.(JSON.parse(line) as Ready));
  const next = async () => {
    const answer = await new Promise<Ready>((resolve) => waiting.push(resolve));
    if (answer.error !== undefined) throw new Error(`PostgreSQL could not be started: ${answer.error}`);
    return answer;
  };
  let ready = await next();
  // It must not keep the process of the tests alive; its input ends with that process.
  keeper.unref();
  for (const stream of [keeper.stdin, keeper.stdout]) (stream as unknown as { unref?: () => void }).unref?.();
  return {
    port: ready.port,
    sockets: ready.sockets,
    pid: () => ready.pid,
    restart: async () => {
      const again = next();
      keeper.stdin?.write('restart\n');
      ready = await again;
    },
  };
}
