export { systemClock, type SimulatorClock } from './primitives/clock.ts';
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
} from './faults/faults.ts';
export type { FleetKeys } from './fleet/certificates.ts';
export {
  createFakeFleet,
  type FakeFleet,
  type FakeFleetOptions,
  type IssuedCertificate,
  type LeafRequest,
} from './fleet/fleet.ts';
export { loadFleet, loadOrCreateFleet, saveFleet } from './fleet/fleet-store.ts';
export type { GiftCardEntry, GiftCards } from './platform/gift-cards.ts';
export type { Ledger, LedgerEntry } from './platform/ledger.ts';
export type { NotificationFault, NotificationFaultRule } from './faults/notification-faults.ts';
export type { DeliveryResult, NotificationUrl } from './wire/notification-sender.ts';
export type { DisplayNews, EventNews, Notification } from './messages/notifications.ts';
export type { Notified } from './wire/notifier.ts';
export type { DisplayEvent } from './core/screen-steps.ts';
export { seededFaults, type SeededFaultsOptions } from './faults/seeded-faults.ts';
export { DEFAULT_SETTINGS, type InputPlan, type ShopperPlan, type TerminalSettings } from './settings.ts';
export type { SimulatedTerminal, SimulatedTerminalOptions, SimulatorLog } from './terminal/simulated-terminal.ts';
export { startSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
export type { ReceivedRequest, TerminalEvents } from './terminal/terminal-events.ts';
