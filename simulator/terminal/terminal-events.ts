import type { DeviceOutput } from '../categories/immediate-response.ts';
import type { Fault } from '../faults/faults.ts';
import type { DisplayNotification } from '../messages/notifications.ts';
import type { Reply } from '../messages/responses.ts';
import type { GiftCardEntry } from '../platform/gift-cards.ts';
import type { LedgerEntry } from '../platform/ledger.ts';
import type { NotificationDelivery } from '../wire/notifier.ts';

/** A request that arrived and could be read, whatever became of it or of its answer. */
export interface ReceivedRequest {
  /** Milliseconds since 1970 by the simulator's clock. */
  readonly at: number;
  readonly MessageCategory: string;
  readonly ServiceID: string;
  readonly SaleID: string;
}

/** The events that a simulated terminal emits, with their arguments. */
export interface TerminalEvents {
  /** The second argument is the body in the clear, as the till wrote it. */
  request: [ReceivedRequest, body: unknown];
  /** The shopper presented the card: an Abort comes too late now. */
  presented: [{ readonly ServiceID: string }];
  /** Money was taken. */
  charged: [LedgerEntry];
  /** Money was given back. */
  reversed: [LedgerEntry];
  /** An Abort stopped this request. */
  aborted: [{ readonly ServiceID: string }];
  /** A gift card changed. */
  giftCard: [GiftCardEntry];
  /** The screen displays this. */
  displayed: [Omit<DeviceOutput, 'kind'>];
  printed: [Omit<DeviceOutput, 'kind'>];
  /** The screen displays the next step of a transaction, up to its end, whether or not there is a display URL. */
  progress: [DisplayNotification];
  /** A notification was delivered, or could not be. */
  notified: [NotificationDelivery];
  /** The terminal is off and accepts no connections. */
  down: [];
  /** It accepts connections again. */
  up: [];
  /** The terminal answered; whether the answer arrives is another matter. */
  answered: [{ readonly MessageCategory: string; readonly ServiceID: string; readonly reply: Reply }];
  fault: [{ readonly fault: Fault; readonly MessageCategory?: string; readonly ServiceID?: string }];
}
