import type { PostgresConnectionOptions } from '../../adapters/postgres/index.ts';

/** Where a journal is. `name` is what messages call it: the path of the file, or the connection string, which has no password. */
export type JournalPlace = FilePlace | DatabasePlace;

export interface FilePlace {
  readonly kind: 'file';
  readonly name: string;
}

export interface DatabasePlace {
  readonly kind: 'database';
  readonly name: string;
  readonly connection: PostgresConnectionOptions;
}
