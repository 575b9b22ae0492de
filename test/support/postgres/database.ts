import { Client } from 'pg';
import { sharedServer, type PostgresServer } from './server.ts';

/** A database of its own on a server. */
export interface TestDatabase {
  readonly server: PostgresServer;
  readonly name: string;
  readonly url: string;
  /** As the owner of everything, apart from what is tested. */
  readonly query: (text: string, values?: readonly unknown[]) => Promise<Record<string, unknown>[]>;
}

let count = 0;

export async function newDatabase(given?: PostgresServer): Promise<TestDatabase> {
  const server = given ?? (await sharedServer());
  count += 1;
  const name = `test_${process.pid}_${count}`;
  await queryOnce(`postgres://owner@127.0.0.1:${server.port}/postgres`, `CREATE DATABASE ${name}`);
  const url = `postgres://owner@127.0.0.1:${server.port}/${name}`;
  return { server, name, url, query: (text, values) => queryOnce(url, text, values) };
}

/** How many appends wait in the server for a lock. */
export async function waitingAppends(database: TestDatabase): Promise<unknown> {
  const [line] = await database.query(`SELECT count(*)::int AS n FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%.append(%'`);
  return line?.['n'];
}

async function queryOnce(
  url: string,
  text: string,
  values: readonly unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await (values.length === 0 ? client.query(text) : client.query(text, [...values]));
    return rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}
