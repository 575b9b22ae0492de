import type { DeviceOutput } from '../categories/immediate-response.ts';
import type { EventNotification, Notification } from '../messages/notifications.ts';
import type { Reply } from '../messages/responses.ts';
import type { Environment, TransactionEnvironment } from '../platform/environment.ts';
import type { GiftCardEntry } from '../platform/gift-cards.ts';
import type { LedgerEntry } from '../platform/ledger.ts';
import type { TerminalSettings } from '../settings.ts';
import type { InputPlan, ShopperPlan } from '../shopper-plan.ts';
import type { UploadResult } from './memory/offline-payments.ts';

/** An input of the pure terminal. */
export type TerminalInput =
  /** A whole message in the clear arrived; `exchange` identifies the HTTP exchange that waits for the answer. */
  | { readonly kind: 'request'; readonly exchange: number; readonly message: unknown }
  /** A timer that the terminal armed is due. */
  | { readonly kind: 'timer'; readonly timer: TimerName }
  /** The shopper of the next payment that starts; several are queued. */
  | { readonly kind: 'nextShopper'; readonly plan: ShopperPlan }
  /** The payments that were approved offline reach the platform. */
  | { readonly kind: 'upload'; readonly result: UploadResult }
  /** What the person does with the next Input or scan that starts; several are queued. */
  | { readonly kind: 'nextInput'; readonly plan: InputPlan }
  /** The shopper at the terminal acts now, whatever the plan was. */
  | { readonly kind: 'shopperActs'; readonly plan: ShopperPlan }
  /** The person at the terminal answers the Input that waits, whatever the plan was. */
  | { readonly kind: 'personActs'; readonly plan: InputPlan }
  /** An event notification is to be sent. */
  | { readonly kind: 'announce'; readonly notification: EventNotification }
  /** The power was cut and is back; `forget` loses the history too. */
  | { readonly kind: 'restart'; readonly forget: boolean };

export type TimerName = 'shopper' | 'presentation' | 'screen' | 'host' | 'abort';

/** An effect that the pure terminal asks for. */
export type TerminalEffect =
  | { readonly kind: 'reply'; readonly exchange: number; readonly reply: Reply }
  | { readonly kind: 'arm'; readonly timer: TimerName; readonly afterMs: number }
  | { readonly kind: 'disarm'; readonly timers: readonly TimerName[] }
  /** A notification is to be sent, `afterMs` from now. */
  | { readonly kind: 'notify'; readonly afterMs: number; readonly notification: Notification }
  /** Money moved. */
  | { readonly kind: 'ledgerEntry'; readonly entry: LedgerEntry }
  /** A gift card changed. */
  | { readonly kind: 'giftCardEntry'; readonly entry: GiftCardEntry }
  | DeviceOutput
  /** The card was presented: from here an Abort comes too late. */
  | { readonly kind: 'presented'; readonly ServiceID: string }
  /** An Abort stopped this request. */
  | { readonly kind: 'aborted'; readonly ServiceID: string };

/** What the core is given with each input: its environment, and its current settings. */
export interface GivenEnvironment extends Environment {
  readonly settings: TerminalSettings;
}

/** The same, with what the terminal knows by itself. */
export interface TerminalEnvironment extends GivenEnvironment, TransactionEnvironment {}
