export {
  acceptPostgresJournal,
  migratePostgresJournal,
  openPostgresJournalReader,
  postgresJournal,
} from './postgres-journal.ts';
export type { PostgresJournal } from './journal-over-sessions.ts';
export type { TerminalOwner } from '../ports/ownership.port.ts';
export type { PostgresOwnership } from './ownership.ts';
export type { PostgresConnectionOptions, PostgresJournalOptions, PostgresTls } from './postgres-options.ts';
export type { PlacedRecord } from '../ports/shared-journal.port.ts';
export type { PostgresReading } from './reading/journal-reading.ts';
export { postgresRolesSql, type PostgresRoles } from './schema/roles.ts';
