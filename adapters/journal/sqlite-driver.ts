import { ConfigError, errorCode } from '../../errors.ts';

/** The interface of the two SQLite packages that the journal needs. Everything here blocks. */
export interface SqliteDatabase {
  exec(sql: string): unknown;
  prepare(sql: string): SqliteStatement;
  close(): unknown;
}

export interface SqliteStatement {
  run(...values: SqliteValue[]): unknown;
  get(...values: SqliteValue[]): unknown;
  all(...values: SqliteValue[]): unknown[];
}

export type SqliteValue = string | number | null;

/** Which SQLite a journal uses. */
export type SqliteDriverName = 'node:sqlite' | 'better-sqlite3';

export interface SqliteDriver {
  readonly name: SqliteDriverName;
  /** Opens a file that exists. */
  open(path: string, options: { readonly readOnly: boolean }): SqliteDatabase;
}

type NodeSqlite = {
  readonly DatabaseSync: new (path: string, options: { readonly readOnly: boolean }) => SqliteDatabase;
};

const LOADERS: Readonly<Record<SqliteDriverName, () => Promise<SqliteDriver>>> = {
  'node:sqlite': async () => {
    // By a variable: the types of the oldest supported Node.js do not have this module.
    const name: SqliteDriverName = 'node:sqlite';
    const { DatabaseSync } = (await import(name)) as NodeSqlite;
    return { name, open: (path, { readOnly }) => new DatabaseSync(path, { readOnly }) };
  },
  'better-sqlite3': async () => {
    const { default: Database } = await import('better-sqlite3');
    // Its native half is loaded with the first database: one built for another runtime must fail now, not later.
    new Database(':memory:').close();
    return {
      name: 'better-sqlite3',
      open: (path, { readOnly }) => new Database(path, { readonly: readOnly, fileMustExist: true }),
    };
  },
};

const INSTALL = 'install it with `npm install better-sqlite3`';
/** The package is there, and its native half is not, or is that of another runtime. */
const BUILD =
  'better-sqlite3 is installed, but its native part is missing or built for another Node.js: `npm rebuild better-sqlite3` ' +
  '(for Electron: `npx @electron/rebuild`), with install scripts allowed and a C++ compiler where no ready one can be downloaded';

function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}

/**
 * The SQLite of Node.js if it has one, else better-sqlite3.
 *
 * @param wanted only this one
 * @throws {ConfigError} `ERR_CONFIG_JOURNAL_DRIVER` when there is none
 */
export async function loadSqliteDriver(wanted?: SqliteDriverName): Promise<SqliteDriver> {
  const names: readonly SqliteDriverName[] = wanted === undefined ? ['node:sqlite', 'better-sqlite3'] : [wanted];
  const reasons: string[] = [];
  let isUnbuilt = false;
  for (const name of names) {
    try {
      return await LOADERS[name]();
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0] : 'not usable';
      if (name === 'better-sqlite3' && !isMissing(error)) isUnbuilt = true;
      reasons.push(`${name}: ${reason}`);
    }
  }
  throw new ConfigError('ERR_CONFIG_JOURNAL_DRIVER', {
    path: 'journal',
    expected: `SQLite as ${names.join(' or ')}`,
    found: `none (${reasons.join('; ')})`,
    advice: `${isUnbuilt ? BUILD : INSTALL}, or use Node.js 22.13 or later, which brings SQLite along`,
  });
}
