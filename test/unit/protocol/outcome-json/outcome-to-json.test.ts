import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { outcomeToJson, OutcomeJsonSchema, transactionJsonSchema, type Outcome } from '../../../../index.ts';
import { CHARGED_OF } from '../../../../protocol/outcome.ts';
import { SECRET_CARD_DATA } from '../../../../protocol/index.ts';
import { CONDITIONS } from '../../../../protocol/error-conditions.ts';
import { FAULTS } from '../../../../protocol/fault-table.ts';
import { maskNumbersIn } from '../../../../protocol/outcome-json/secret-card-data.ts';
import { readResponseResult, type AskedFor } from '../../../../protocol/response-result.ts';
import { expectOutcomeJson } from '../../../support/messages/outcome-json.ts';

const PAN = '4111111111111111';
const asked: AskedFor = { category: 'Payment', ServiceID: 'A1', amount: { currency: 'EUR', value: 10000 } };

function outcomeOf(body: object): Outcome {
  const result = readResponseResult(body, asked);
  if (result.kind === 'undecided') throw new Error(result.failure.message);
  return { ...result, recovered: false, abortRequested: false };
}

const approved = (result: object, words = '') =>
  outcomeOf({ Response: { Result: 'Success', AdditionalResponse: words }, PaymentResult: result });

const card = (CardData: object) => ({ PaymentInstrumentData: { CardData } });

describe('an outcome as JSON', () => {
  it('has no raw response, and the card under its own name', () => {
    const json = outcomeToJson(
      approved(card({ PaymentBrand: 'mc', MaskedPan: '541333 **** 9999', EntryMode: ['ICC'] })),
    );
    expect(json).not.toHaveProperty('response');
    expect(json.card).toStrictEqual({ brand: 'mc', maskedPan: '541333 **** 9999', entryMode: 'ICC' });
  });

  it('has no member that the schema does not have, at any depth: what a later version stored stays here', () => {
    const outcome = Object.assign(approved(card({ PaymentBrand: 'mc' })), { later: 1 });
    const amounts = Object.assign({}, outcome.amounts, { pin: '1234' });
    const odd = { ...outcome, amounts, card: Object.assign({ brand: 'mc' }, { track: PAN }) };
    const json = outcomeToJson(odd);
    expect(json).not.toHaveProperty('later');
    expect(json.card).toStrictEqual({ brand: 'mc' });
    expect(json.amounts).toStrictEqual(outcome.amounts);
  });

  it('leaves out the receipts where they are not wanted', () => {
    expect(outcomeToJson(approved({})).receipts).toEqual([]);
    expect(outcomeToJson(approved({}), { receipts: false })).not.toHaveProperty('receipts');
  });

  it('has the card of an outcome that an older version stored, which is in its response alone', () => {
    const { card: _, ...older } = approved(card({ PaymentBrand: 'mc', MaskedPan: PAN }));
    expect(outcomeToJson(older as Outcome).card).toStrictEqual({ brand: 'mc', maskedPan: '411111******1111' });
  });

  it('is allowed every kind, with what the kind says about the money and nothing else', () => {
    const known = ['yes', 'no', 'unknown'] as const;
    for (const [kind, possible] of Object.entries(CHARGED_OF))
      for (const charged of known) {
        const failure = { code: 'ERR_LINK_RESET', message: 'it broke' };
        const ended = { amounts: {}, receipts: [], advice: 'none', recovered: false, abortRequested: false };
        const json = { kind, charged, ...ended, by: 'A', reason: 'B', failure };
        expect(OutcomeJsonSchema.safeParse(json).success).toBe(possible.includes(charged));
      }
  });

  it('is allowed every advice that a condition or a fault gives', () => {
    const all = [...Object.values(CONDITIONS), ...Object.values(FAULTS)].map(({ advice }) => advice);
    const outcome = approved({});
    for (const advice of new Set([...all, 'doNotRetry', 'checkAmount'] as const)) {
      expect(OutcomeJsonSchema.parse(outcomeToJson({ ...outcome, advice }))).toHaveProperty('advice', advice);
    }
  });
});

describe('the expiry of a card', () => {
  const keyed = approved(card({ SensitiveCardData: { ExpiryDate: '0228', CardSeqNumb: '33' } }));

  it('is in the JSON of an outcome only where it is asked for', () => {
    expect(JSON.stringify(outcomeToJson(keyed))).not.toMatch(/0228|2028/);
    expect(outcomeToJson(keyed, { expiry: true }).card).toStrictEqual({ expiry: '2028-02' });
  });

  it.each([
    ['expiryMonth=3&expiryYear=2030', '2030-03'],
    ['expiryMonth=13&expiryYear=2030', undefined],
    ['expiryMonth=3&expiryYear=x', undefined],
    ['cardBin=541333', undefined],
  ])('of %s is %s', (words, expiry) => {
    expect(outcomeToJson(approved({}, words), { expiry: true }).card?.expiry).toBe(expiry);
  });
});

describe('card data that must never leave', () => {
  const members = SECRET_CARD_DATA.flatMap((row) => row.members);

  it.each(members)('does not leave as %s', (path) => {
    const secret = path.endsWith('expiryMonth') ? '11' : path.endsWith('Year') ? '2077' : PAN;
    const other = path.endsWith('expiryMonth') ? '&expiryYear=2077' : '';
    const words = path.startsWith('AdditionalResponse.')
      ? `x=1&${path.slice('AdditionalResponse.'.length)}=${secret}${other}`
      : '';
    const body = { Response: { Result: 'Success', AdditionalResponse: words } };
    if (words === '') place(body, path.split('.'), secret);
    const outcome = outcomeOf(body);
    expect(JSON.stringify(outcome.response)).toContain(secret); // it was there to be read
    for (const options of [{}, { response: true }]) {
      expect(JSON.stringify(outcomeToJson(outcome, options))).not.toContain(secret === '11' ? '2077' : secret);
    }
    expectOutcomeJson(outcome);
  });

  it('does not leave in an outcome that was stored with it', () => {
    const stored = { ...approved({}), card: { maskedPan: PAN } };
    expect(outcomeToJson(stored).card).toStrictEqual({ maskedPan: '411111******1111' });
  });

  it('does not leave in words of the terminal or of a fault', () => {
    const words = `message=Card%204111%201111%201111%201111%20is%20unknown&refusalReason=${PAN}`;
    const text = JSON.stringify(outcomeToJson(approved({}, words)));
    expect(text).not.toMatch(/1111 ?1111 ?1111/);
    expect(text).toContain('Card 4111 11** **** 1111 is unknown');
  });

  it('does not leave on a receipt', () => {
    const line = { name: 'Card', value: PAN, key: 'pan', bold: false, endOfLine: true };
    const receipt = { qualifier: 'CashierReceipt', signatureRequired: false, format: 'Text', lines: [line] };
    const json = outcomeToJson({ ...approved({}), receipts: [receipt] });
    expect(json.receipts?.[0]?.lines[0]?.value).toBe('411111******1111');
  });

  it.each([
    ['the payment QWERTY1234567890 of 2026-05-04', 'has letters before it'],
    ['payment 8815671234567895', 'is a PSP reference'],
    ['request 4234567890123457', 'fails the check of card numbers'],
    ['order 411111111111', 'is too short'],
  ])('is not found in "%s", which %s', (text) => {
    expect(maskNumbersIn(text)).toBe(text);
  });
});

describe('docs/outcome.schema.json', () => {
  it('is the schema of today (npm run api writes it)', () => {
    const page = readFileSync(new URL('../../../../docs/outcome.schema.json', import.meta.url), 'utf8');
    expect(transactionJsonSchema()).toEqual(JSON.parse(page));
  });
});

/** Puts a value at a path of an object; a number in the path is a place in a list. */
function place(target: object, [name = '', ...rest]: readonly string[], value: unknown): void {
  const members = target as Record<string, object>;
  if (rest.length === 0) Object.assign(members, { [name]: value });
  else place((members[name] ??= /^\d+$/.test(rest[0] ?? '') ? [] : {}), rest, value);
}
