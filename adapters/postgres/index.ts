export {
  acceptPostgresJournal,
  migratePostgresJournal,
  openPostgresJournalReader,
  postgresJournal,
} from './postgres-journal.ts';
export type { PostgresJournal } from './journal-over-sessions.ts';
export type { PostgresOwnership, TerminalOwner } from './ownership.ts';
export type { PostgresConnectionOptions, PostgresJournalOptions, PostgresTls } from './postgres-options.ts';
export type { PlacedRecord, PostgresReading } from './reading/journal-reading.ts';
export { postgresRolesSql, type PostgresRoles } from './schema/roles.ts';
