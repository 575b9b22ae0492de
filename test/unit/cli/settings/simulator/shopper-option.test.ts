import { describe, expect, it } from 'vitest';
import { readShopper } from '../../../../../cli/settings/simulator/shopper-option.ts';
import { InputError } from '../../../../../errors.ts';

describe('--shopper', () => {
  it('is read as a plan, by default of a shopper who presents a card', () => {
    expect(readShopper('{"card":"chip","tip":200,"signs":true}')).toEqual({
      does: 'presentsCard',
      card: 'chip',
      tip: 200,
      signs: true,
    });
    const plan = {
      does: 'presentsCard',
      partialTip: 'first',
      cashBack: 'refused',
      surcharge: 'refused',
      offline: 'storeAndForward',
      brand: 'visa',
      funding: 'DEBIT',
      loyalty: { id: 'L-42', brand: 'ShopClub' },
      signs: 'onPaper',
      dcc: 'accepted',
      dccOffer: { currency: 'JPY', rate: '170.5', markup: '3' },
    };
    expect(readShopper(JSON.stringify(plan))).toEqual(plan);
    expect(readShopper('{"does":"cancels","afterMs":50}')).toEqual({ does: 'cancels', afterMs: 50 });
  });

  it.each([
    ['chip', 'expected a JSON object such as {"card":"chip","tip":200}, found "chip"'],
    ['[]', 'shopper: '],
    ['{"tip":2.5}', 'tip: '],
    ['{"tip":"200"}', 'tip: '],
    ['{"tpi":200}', '"tpi"'],
    ['{"does":"dances"}', 'shopper.does: expected one of presentsCard'],
    ['{"surcharge":-1}', 'shopper.surcharge: expected a whole number from 0'],
    ['{"signs":"later"}', 'shopper.signs: expected one of onPaper, rejected'],
    ['{"offline":true}', 'shopper.offline: expected one of emv'],
    ['{"loyalty":{}}', 'shopper.loyalty.id'],
    [
      '{"dccOffer":{"currency":"EURO","rate":"1","markup":"3"}}',
      'shopper.dccOffer.currency: expected a known ISO 4217',
    ],
    ['{"dccOffer":{"currency":"USD","rate":1.1,"markup":"3"}}', 'rate: expected decimals as text'],
    ['{"card":"gold"}', 'shopper.card: expected one of contactless'],
  ])('is refused by a message that says what is wrong: %s', (text, words) => {
    const read = () => readShopper(text);
    expect(read).toThrow(InputError);
    expect(read).toThrow(words);
  });
});
