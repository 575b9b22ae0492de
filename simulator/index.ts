export { systemClock, type SimulatorClock } from './clock.ts';
export {
  FAULT_KINDS,
  isFaultKind,
  type ConnectionFault,
  type DeliveryFault,
  type Fault,
  type FaultKind,
  type FaultSource,
  type FaultStage,
  type InsteadFault,
  type MessageFault,
  type ScriptEntry,
} from './faults.ts';
export type { FleetKeys } from './certificates.ts';
export {
  createFakeFleet,
  type FakeFleet,
  type FakeFleetOptions,
  type IssuedCertificate,
  type LeafRequest,
} from './fleet.ts';
export { loadFleet, loadOrCreateFleet, saveFleet } from './fleet-store.ts';
export type { GiftCardEntry, GiftCards } from './gift-cards.ts';
export type { Ledger, LedgerEntry } from './ledger.ts';
export type { NotificationFault, NotificationFaultRule } from './notification-faults.ts';
export type { DeliveryResult, NotificationUrl } from './notification-sender.ts';
export type { DisplayNews, EventNews, Notification } from './notifications.ts';
export type { Notified } from './notifier.ts';
export type { DisplayEvent } from './screen.ts';
export { seededFaults, type SeededFaultsOptions } from './seeded-faults.ts';
export { DEFAULT_SETTINGS, type InputPlan, type ShopperPlan, type TerminalSettings } from './settings.ts';
export type { SimulatedTerminal, SimulatedTerminalOptions, SimulatorLog } from './simulated-terminal.ts';
export { startSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
export type { ReceivedRequest, TerminalEvents } from './terminal-events.ts';
