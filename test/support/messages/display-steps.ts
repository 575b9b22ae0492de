/** A payment with tip, PIN and signature, as the display notifications of a terminal report it. */
export const DISPLAY_STEPS = [
  'TENDER_CREATED',
  'ASK_GRATUITY',
  'GRATUITY_ENTERED',
  'CARD_INSERTED',
  'WAIT_FOR_APP_SELECTION',
  'APPLICATION_SELECTED',
  'WAIT_FOR_PIN',
  'PIN_ENTERED',
  'ASK_SIGNATURE',
  'CHECK_SIGNATURE',
  'SIGNATURE_CHECKED',
  'TENDER_FINAL',
  'CARD_REMOVED',
];
