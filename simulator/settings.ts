import type { Amount } from '../protocol/money.ts';
import type { NotificationFaultRule } from './faults/notification-faults.ts';
import type { InputPlan, ShopperPlan } from './shopper-plan.ts';

/** Where notifications go, as the Management API has it (reference 10). */
export interface NotificationUrl {
  /** `http:` or `https:`. User and password do not belong in here. */
  readonly url: string;
  /** For Basic authentication. Default: none. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /**
   * Sealed with the terminal's key. Default false, which is UNCONFIRMED (reference 8.1). A terminal without a key sends in the
   * clear in any case.
   */
  readonly encrypted?: boolean | undefined;
  /** Certificates in PEM to trust in place of Node's, for a receiver with one of a fake fleet. */
  readonly ca?: string | undefined;
}

/** Everything of a simulated terminal that can be set, also while it runs. Times are in milliseconds. */
export interface TerminalSettings {
  /** What shoppers do unless `terminal.nextShopper` sets something else for a payment. */
  readonly shopper: ShopperPlan;
  /** What people do with an Input unless `terminal.nextInput` sets something else. */
  readonly input: InputPlan;
  /**
   * Gift cards that are active, by number, with what is on them; any other number is a card that was never activated. All
   * terminals of a simulator know the same cards: setting one here sets it for all of them.
   */
  readonly giftCards: Readonly<Record<string, Amount>>;
  /** Whether RequestedAmount has the tip of the till in it. Default `false`: on top. The documents differ (reference 4.1). */
  readonly requestedAmountHasTip: boolean;
  /** In which of its two forms the result of a scan is answered: JSON in the form pair `additionalData`, or base64 of it (reference 6.9). */
  readonly scanAnswer: 'form' | 'base64';
  /** GetTotals and Reconciliation without a Login: a LoggedOut failure, or the totals since the start. UNCONFIRMED (reference 6.8). */
  readonly totalsWithoutLogin: 'refused' | 'answered';
  /**
   * Whether it can print. Without a printer a Print is an UnavailableDevice failure (reference 6.5), and so is a payment without tender
   * option ReceiptHandler (reference 4.2).
   */
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

  /** How many finished transactions TransactionStatus can repeat. What a real terminal keeps is UNCONFIRMED (reference 5.3). */
  readonly memoryTransactionsMax: number;
  /** How long it can repeat them, and how long a ServiceID counts as used (reference 3.3). */
  readonly memoryMs: number;
  /** Whether a repeated answer carries its MessageHeader; old terminals leave it out (reference 5.3). */
  readonly statusRepeatsHeader: boolean;

  /**
   * The answer to a ServiceID that was used before: a MessageFormat failure, the stored answer once more, or a new run.
   * UNCONFIRMED (reference 3.3).
   */
  readonly duplicateServiceID: 'refuse' | 'repeat' | 'process';
  /** The answer to a message for another POIID: a failure (form a) or a Reject event (form h). UNCONFIRMED (reference 1.8). */
  readonly wrongPOIID: 'refuse' | 'reject';
  /** Diagnosis while a transaction runs: its status with GlobalStatus Busy, or a Busy failure. UNCONFIRMED (reference 1.3). */
  readonly diagnosisWhileBusy: 'status' | 'busy';
  /** The terminal's menu is open: each transaction is answered Busy with `ADMIN_MENU` (reference 1.3). */
  readonly adminMenuOpen: boolean;
  /** GlobalStatus of a Diagnosis while nothing runs (reference 6.1). */
  readonly globalStatus: 'OK' | 'Maintenance' | 'Unreachable';
  /** Whether a Diagnosis that asks for the platform's host reports it as reachable. */
  readonly hostReachable: boolean;
  /** PrinterStatus of a Diagnosis, with a printer. */
  readonly printerStatus: 'OK' | 'PaperLow' | 'NoPaper' | 'PaperJam' | 'OutOfOrder';
  /** The charge of the battery that a Diagnosis reports, in percent. */
  readonly batteryPercent: number;
  /** How many payments it reports as taken offline and not uploaded, beside those that shoppers made offline. */
  readonly unconfirmedPayments: number;

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

/** The settings of a simulated terminal that was given none. */
export const DEFAULT_SETTINGS: TerminalSettings = {
  shopper: { does: 'presentsCard' },
  input: {
    does: 'answers',
    confirmed: true,
    text: 'Jane',
    digits: '0042',
    decimal: '12.50',
    chosen: [0],
    barcode: { data: '4001234', symbology: 'EAN8' },
  },
  giftCards: {},
  requestedAmountHasTip: false,
  scanAnswer: 'form',
  totalsWithoutLogin: 'refused',
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
  hostReachable: true,
  printerStatus: 'OK',
  batteryPercent: 81,
  unconfirmedPayments: 0,
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
