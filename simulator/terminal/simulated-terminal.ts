import type { EventEmitter } from 'node:events';
import type { SecureVersion } from 'node:tls';
import type { SharedKey } from '../../crypto/key-ring.ts';
import type { Optional } from '../../protocol/json.ts';
import type { Amount } from '../../protocol/money.ts';
import type { DeviceOutput } from '../categories/immediate-response.ts';
import type { ScriptEntry } from '../faults/fault-script.ts';
import type { UploadResult } from '../core/memory/offline-payments.ts';
import type { FaultSource } from '../faults/fault-stages.ts';
import type { IssuedCertificate, LeafRequest } from '../fleet/fleet.ts';
import type { EventNotification } from '../messages/notifications.ts';
import type { GiftCards } from '../platform/gift-cards.ts';
import type { Ledger } from '../platform/ledger.ts';
import type { TerminalSettings } from '../settings.ts';
import type { InputPlan, ShopperPlan } from '../shopper-plan.ts';
import type { ReceivedRequest, TerminalEvents } from './terminal-events.ts';

/** How a simulated terminal is set up. */
export interface SimulatedTerminalOptions {
  /** `<model>-<serial>`, for example `V400m-324688179`. */
  readonly poiid: string;
  /** The address that it listens on. Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default 0: the operating system chooses. */
  readonly port?: number | undefined;
  /** The keys of the terminal. An empty list is a terminal without protection (reference 2.5). */
  readonly sharedKeys: readonly SharedKey[];
  /** The certificate to request, or one that was issued before, also by another fleet. Default: a valid one for the POIID. */
  readonly certificate?: LeafRequest | IssuedCertificate | undefined;
  /** The TLS versions that it accepts. Default: Node's, 1.2 and 1.3. */
  readonly minVersion?: SecureVersion | undefined;
  readonly maxVersion?: SecureVersion | undefined;
  readonly settings?: Optional<TerminalSettings> | undefined;
}

/** A terminal that a client can connect to, and its controls for tests. */
export interface SimulatedTerminal {
  readonly poiid: string;
  readonly host: string;
  readonly port: number;
  /** What was really charged and given back. */
  readonly ledger: Ledger;
  /** The gift cards that all terminals of the simulator share. */
  readonly giftCards: Pick<GiftCards, 'balance' | 'entries'>;
  /** Every request that arrived and could be read, oldest first; also those whose answer was lost, and duplicates. */
  readonly received: readonly ReceivedRequest[];
  readonly events: EventEmitter<TerminalEvents>;
  /** The ServiceID of the transaction or of the Input that is in progress. */
  readonly running: string | undefined;
  /** Adds faults, which are used up in order. @throws {InputError} `ERR_INPUT_FAULT` */
  script(...entries: readonly ScriptEntry[]): void;
  clearScript(): void;
  /** The source of faults when the script has none, for example `seededFaults(...)`; `undefined` for none. */
  drawFaults(source: FaultSource | undefined): void;
  /** The current settings. */
  readonly settings: TerminalSettings;
  /**
   * Changes settings, from now on.
   *
   * @throws {ConfigError} `ERR_CONFIG_SETTINGS`, `ERR_CONFIG_NOTIFICATION_URL`
   * @throws {InputError} `ERR_INPUT_SHOPPER`, `ERR_INPUT_PLAN`
   */
  configure(settings: Optional<TerminalSettings>): void;
  /** Replaces the terminal's keys, as when it fetches its configuration. @throws {ConfigError} as `createKeyRing` */
  useKeys(sharedKeys: readonly SharedKey[]): Promise<void>;
  /** Who pays next; several are queued. @throws {InputError} `ERR_INPUT_SHOPPER` */
  nextShopper(plan: ShopperPlan): void;
  /** What the person at the terminal does with the next Input or scan; several are queued. @throws {InputError} `ERR_INPUT_PLAN` */
  nextInput(plan: InputPlan): void;
  /** The shopper of the running payment does this now, whatever the plan was. @throws {InputError} `ERR_INPUT_SHOPPER` */
  shopperActs(plan: ShopperPlan): void;
  /**
   * The payments that were approved offline reach the platform, which approves them (default), or refuses them: then the ledger gives the
   * money back. The till gets no message; `unconfirmedBatchCount` falls to 0.
   */
  uploadOffline(result?: UploadResult): void;
  /** Another till, unknown to the till under test, starts a payment on the terminal; the next shopper comes for that one. */
  otherTillPays(amount: Amount): void;
  /**
   * Cuts the power. Open connections are reset, and for `downMs` (default 0: not at all) new ones are refused by the operating
   * system; then the terminal listens on its port again. It emits `down` and `up`. A payment that waits for its card is over, and
   * so is a card acquisition; a transaction that reached the host is settled there. `forget` (default false) loses the history.
   * The event URLs get Shutdown before and Initialised after; with `announced` false (default true) there is no Shutdown.
   */
  restart(options?: {
    readonly forget?: boolean | undefined;
    readonly downMs?: number | undefined;
    readonly announced?: boolean | undefined;
  }): void;
  /** Sends an event notification to the event URLs: SaleWakeUp, Reject, CardInserted, BeginMaintenance, ... */
  notify(notification: Omit<EventNotification, 'to'>): void;
  /** The person at the terminal answers the Input that waits now, whatever the plan was. @throws {InputError} `ERR_INPUT_PLAN` */
  personActs(plan: InputPlan): void;
  /** What the till last displayed; `undefined` before. A text has a line for each of its texts, a menu one for each of its entries. */
  readonly screen: Omit<DeviceOutput, 'kind'> | undefined;
  /** What was printed, oldest first: one entry for each Print. One without text and image is blank. */
  readonly paper: readonly Omit<DeviceOutput, 'kind'>[];
}
