import { appendFunction } from './append-function.ts';
import { ownerFunctions } from './owner-functions.ts';
import { tables } from './tables.ts';
import { views } from './views.ts';

/** A step from one version of the schema to the next. One that was released is never changed. */
export interface Migration {
  /** The SQL. It runs in one transaction, with a short `lock_timeout`: it may add, and never rewrites a table. */
  readonly sql: (schema: string) => string;
  /** The oldest version of a program that works with the schema after it. */
  readonly worksFrom: number;
}

export const MIGRATIONS: readonly Migration[] = [
  {
    worksFrom: 1,
    sql: (schema) =>
      [
        tables(schema),
        appendFunction(schema),
        ownerFunctions(schema),
        views(schema),
        `REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ${schema} FROM PUBLIC`,
      ].join(';\n'),
  },
];

export const SCHEMA_VERSION = MIGRATIONS.length;
