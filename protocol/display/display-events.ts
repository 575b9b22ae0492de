/**
 * How far a tender has come, in the order that is assumed where the terminal gives no time stamps; the typical sequences of reference
 * 8.3 never go back in it. `other` comes first: an event whose place is not known advances nothing.
 *
 * - `check`: staff decide, about a signature or a referral; it follows `receipt`, which a signature may be written on
 * - `final`: the terminal is done; `after`: people handle card and terminal then
 */
export const DISPLAY_PHASES = [
  'other',
  'created',
  'tip',
  'card',
  'application',
  'conversion',
  'pin',
  'giftCard',
  'signature',
  'receipt',
  'check',
  'final',
  'after',
] as const;

/** A phase of a payment on the terminal, in the order in which they usually come. */
export type DisplayPhase = (typeof DISPLAY_PHASES)[number];

/** The phase of each known event (reference 8.3); within a phase in the order that is assumed. */
const PHASES = {
  // The official events.
  TENDER_CREATED: 'created',
  ASK_GRATUITY: 'tip',
  GRATUITY_ENTERED: 'tip',
  CARD_INSERTED: 'card',
  CARD_PRESENTED: 'card',
  CARD_SWIPED: 'card',
  PROVIDE_CARD_DETAILS: 'card',
  CARD_DETAILS_PROVIDED: 'card',
  WAIT_FOR_APP_SELECTION: 'application',
  APPLICATION_SELECTED: 'application',
  ASK_DCC: 'conversion',
  DCC_ACCEPTED: 'conversion',
  DCC_REJECTED: 'conversion',
  WAIT_FOR_PIN: 'pin',
  PIN_DIGIT_ENTERED: 'pin',
  PIN_ENTERED: 'pin',
  BALANCE_QUERY_STARTED: 'giftCard',
  BALANCE_QUERY_COMPLETED: 'giftCard',
  LOAD_STARTED: 'giftCard',
  LOAD_COMPLETED: 'giftCard',
  ASK_SIGNATURE: 'signature',
  PRINT_RECEIPT: 'receipt',
  RECEIPT_PRINTED: 'receipt',
  CHECK_SIGNATURE: 'check',
  SIGNATURE_CHECKED: 'check',
  TENDER_FINAL: 'final',
  CARD_REMOVED: 'after',
  // Tender states of older libraries that may come too.
  INITIAL: 'created',
  ACCOUNT_TYPE_SELECTED: 'application',
  REFERRAL: 'check',
  REFERRAL_CHECKED: 'check',
  ACKNOWLEDGED: 'after',
  // The place of these in a tender is not known.
  PROCESSING_TENDER: 'other',
  WAIT_FOR_AMOUNT_ADJUSTMENT: 'other',
  ADDITIONAL_DATA_AVAILABLE: 'other',
  ASK_CHARITY: 'other',
} as const satisfies Record<string, DisplayPhase>;

export type DisplayEventName = keyof typeof PHASES;

/** One sentence for staff for each known event, and for any `other`. Without secrets and without a result: a notification never decides. */
export type DisplayMessages = Readonly<Record<DisplayEventName | 'other', string>>;

/** A Map, in which a name from the wire can match only an event, never an inherited member. */
export const DISPLAY_EVENTS: ReadonlyMap<string, DisplayPhase> = new Map(Object.entries(PHASES));

/** The meaning of a display event, for a till that displays it. Plain data; `displayMessage` returns the sentence for it. */
export interface DisplayEvent {
  /** The event's name, which is its stable key. */
  readonly event: string;
  readonly phase: DisplayPhase;
  /**
   * The place of the phase in the assumed order, an integer from 0. It decides only between events without different time stamps:
   * terminals ask for a tip after the card, or for a signature after the receipt, when they are set up so.
   */
  readonly phaseOrder: number;
  /** Whether the terminal is done with the tender. It never reports how the tender ended: only the answer does. */
  readonly final: boolean;
}

/** Describes the event of a display notification (reference 8.3). Total: an unknown event has the phase `other`. */
export function describeDisplayEvent(event: string): DisplayEvent {
  const phase = DISPLAY_EVENTS.get(event) ?? 'other';
  return { event, phase, phaseOrder: DISPLAY_PHASES.indexOf(phase), final: phase === 'final' };
}
