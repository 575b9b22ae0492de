import { describe, expect, it } from 'vitest';
import { describeDisplayEvent, DISPLAY_EVENTS, DISPLAY_PHASES } from '../../../../protocol/display/display-events.ts';
import { displayMessage, type DisplayLocale } from '../../../../protocol/display/display-messages.ts';

const LOCALES: readonly DisplayLocale[] = ['en', 'nl', 'de', 'fr'];

/** Reference 8.3, as it stands there. */
const OFFICIAL =
  `TENDER_CREATED CARD_INSERTED CARD_PRESENTED CARD_SWIPED WAIT_FOR_APP_SELECTION APPLICATION_SELECTED ASK_DCC
  DCC_ACCEPTED DCC_REJECTED ASK_GRATUITY GRATUITY_ENTERED WAIT_FOR_PIN PIN_ENTERED ASK_SIGNATURE CHECK_SIGNATURE
  SIGNATURE_CHECKED PROVIDE_CARD_DETAILS CARD_DETAILS_PROVIDED PRINT_RECEIPT RECEIPT_PRINTED CARD_REMOVED TENDER_FINAL
  BALANCE_QUERY_STARTED BALANCE_QUERY_COMPLETED LOAD_STARTED LOAD_COMPLETED`.split(/\s+/);
const FURTHER = `INITIAL PROCESSING_TENDER WAIT_FOR_AMOUNT_ADJUSTMENT ADDITIONAL_DATA_AVAILABLE ACCOUNT_TYPE_SELECTED
  ASK_CHARITY PIN_DIGIT_ENTERED REFERRAL REFERRAL_CHECKED ACKNOWLEDGED`.split(/\s+/);

const sentences = (event: string) => LOCALES.map((locale) => displayMessage(event, locale));
const orderOf = (event: string) => describeDisplayEvent(event).phaseOrder;

describe('the messages about display events', () => {
  it('are there for the 26 official events and the older tender states, and for no others', () => {
    expect(OFFICIAL).toHaveLength(26);
    expect([...DISPLAY_EVENTS.keys()].toSorted()).toEqual([...OFFICIAL, ...FURTHER].toSorted());
  });

  it.each([...OFFICIAL, ...FURTHER, 'SOMETHING_NEW'])('for %s are a sentence in each of four languages', (event) => {
    const all = sentences(event);
    for (const sentence of all) expect(sentence).toMatch(/^\p{Lu}.{10,80}\.$/u);
    expect(new Set(all).size).toBe(LOCALES.length);
    // A PIN has digits; nothing here has.
    expect(all.join(' ')).not.toMatch(/\d/);
  });

  it('distinguish each event from every other', () => {
    const all = [...OFFICIAL, ...FURTHER, 'SOMETHING_NEW'].flatMap(sentences);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each(LOCALES)('of TENDER_FINAL pass no verdict (%s)', (locale) => {
    const verdict =
      /approv|declin|refus|accept|cancel|success|paid|fail|goedgekeurd|geweigerd|betaald|gelukt|genehmigt|abgelehnt|bezahlt|erfolg|approuvé|payé|réussi/i;
    for (const event of ['TENDER_FINAL', 'LOAD_COMPLETED']) {
      expect(displayMessage(event, locale)).not.toMatch(verdict);
    }
    expect(displayMessage('TENDER_FINAL', 'en')).toBe('The terminal is done; the result is being read.');
  });

  it.each([
    ['contactless', 'TENDER_CREATED CARD_PRESENTED APPLICATION_SELECTED TENDER_FINAL'],
    [
      'chip and PIN',
      'TENDER_CREATED CARD_INSERTED WAIT_FOR_APP_SELECTION APPLICATION_SELECTED WAIT_FOR_PIN PIN_ENTERED PRINT_RECEIPT RECEIPT_PRINTED TENDER_FINAL CARD_REMOVED',
    ],
    ['a tip', 'TENDER_CREATED ASK_GRATUITY GRATUITY_ENTERED CARD_PRESENTED TENDER_FINAL'],
    ['conversion', 'APPLICATION_SELECTED ASK_DCC DCC_ACCEPTED WAIT_FOR_PIN'],
    ['no conversion', 'APPLICATION_SELECTED ASK_DCC DCC_REJECTED WAIT_FOR_PIN'],
    [
      'PIN and signature',
      'PIN_ENTERED ASK_SIGNATURE PRINT_RECEIPT RECEIPT_PRINTED CHECK_SIGNATURE SIGNATURE_CHECKED TENDER_FINAL',
    ],
    ['details typed in', 'TENDER_CREATED PROVIDE_CARD_DETAILS CARD_DETAILS_PROVIDED TENDER_FINAL'],
  ])('are in phases that never go back in the sequence with %s', (_, sequence) => {
    const orders = sequence.split(' ').map(orderOf);
    expect(orders).toEqual(orders.toSorted((a, b) => a - b));
    expect(orders.every((order) => order > 0)).toBe(true);
  });

  it('know one end, which nothing of the tender itself comes behind', () => {
    const all = [...OFFICIAL, ...FURTHER];
    expect(all.filter((event) => describeDisplayEvent(event).final)).toEqual(['TENDER_FINAL']);
    const behind = all.filter((event) => orderOf(event) > orderOf('TENDER_FINAL'));
    expect(behind.toSorted()).toEqual(['ACKNOWLEDGED', 'CARD_REMOVED']);
  });

  it('use each phase, and count them as they are listed', () => {
    const used = new Set(DISPLAY_EVENTS.values());
    expect([...used].toSorted()).toEqual(DISPLAY_PHASES.toSorted());
    expect(describeDisplayEvent('WAIT_FOR_PIN')).toMatchObject({
      phase: 'pin',
      phaseOrder: DISPLAY_PHASES.indexOf('pin'),
    });
  });

  it('are plain data beside the sentence, which depends on the language', () => {
    const described = describeDisplayEvent('TENDER_FINAL');
    expect(described).toEqual({ event: 'TENDER_FINAL', phase: 'final', phaseOrder: expect.any(Number), final: true });
    expect(structuredClone(described)).toEqual(described);
  });

  it.each(['', 'SOMETHING_NEW', 'tender_final', 'other', '__proto__', 'constructor', 'toString'])(
    'of %j, an unknown event, are neutral and advance nothing',
    (event) => {
      expect(describeDisplayEvent(event)).toMatchObject({ event, phase: 'other', phaseOrder: 0, final: false });
      expect(displayMessage(event, 'en')).toBe('The terminal is working.');
    },
  );
});
