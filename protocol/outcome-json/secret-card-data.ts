import { maskPan } from '../payment-result/card.ts';

/** What is known of a card or its holder and never leaves the process in an outcome. */
export interface SecretCardData {
  readonly data: string;
  /** Where an answer may have it: paths in the body, and keys of AdditionalResponse behind `AdditionalResponse.`. */
  readonly members: readonly string[];
  /** What an outcome has in its place. */
  readonly instead: string;
}

const CARD = 'PaymentResult.PaymentInstrumentData.CardData';

/**
 * The card data that must never be displayed, printed or logged. Except for the raw `response`, no member of an outcome has any of it, and
 * `outcomeToJson` leaves `response` out.
 */
export const SECRET_CARD_DATA: readonly SecretCardData[] = [
  {
    data: 'the whole number of a card (PAN)',
    members: [`${CARD}.SensitiveCardData.PAN`, `${CARD}.MaskedPan`, 'AdditionalResponse.cardNumber'],
    instead: '`card.maskedPan`: at most the first six and the last four digits, masked here where it comes unmasked',
  },
  {
    data: 'track data',
    members: [`${CARD}.SensitiveCardData.TrackData`, 'TrackData', 'AdditionalResponse.track2'],
    instead: 'nothing',
  },
  {
    data: 'the security code (CVC, CVV, CID)',
    members: [`${CARD}.SensitiveCardData.CardSecurityCode`, 'AdditionalResponse.cvc'],
    instead: '`authorisation.cvcResult`: whether it was right',
  },
  {
    data: 'the PIN, also encrypted (PIN block)',
    members: ['PaymentResult.PaymentInstrumentData.CardholderPIN', 'CardholderPIN', 'AdditionalResponse.pinBlock'],
    instead: '`cardholderVerification.methods`: whether one was entered',
  },
  {
    data: 'encrypted card data',
    members: [`${CARD}.ProtectedCardData`, 'PaymentResult.PaymentInstrumentData.ProtectedCardData'],
    instead: 'nothing',
  },
  {
    data: 'the sequence number, issue number and start of a card',
    members: [
      `${CARD}.SensitiveCardData.CardSeqNumb`,
      'AdditionalResponse.cardIssueNumber',
      'AdditionalResponse.startMonth',
      'AdditionalResponse.startYear',
    ],
    instead: 'nothing',
  },
  {
    data: 'the name of the holder',
    members: [
      'AdditionalResponse.cardHolderName',
      'StoredValueResult.0.StoredValueAccountStatus.StoredValueAccountID.OwnerName',
    ],
    instead: 'nothing',
  },
  {
    data: 'the number of a gift card, which is worth money',
    members: [
      'StoredValueResult.0.StoredValueAccountStatus.StoredValueAccountID.StoredValueID',
      'PaymentResult.PaymentInstrumentData.StoredValueAccountID.StoredValueID',
    ],
    instead: '`giftCard.items[].maskedNumber`: its last four characters',
  },
  {
    data: 'the expiry of a card',
    members: [
      `${CARD}.SensitiveCardData.ExpiryDate`,
      'AdditionalResponse.expiryDate',
      'AdditionalResponse.expiryMonth',
      'AdditionalResponse.expiryYear',
    ],
    instead: '`card.expiry`, of `outcomeToJson(outcome, { expiry: true })` alone: only where it is asked for',
  },
];

/**
 * A run of digits that is as long as a card number and begins as one of the card schemes, perhaps in groups, and no part of a longer
 * word. PSP references that are numbers begin with 8.
 */
const NUMBER = /(?<![\p{L}\d])[2-6](?:[ -]?\d){12,18}(?![\p{L}\d])/gu;

/** Masks the card numbers in a text for people. A number with a wrong check digit is none. */
export function maskNumbersIn(text: string): string {
  return text.replaceAll(NUMBER, (number) => (hasCheckDigit(number) ? maskPan(number) : number));
}

/** The check of ISO/IEC 7812 that every card number passes (Luhn). */
function hasCheckDigit(number: string): boolean {
  const digits = number.replaceAll(/\D/g, '').split('').toReversed().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 1 ? 2 * digit : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
