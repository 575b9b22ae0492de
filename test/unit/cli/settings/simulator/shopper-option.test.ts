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
    expect(readShopper('{"does":"cancels","afterMs":50}')).toEqual({ does: 'cancels', afterMs: 50 });
  });

  it.each([
    ['chip', 'expected a JSON object such as {"card":"chip","tip":200}, found "chip"'],
    ['[]', 'shopper: '],
    ['{"tip":2.5}', 'tip: '],
    ['{"tip":"200"}', 'tip: '],
    ['{"tpi":200}', '"tpi"'],
    ['{"does":"dances"}', 'shopper.does: expected one of presentsCard'],
    ['{"card":"gold"}', 'shopper.card: expected one of contactless'],
  ])('is refused by a message that says what is wrong: %s', (text, words) => {
    const read = () => readShopper(text);
    expect(read).toThrow(InputError);
    expect(read).toThrow(words);
  });
});
