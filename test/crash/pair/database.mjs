import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { findPostgres, unprivileged } from '../../support/postgres/find-server.mjs';

const KEEPER = fileURLToPath(new URL('../../support/postgres/keeper.mjs', import.meta.url));

/** A PostgreSQL server of its own, in processes that end with this one. @returns `undefined` where there is none to start */
export async function startDatabase() {
  const bin = findPostgres();
  if (bin === undefined) return undefined;
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tenderline-pair-')));
  const { uid, gid } = unprivileged();
  const keeper = spawn(process.execPath, [KEEPER, bin, folder, uid, gid], { stdio: ['pipe', 'pipe', 'ignore'] });
  const waiting = [];
  createInterface({ input: keeper.stdout }).on('line', (line) => waiting.shift()?.(JSON.parse(line)));
  const ready = async () => {
    const answer = await new Promise((resolve) => waiting.push(resolve));
    if (answer.error !== undefined) throw new Error(`PostgreSQL could not be started: ${answer.error}`);
    return answer;
  };
  const { port } = await ready();
  const url = `postgres://owner@127.0.0.1:${port}/postgres`;

  return {
    url,
    /** Ends it as a crash does (immediate), and starts it again. */
    async restart() {
      const again = ready();
      keeper.stdin.write('restart\n');
      await again;
    },
    /** Ends the session of a server, as an administrator does. @returns how many there were */
    async endSessionsOf(owner) {
      const client = new Client({ connectionString: url });
      await client.connect();
      try {
        const { rows } = await client.query(
          `SELECT pg_terminate_backend(pid) FROM tenderline.engine_session WHERE owner = $1`,
          [owner],
        );
        return rows.length;
      } finally {
        await client.end();
      }
    },
    async close() {
      const ended = new Promise((resolve) => keeper.once('exit', resolve));
      keeper.stdin.end();
      await ended;
    },
  };
}
