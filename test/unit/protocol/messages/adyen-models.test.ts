import { describe, expect, it } from 'vitest';
import * as protocol from '../../../../protocol/index.ts';
import { builders } from '../../../../tools/terminal-api/requests.mjs';
import { refusedByModel } from '../../../support/messages/adyen-models.ts';

/** What Adyen documents, and what its models do not have or spell otherwise. */
const NOT_IN_MODELS =
  /PaymentInstrumentData\.StoredValueAccountID: unknown|StoredValueAccountID\.StoredValueID: unknown/;

/** Each category with all of its options together, and with each of them once more, or left out. */
const requests = Object.entries(builders(protocol)).flatMap(([category, { build, members, also = [] }]) =>
  [members, ...also].flatMap((options) => {
    const all = Object.fromEntries(Object.entries(options).map(([name, [value]]) => [name, value]));
    const changed = Object.entries(options).map(([name, [, other]]) => [name, { ...all, [name]: other }] as const);
    return [['all options', all] as const, ...changed].map(([option, input]) => ({ category, option, build, input }));
  }),
);

describe("Adyen's models", () => {
  it.each(requests)('accept $category with $option', ({ category, build, input }) => {
    // Its model of an InputUpdate has no other name for the request.
    const model = category === 'InputUpdate' ? category : `${category}Request`;
    const refused = refusedByModel(model, build(input));
    expect(refused.filter((line) => !NOT_IN_MODELS.test(line))).toEqual([]);
  });

  it('refuse what they do not have', () => {
    expect(refusedByModel('PaymentRequest', { SaleData: { OperatorId: 'ann' } })).toEqual([
      'PaymentRequest.SaleData.OperatorId: unknown',
    ]);
    expect(refusedByModel('LoginRequest', { OperatorLanguage: 1 })).toEqual([
      'LoginRequest.OperatorLanguage: not a string',
    ]);
  });
});
