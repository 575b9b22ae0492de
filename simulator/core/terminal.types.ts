import type { GiftCardEntry } from '../platform/gift-cards.ts';
import type { LedgerEntry } from '../platform/ledger.ts';
import type { Reply } from '../messages/responses.ts';
import type { EventNews, Notification } from '../messages/notifications.ts';
import type { InputPlan, ShopperPlan, TerminalSettings } from '../settings.ts';
import type { World } from '../platform/environment.ts';

/** What happens to a terminal. */
export type TerminalInput =
  /** A whole message in the clear arrived; `exchange` names the HTTP exchange that wants the answer. */
  | { readonly kind: 'request'; readonly exchange: number; readonly message: unknown }
  /** A timer that the terminal armed went off. */
  | { readonly kind: 'timer'; readonly timer: TimerName }
  /** The shopper of the next payment that starts; several wait in line. */
  | { readonly kind: 'nextShopper'; readonly plan: ShopperPlan }
  /** What the person does with the next Input that starts; several wait in line. */
  | { readonly kind: 'nextInput'; readonly plan: InputPlan }
  /** The shopper who stands there does something now, whatever the plan was. */
  | { readonly kind: 'shopperActs'; readonly plan: ShopperPlan }
  /** Something about the terminal is to be told. */
  | { readonly kind: 'announce'; readonly news: EventNews }
  /** The power was cut, and is back; `forget` loses the history too. */
  | { readonly kind: 'restart'; readonly forget: boolean };

export type TimerName = 'shopper' | 'presentation' | 'screen' | 'host' | 'abort';

/** What a terminal does about it. */
export type TerminalEffect =
  | { readonly kind: 'reply'; readonly exchange: number; readonly reply: Reply }
  | { readonly kind: 'arm'; readonly timer: TimerName; readonly afterMs: number }
  | { readonly kind: 'disarm'; readonly timers: readonly TimerName[] }
  /** Those who listen are to be told, at once or that much later. */
  | { readonly kind: 'notify'; readonly afterMs: number; readonly notification: Notification }
  /** Money moved. */
  | { readonly kind: 'booked'; readonly entry: LedgerEntry }
  /** Something happened to a gift card. */
  | { readonly kind: 'giftCard'; readonly entry: GiftCardEntry }
  /** Text is on the screen now, or on paper. */
  | { readonly kind: 'displayed' | 'printed'; readonly lines: readonly string[] }
  /** The card was presented: from here an Abort comes too late. */
  | { readonly kind: 'presented'; readonly ServiceID: string }
  /** An Abort stopped this request. */
  | { readonly kind: 'aborted'; readonly ServiceID: string };

/** What the core is told each time: the world outside it, and how it is set up now. */
export interface TerminalEnv extends World {
  readonly settings: TerminalSettings;
}
