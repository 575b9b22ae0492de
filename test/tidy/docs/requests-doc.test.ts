import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { InputRequestInputSchema } from '../../../protocol/messages/device/input-schema.ts';
import { SALE_DATA_SHAPE } from '../../../protocol/messages/sale-data.ts';
import { PAYMENT_CONDITIONS_SHAPE } from '../../../protocol/messages/transaction-conditions.ts';
import { SECRET_CARD_DATA } from '../../../protocol/outcome-json/secret-card-data.ts';
import { readPaymentDetails } from '../../../protocol/payment-result/payment-details.ts';
import { readAdditionalResponse } from '../../../protocol/fields/additional-response.ts';

const page = readFileSync(new URL('../../../docs/requests.md', import.meta.url), 'utf8');
const rows = new Set(Array.from(page.matchAll(/^\| `([\w.]+)`/gm), ([, name]) => name));

/** An answer that has everything which is read of one. */
const everything = {
  PaymentResult: {
    PaymentInstrumentData: { CardData: { PaymentBrand: 'visa', PaymentToken: { TokenValue: 'M1' } } },
    PaymentAcquirerData: { ApprovalCode: '1' },
    AuthenticationMethod: ['OnlinePIN'],
    CurrencyConversion: [{ ConvertedAmount: { AmountValue: 1, Currency: 'USD' } }],
    CapturedSignature: { SignaturePoint: [{ X: '1', Y: '1' }] },
  },
  StoredValueResult: [{ ItemAmount: 1, Currency: 'EUR' }],
  LoyaltyResult: [{ LoyaltyAccount: { LoyaltyAccountID: { LoyaltyID: 'L' } } }],
};
const additional =
  'currentBalanceAmount=1&currentBalanceCurrency=EUR&unconfirmedBatchCount=1&adjustAuthorisationData=B&offlineAuthCode=O';

describe('docs/requests.md', () => {
  it('has every member that a request may say of its sale and of its card', () => {
    const members = [...Object.keys(SALE_DATA_SHAPE), ...Object.keys(PAYMENT_CONDITIONS_SHAPE)];
    expect(members.length).toBeGreaterThan(12);
    expect(members.filter((name) => !rows.has(name))).toEqual([]);
  });

  it('has every input that a person can be asked for', () => {
    const commands = InputRequestInputSchema.options.flatMap(({ shape }) => [...shape.command.values]);
    expect(commands.length).toBeGreaterThan(12);
    expect(commands.filter((command) => !new RegExp(`^\\| \`command: .*'${command}'`, 'm').test(page))).toEqual([]);
  });

  it('has every member that is read of an answer', () => {
    const members = Object.keys(readPaymentDetails(everything, readAdditionalResponse(additional)));
    expect(members.length).toBeGreaterThan(8);
    expect(members.filter((name) => !rows.has(name))).toEqual([]);
  });

  it('has all card data that stays secret, and what is in its place', () => {
    const plain = page.replaceAll(/ +/g, ' ');
    expect(SECRET_CARD_DATA.filter(({ data, instead }) => !plain.includes(`| ${data} | ${instead} |`))).toEqual([]);
  });
});
