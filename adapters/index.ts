export { fleetRootStore, type FleetRootStore } from './fleet-root-store.ts';
export { memoryJournal } from './journal/memory-journal.ts';
export {
  acceptSqliteJournal,
  backUpSqliteJournal,
  checkSqliteJournal,
  openSqliteJournal,
  openSqliteJournalReader,
  type SqliteDriverName,
  type SqliteJournalOptions,
} from './journal/sqlite-journal.ts';
export type { BackedUp } from './journal/file/back-up.ts';
export type { Acceptance, Accepted } from './journal/store/record-acceptance.ts';
export { memoryTransport, type MemoryPeer } from './memory-transport.ts';
export { clearText } from './clear-text.ts';
export { nexoProtection } from './nexo-protection.ts';
export { systemClock } from './system-clock.ts';
export { systemRandom } from './system-random.ts';
export { undiciTransport, type UndiciTransportOptions } from './undici-transport.ts';
export type { Clock } from './ports/clock.port.ts';
export type {
  BootReading,
  HistoryPlace,
  HistoryQuery,
  Journal,
  JournalReader,
  JournalRecord,
  StoredHistory,
} from './ports/journal.port.ts';
export type { Opened, Protection, VerifiableAnswer } from './ports/protection.port.ts';
export type { PlacedRecord, SharedJournal } from './ports/shared-journal.port.ts';
export type { Random } from './ports/random.port.ts';
export type {
  Preconnection,
  Rank,
  TerminalAddress,
  Transport,
  TransportFactory,
  TransportRequest,
  TransportResult,
} from './ports/transport.port.ts';
export { nodeHttpListener } from './notification-listener/node-http.ts';
export { notificationHandler } from './notification-listener/notification-handler.ts';
export { startNotificationListener } from './notification-listener/start-listener.ts';
export type {
  BasicCredentials,
  ListenerLimits,
  NotificationCounts,
  NotificationHandler,
  NotificationHandlerOptions,
  NotificationLimits,
  NotificationListener,
  NotificationListenerOptions,
  NotificationRequest,
  NotificationResponse,
  NotificationResult,
} from './ports/listener.port.ts';
export type { Arrival, NotificationLog, NotificationSink, ReceivedNotification } from './ports/notifications.port.ts';
