import { describe, expect, it } from 'vitest';
import { readResponseResult, type AskedFor } from '../../../../protocol/response-result.ts';

const eur = (value: number) => ({ currency: 'EUR', value });
const asked: AskedFor = { category: 'Payment', ServiceID: 'A0000001Z9', amount: eur(3330) };

const approvalOf = (AmountsResp: unknown, AdditionalResponse?: string) => ({
  Response: { Result: 'Success', ...(AdditionalResponse !== undefined && { AdditionalResponse }) },
  PaymentResult: { AmountsResp },
});
const read = (amounts: unknown, request = asked) => readResponseResult(approvalOf(amounts), request);

describe('the amount of an approval', () => {
  it.each([
    ['cannot be read', { AuthorizedAmount: '33,30', Currency: 'EUR' }, 'AuthorizedAmount 33,30, Currency EUR'],
    ['is no number', { AuthorizedAmount: { value: 33 }, Currency: 'EUR' }, '{"value":33}'],
    ['has decimals that are no noise', { AuthorizedAmount: 33.305, Currency: 'EUR' }, '33.305'],
    ['is negative', { AuthorizedAmount: -33.3, Currency: 'EUR' }, 'AuthorizedAmount -33.3'],
    ['is in another currency', { AuthorizedAmount: 33.3, Currency: 'USD' }, 'Currency USD'],
    ['is in no currency that is known', { AuthorizedAmount: 33.3, Currency: 'XXX' }, 'Currency XXX'],
    ['is in a numbered currency', { AuthorizedAmount: 33.3, Currency: 978 }, 'Currency 978'],
    ['is no object', '33.30 EUR', '33.30 EUR'],
    ['has a tip that cannot be read', { AuthorizedAmount: 33.3, TipAmount: 'two', Currency: 'EUR' }, 'TipAmount two'],
    ['has a negative cash back', { AuthorizedAmount: 33.3, CashBackAmount: -1, Currency: 'EUR' }, 'CashBackAmount -1'],
  ])('needs a look when it %s; the money is taken all the same', (_, amounts, words) => {
    expect(read(amounts)).toMatchObject({
      charged: 'yes',
      advice: 'checkAmount',
      amounts: { requested: eur(3330), unclear: expect.stringContaining(words) as unknown },
      message: expect.stringContaining('the amount needs a look') as unknown,
    });
  });

  it('that needs a look comes behind what the terminal says', () => {
    const body = approvalOf({ AuthorizedAmount: -1, Currency: 'EUR' }, 'message=thank%20you');
    expect(readResponseResult(body, asked)).toMatchObject({
      message: expect.stringMatching(/^thank you; .*AuthorizedAmount -1/) as unknown,
    });
  });

  it.each([
    ['is what was asked for', { AuthorizedAmount: 33.3, Currency: 'EUR' }, eur(3330)],
    [
      'is written with the noise of floating point',
      { AuthorizedAmount: 33.300000000000004, Currency: 'EUR' },
      eur(3330),
    ],
    ['has noise below', { AuthorizedAmount: 33.299999999999997, Currency: 'EUR' }, eur(3330)],
    ['has noise as text', { AuthorizedAmount: '33.300000000000004', Currency: 'EUR' }, eur(3330)],
    ['is the sum of many', { AuthorizedAmount: 33.29999999999986, Currency: 'EUR' }, eur(3330)],
    ['has its currency in small letters', { AuthorizedAmount: 33.3, Currency: 'eur' }, eur(3330)],
    ['comes without a currency', { AuthorizedAmount: 33.3 }, eur(3330)],
    ['comes with null for what there is not', { AuthorizedAmount: 33.3, TipAmount: null, Currency: 'EUR' }, eur(3330)],
    ['is more, by a tip', { AuthorizedAmount: 35, TipAmount: 1.7, Currency: 'EUR' }, eur(3500)],
  ])('is plain when it %s', (_, amounts, authorized) => {
    const result = read(amounts);
    expect(result).toMatchObject({ kind: 'approved', charged: 'yes', advice: 'none', amounts: { authorized } });
    expect(result.kind !== 'undecided' && result.amounts).not.toHaveProperty('unclear');
  });

  it('is plain when the terminal reports none', () => {
    expect(read(undefined)).toMatchObject({ kind: 'approved', advice: 'none', amounts: { requested: eur(3330) } });
  });

  it('that is approved in part, or given back, needs the same look', () => {
    const part = { Response: { Result: 'Partial' }, PaymentResult: { AmountsResp: { AuthorizedAmount: 'x' } } };
    expect(readResponseResult(part, asked)).toMatchObject({ kind: 'partial', advice: 'checkAmount' });
    const refund = { Response: { Result: 'Success', AdditionalResponse: 'currency=USD' }, ReversedAmount: 33.3 };
    expect(readResponseResult(refund, { ...asked, category: 'Reversal' })).toMatchObject({
      kind: 'accepted',
      charged: 'no',
      advice: 'checkAmount',
      amounts: { unclear: 'ReversedAmount 33.3, Currency USD' },
    });
  });

  it('of a failure is of no account', () => {
    const body = {
      Response: { Result: 'Failure', ErrorCondition: 'Refusal' },
      PaymentResult: { AmountsResp: { AuthorizedAmount: 'x' } },
    };
    expect(readResponseResult(body, asked)).toMatchObject({ kind: 'declined', advice: 'otherCard', amounts: {} });
  });

  it('is quoted no longer than a line', () => {
    const result = read({ AuthorizedAmount: 'x'.repeat(5000), Currency: 'EUR' });
    expect(result.kind !== 'undecided' && result.amounts.unclear?.length).toBeLessThan(250);
  });
});
