export type { UploadResult } from './core/memory/offline-payments.ts';
export type { ScriptEntry } from './faults/fault-script.ts';
export { FAULT_KINDS, isFaultKind, type FaultSource, type FaultStage } from './faults/fault-stages.ts';
export type { ConnectionFault, DeliveryFault, Fault, FaultKind, InsteadFault, MessageFault } from './faults/faults.ts';
export { parseScriptEntry } from './faults/parse-script-entry.ts';
export type { NotificationFault, NotificationFaultRule } from './faults/notification-faults.ts';
export { seededFaults, type SeededFaultsOptions } from './faults/seeded-faults.ts';
export type { CertificateWithKey, FleetKeys } from './fleet/certificates.ts';
export { loadFleet, loadOrCreateFleet, saveFleet } from './fleet/fleet-store.ts';
export {
  createFakeFleet,
  type FakeFleet,
  type FleetAuthorities,
  type FakeFleetOptions,
  type IssuedCertificate,
  type LeafRequest,
} from './fleet/fleet.ts';
export type { Identification } from './messages/request-parts.ts';
export type { Reply } from './messages/responses.ts';
export type { WireObject } from './messages/wire-object.ts';
export type { DisplayEvent, DisplayNotification, EventNotification, Notification } from './messages/notifications.ts';
export type { GiftCardEntry, GiftCards } from './platform/gift-cards.ts';
export type { Ledger, LedgerEntry, LedgerTotals } from './platform/ledger.ts';
export type { AnswerFaultKind, InjectedFault, NetworkFaultKind, WorldFaultKind } from './world/fault-plan.ts';
export type { DeviceOutput } from './categories/immediate-response.ts';
export { systemClock, type SimulatorClock } from './primitives/clock.ts';
export type { RandomBytes } from './primitives/prng.ts';
export { DEFAULT_SETTINGS, type NotificationUrl, type TerminalSettings } from './settings.ts';
export { parseInputPlan, parseShopperPlan } from './parse-plan.ts';
export type { InputPlan, ShopperPlan } from './shopper-plan.ts';
export { startSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
export type { SimulatedTerminal, SimulatedTerminalOptions } from './terminal/simulated-terminal.ts';
export type { ReceivedRequest, TerminalEvents } from './terminal/terminal-events.ts';
export type { SimulatorLog } from './terminal/terminal-log.ts';
export type { DeliveryResult } from './wire/notification-sender.ts';
export type { NotificationDelivery } from './wire/notifier.ts';
