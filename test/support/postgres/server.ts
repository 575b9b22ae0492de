import { findPostgres } from './find-server.mjs';
import { startServer as start, type PostgresServer } from './start-server.mjs';

export type { PostgresServer } from './start-server.mjs';

/** Where the programs of PostgreSQL are; `undefined`, said aloud, where there are none. */
export const postgresBin = findPostgres();
if (postgresBin === undefined) {
  console.log('skipped: tests over PostgreSQL, because there is no server here (set TENDERLINE_POSTGRES_BIN)');
}

let shared: Promise<PostgresServer> | undefined;

/** The server of this process: started when it is first needed, and ended with the process. */
export function sharedServer(): Promise<PostgresServer> {
  shared ??= startServer();
  return shared;
}

/** A server for a test that stops it. It ends with the process. */
export async function startServer(): Promise<PostgresServer> {
  const server = await start(postgresBin ?? '');
  server.unref();
  return server;
}
