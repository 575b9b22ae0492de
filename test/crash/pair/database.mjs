import { Client } from 'pg';
import { findPostgres } from '../../support/postgres/find-server.mjs';
import { startServer } from '../../support/postgres/start-server.mjs';

/** The database of a store, on a server of its own. @returns `undefined` where there is none to start */
export async function startDatabase() {
  const bin = findPostgres();
  if (bin === undefined) return undefined;
  const server = await startServer(bin);
  return {
    ...server,
    /** Ends the sessions of the engine that is reached there, as an administrator does. */
    async endSessionsOf(url) {
      const client = new Client({ connectionString: server.url });
      await client.connect();
      try {
        await client.query('SELECT pg_terminate_backend(pid) FROM tenderline.engine_session WHERE url = $1', [url]);
      } finally {
        await client.end();
      }
    },
  };
}
