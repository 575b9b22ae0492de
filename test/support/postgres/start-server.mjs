import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { unprivileged } from './find-server.mjs';

const KEEPER = fileURLToPath(new URL('keeper.mjs', import.meta.url));

/**
 * Starts a PostgreSQL server in processes that end with this one.
 *
 * @param bin the folder of its programs
 * @param fsync `on` waits for the disk, as a server in a store does
 */
export async function startServer(bin, { fsync = 'off' } = {}) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tenderline-postgres-')));
  const { uid, gid } = unprivileged();
  const keeper = spawn(process.execPath, [KEEPER, bin, folder, uid, gid, fsync], {
    // Not the error output of this process: who reads that would wait for the end of the server.
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const waiting = [];
  createInterface({ input: keeper.stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line)));
  const next = async () => {
    const answer = await new Promise((resolve) => waiting.push(resolve));
    if (answer.error !== undefined) throw new Error(`PostgreSQL could not be started: ${answer.error}`);
    return answer;
  };
  let ready = await next();
  return {
    port: ready.port,
    sockets: ready.sockets,
    url: `postgres://owner@127.0.0.1:${ready.port}/postgres`,
    pid: () => ready.pid,
    async restart() {
      const again = next();
      keeper.stdin.write('restart\n');
      ready = await again;
    },
    async end() {
      const ended = new Promise((resolve) => keeper.once('exit', resolve));
      keeper.stdin.end();
      await ended;
    },
    /** Lets this process end: the server ends with it. */
    unref() {
      keeper.unref();
      for (const stream of [keeper.stdin, keeper.stdout]) stream.unref();
    },
  };
}
