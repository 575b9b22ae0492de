import type { Amount } from '../protocol/money.ts';
import type { NotificationFaultRule } from './faults/notification-faults.ts';
import type { NotificationUrl } from './wire/notification-sender.ts';

/** What the shopper does at the terminal in one payment. */
export interface ShopperPlan {
  /**
   * - `presentsCard`: the host then answers by the amount (reference 11.2)
   * - `cancels`: presses the red key
   * - `neverPresents`: walks away; the terminal gives up after `presentationTimeoutMs`
   * - `entersWrongPin`: the host refuses the PIN
   * - `removesCard`: takes the card out before it is read
   */
  readonly does: 'presentsCard' | 'cancels' | 'neverPresents' | 'entersWrongPin' | 'removesCard';
  /** When, in milliseconds after the terminal asks for the card. Default: `cardAfterMs` of the settings. */
  readonly afterMs?: number;
  /** The tip the shopper gives when asked (tender option AskGratuity): minor units of the payment's currency. */
  readonly tip?: number;
  /**
   * What the card can pay: minor units of the payment's currency. Less than asked is a partial approval with tender option
   * AllowPartialAuthorisation, and a refusal without it.
   */
  readonly balance?: number;
  /** What the host says to the card, whatever the amount; a refusal gives its reason. Default: it answers by the amount. */
  readonly host?: 'approves' | { readonly refuses: string };
  /**
   * The card is a gift card with this number. Default: it is a bank card. A payment with a gift card is charged as with any other
   * card, and leaves its balance as it is.
   */
  readonly giftCard?: string;
  /**
   * How the card gets to the terminal. Default `contactless`; a payment with an acquired card has it in the chip reader, and one
   * with tender option MOTO has it typed in, whatever this says.
   */
  readonly card?: 'contactless' | 'chip' | 'stripe';
  /** The terminal asks for the PIN. Default: of a chip card, and of a shopper who enters a wrong one. */
  readonly pin?: boolean;
  /** The terminal asks for a signature once the host approves, and staff accept it. Default: of a card with a stripe. */
  readonly signs?: boolean;
  /** The terminal offers the currency of the card, and what the shopper says to it. Default: no offer. The answer has none of it. */
  readonly dcc?: 'accepted' | 'rejected';
  /** The terminal prints a receipt, if it can and the till does not. Default: unless the card was contactless. */
  readonly takesReceipt?: boolean;
}

/** What the person at the terminal does with an Input. What is not said here is as in the settings. */
export interface InputPlan {
  /**
   * - `answers`: gives the answer that fits the command, of those below
   * - `cancels`: presses the red key
   * - `neverAnswers`: the terminal gives up after MaxInputTime
   */
  readonly does: 'answers' | 'cancels' | 'neverAnswers';
  /** When, in milliseconds after the question is shown. Default: `cardAfterMs` of the settings. */
  readonly afterMs?: number;
  /** To GetConfirmation. */
  readonly confirmed?: boolean;
  /** To TextString. */
  readonly text?: string;
  /** To DigitString. */
  readonly digits?: string;
  /** To DecimalString. */
  readonly decimal?: string;
  /** To GetMenuEntry: positions in the menu, from 0. */
  readonly chosen?: readonly number[];
}

/** Everything of a simulated terminal that can be set, also while it runs. Times are in milliseconds. */
export interface TerminalSettings {
  /** What shoppers do unless `terminal.nextShopper` says otherwise for a payment. */
  readonly shopper: ShopperPlan;
  /** What people do with an Input unless `terminal.nextInput` says otherwise. */
  readonly input: InputPlan;
  /**
   * Gift cards that are active, by number, with what is on them; any other number is a card that was never activated. All
   * terminals of a simulator know the same cards: setting one here sets it for all of them.
   */
  readonly giftCards: Readonly<Record<string, Amount>>;
  /** Whether it can print: a Print without it is an UnavailableDevice failure (reference 6.5). */
  readonly hasPrinter: boolean;
  /** From asking for the card to having it. */
  readonly cardAfterMs: number;
  /**
   * What a person needs for one thing at the terminal beside the card: a tip, a choice, the PIN, a signature, taking the receipt or
   * the card.
   */
  readonly personAfterMs: number;
  /** From the card to the host's answer. */
  readonly hostAfterMs: number;
  /** How long a terminal waits for a card before it gives up. 120 s at a real one (reference 1.2). */
  readonly presentationTimeoutMs: number;
  /** How long a reversal takes. */
  readonly reversalAfterMs: number;
  /** From an Abort to its effect. A card that is presented before that wins (reference 5.2). */
  readonly abortAfterMs: number;
  /** `paymentWins`: instead of stopping the payment, the moment of the Abort is the moment the card is presented. */
  readonly abortRace: 'abortWins' | 'paymentWins';

  /** How many finished transactions TransactionStatus knows. What a real terminal keeps is UNCONFIRMED (reference 5.3). */
  readonly memoryTransactionsMax: number;
  /** How long it knows them, and how long a ServiceID counts as used (reference 3.3). */
  readonly memoryMs: number;
  /** Whether a repeated answer carries its MessageHeader; old terminals leave it out (reference 5.3). */
  readonly statusRepeatsHeader: boolean;

  /**
   * What a ServiceID gets that was used before: a MessageFormat failure, the stored answer once more, or a new run.
   * UNCONFIRMED (reference 3.3).
   */
  readonly duplicateServiceID: 'refuse' | 'repeat' | 'process';
  /** What a message for another POIID gets: a failure (form a) or a Reject event (form h). UNCONFIRMED (reference 1.8). */
  readonly wrongPOIID: 'refuse' | 'reject';
  /** Diagnosis while a transaction runs: its status with GlobalStatus Busy, or a Busy failure. UNCONFIRMED (reference 1.3). */
  readonly diagnosisWhileBusy: 'status' | 'busy';
  /** Somebody is in the terminal's menu: each transaction gets Busy with `ADMIN_MENU` (reference 1.3). */
  readonly adminMenuOpen: boolean;
  /** GlobalStatus of a Diagnosis while nothing runs (reference 6.1). */
  readonly globalStatus: 'OK' | 'Maintenance' | 'Unreachable';

  /** Where display notifications go: `nexo.displayUrls.localUrls` of the Management API (reference 8.1). */
  readonly displayUrls: readonly NotificationUrl[];
  /** Where event notifications go: `nexo.eventUrls.eventLocalUrls` (reference 9). */
  readonly eventUrls: readonly NotificationUrl[];
  /** What happens to notifications on their way. */
  readonly notificationFaults: readonly NotificationFaultRule[];
  /** How long a receiver may take to answer a notification; of the system's clock, which no time scale changes. */
  readonly notificationTimeoutMs: number;

  /** Whether a terminal that has a key takes messages in the clear. One without a key always does (reference 2.5). */
  readonly clearText: 'allowed' | 'denied';
  /** How a terminal without a key refuses a protected message: form d or form e of reference 1.5. */
  readonly noKeyAnswer: 'errors' | 'wrapped';
  /** Writes `\/` for `/` in answers, as terminals may (reference 2.4). */
  readonly escapedSlashes: boolean;
  /** Puts spaces between the tokens of answers (reference 2.4). */
  readonly extraSpaces: boolean;
  /** Adds members to answers that no schema names (reference 3.5). */
  readonly unknownMembers: boolean;
}

const HOUR_MS = 60 * 60 * 1000;

export const DEFAULT_SETTINGS: TerminalSettings = {
  shopper: { does: 'presentsCard' },
  input: { does: 'answers', confirmed: true, text: 'Jane', digits: '0042', decimal: '12.50', chosen: [0] },
  giftCards: {},
  hasPrinter: true,
  cardAfterMs: 1500,
  personAfterMs: 1000,
  hostAfterMs: 500,
  presentationTimeoutMs: 120_000,
  reversalAfterMs: 500,
  abortAfterMs: 300,
  abortRace: 'abortWins',
  memoryTransactionsMax: 1000,
  memoryMs: 48 * HOUR_MS,
  statusRepeatsHeader: true,
  duplicateServiceID: 'refuse',
  wrongPOIID: 'refuse',
  diagnosisWhileBusy: 'status',
  adminMenuOpen: false,
  globalStatus: 'OK',
  displayUrls: [],
  eventUrls: [],
  notificationFaults: [],
  notificationTimeoutMs: 10_000,
  clearText: 'denied',
  noKeyAnswer: 'errors',
  escapedSlashes: false,
  extraSpaces: false,
  unknownMembers: false,
};
