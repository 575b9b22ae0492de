import * as fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { InputError } from '../../../errors.ts';
import { parseInput } from '../../../protocol/parse-input.ts';
import { withRule } from '../../../protocol/validation/input-rules.ts';
import { refusalOf } from '../../support/refusal.ts';

const Text = z.string('a text').min(1);
const Amount = withRule({ code: 'ERR_INPUT_AMOUNT' }, z.strictObject({ currency: Text, value: z.int().min(1) }));
const Card = z.strictObject({
  number: withRule({ code: 'ERR_INPUT_CARD', secret: true }, z.string('a number, as text')),
});
const Request = z.strictObject({
  reference: Text,
  amount: Amount.exactOptional(),
  queue: z.boolean().exactOptional(),
  lines: z
    .array(
      z.union([z.string(), z.strictObject({ text: Text, style: z.enum(['Bold', 'Normal']).exactOptional() })]),
      'a list of lines',
    )
    .exactOptional(),
  card: Card.exactOptional(),
  brands: z.array(z.string()).max(2).exactOptional(),
  metadata: withRule({ code: 'ERR_INPUT_METADATA' }, z.record(z.string(), Text)).exactOptional(),
  further: withRule(
    { unknownMember: 'ERR_INPUT_FURTHER' },
    z.strictObject({ a: Text.exactOptional() }),
  ).exactOptional(),
  payer: z
    .union([z.strictObject({ company: z.strictObject({ name: Text }) }), z.strictObject({ person: Text })])
    .exactOptional(),
  action: z
    .discriminatedUnion('do', [
      z.strictObject({ do: z.literal('stop') }),
      z.strictObject({ do: z.literal('wait'), seconds: z.int().min(0).max(9) }),
    ])
    .exactOptional(),
});

const refusal = (value: unknown, path?: string) => refusalOf(() => parseInput(Request, value, path));

describe('parseInput', () => {
  it('gives a copy that is frozen in depth', () => {
    const given = { reference: 'A', amount: { currency: 'EUR', value: 1 }, lines: ['a', { text: 'b' }] };
    const parsed = parseInput(Request, given);
    expect(parsed).toEqual(given);
    given.amount.value = 2;
    expect(parsed.amount).toEqual({ currency: 'EUR', value: 1 });
    for (const part of [parsed, parsed.amount, parsed.lines, parsed.lines?.[1]])
      expect(Object.isFrozen(part)).toBe(true);
    expect(Object.isFrozen(given)).toBe(false);
  });

  it('has the type of what the schema gives, with members left out rather than undefined', () => {
    expectTypeOf(parseInput<typeof Amount>).returns.toEqualTypeOf<{ currency: string; value: number }>();
    expectTypeOf<z.output<typeof Request>['queue']>().toEqualTypeOf<boolean | undefined>();
    expect('queue' in parseInput(Request, { reference: 'A', queue: undefined })).toBe(false);
  });

  it.each<[string, value: unknown, expected: Partial<InputError>]>([
    [
      'a wrong member, by the text of the schema',
      { reference: 1 },
      { code: 'ERR_INPUT_REQUEST', path: 'reference', expected: 'a text', found: '1' },
    ],
    ['a member that is missing', {}, { path: 'reference', expected: 'a text', found: 'undefined' }],
    ['a text that is too short, by the text of the schema', { reference: '' }, { expected: 'a text', found: '""' }],
    [
      'a list that is too long',
      { reference: 'A', brands: ['a', 'b', 'c'] },
      { path: 'brands', expected: 'at most 2 entries', found: 'an array of 3' },
    ],
    [
      'a member deep inside, with the code of the schema around it',
      { reference: 'A', amount: { currency: 'EUR', value: 0 } },
      { code: 'ERR_INPUT_AMOUNT', path: 'amount.value', expected: 'at least 1', found: '0' },
    ],
    [
      'a fraction',
      { reference: 'A', amount: { currency: 'EUR', value: 1.5 } },
      { code: 'ERR_INPUT_AMOUNT', expected: 'a whole number', found: '1.5' },
    ],
    ['a value of another kind', { reference: 'A', queue: 'yes' }, { expected: 'true or false', found: '"yes"' }],
    [
      'a list that is none',
      { reference: 'A', lines: 'a' },
      { path: 'lines', expected: 'a list of lines', found: '"a"' },
    ],
    ['no object at all', 'A', { path: 'request', expected: 'an object', found: '"A"' }],
    [
      'a word that is not in the list, in the branch of a union that was meant',
      { reference: 'A', lines: [{ text: 'a', style: 'Big' }] },
      { path: 'lines[0].style', expected: 'one of Bold, Normal', found: '"Big"' },
    ],
    [
      'a member of the branch of a union that knows all members',
      { reference: 'A', payer: { company: { name: 1 } } },
      { path: 'payer.company.name', expected: 'a text', found: '1' },
    ],
    ['a value for no branch of a union', { reference: 'A', lines: [1] }, { path: 'lines[0]', found: '1' }],
    [
      'an unknown choice',
      { reference: 'A', action: { do: 'go' } },
      { path: 'action.do', expected: 'one of stop, wait', found: '"go"' },
    ],
    [
      'an entry of a record',
      { reference: 'A', metadata: { 'a b': 1 } },
      { code: 'ERR_INPUT_METADATA', path: 'metadata["a b"]', found: '1' },
    ],
    [
      'what cannot be data',
      { reference: 'A', queue: () => true },
      { code: 'ERR_INPUT_REQUEST', path: 'queue', found: 'a function' },
    ],
  ])('refuses %s', (_title, value, expected) => {
    expect(refusal(value)).toMatchObject(expected);
  });

  it.each<[string, value: unknown, expected: Partial<InputError>]>([
    [
      'of the whole, with the name that was meant',
      { refrence: 'A' },
      {
        code: 'ERR_INPUT_REQUEST',
        path: 'request',
        expected: 'reference, amount, queue, lines, card, brands, metadata, further, payer, action',
        found: '"refrence" (did you mean reference?)',
      },
    ],
    [
      'of a member, with the code for all such members',
      { reference: 'A', amount: { currency: 'EUR', value: 1, colour: 1 } },
      { code: 'ERR_INPUT_REQUEST', path: 'amount', expected: 'currency, value', found: '"colour"' },
    ],
    [
      'with a code of its own',
      { reference: 'A', further: { b: 1 } },
      { code: 'ERR_INPUT_FURTHER', path: 'further', expected: 'a', found: '"b" (did you mean a?)' },
    ],
    [
      'in the branch of a union that was meant',
      { reference: 'A', lines: ['a', { text: 'a', stile: 'Bold' }] },
      { path: 'lines[1]', expected: 'text, style', found: '"stile" (did you mean style?)' },
    ],
    [
      'of the choice that was made',
      { reference: 'A', action: { do: 'wait', seconds: 1, minutes: 1 } },
      { path: 'action', expected: 'do, seconds', found: '"minutes"' },
    ],
  ])('refuses an unknown member %s', (_title, value, expected) => {
    expect(refusal(value)).toMatchObject(expected);
  });

  it('never shows a secret', () => {
    const error = refusal({ reference: 'A', card: { number: 6006_4911_0000 } });
    expect(error).toMatchObject({ code: 'ERR_INPUT_CARD', path: 'card.number', found: 'a value of type number' });
    expect(error.message).not.toContain('6006');
  });

  it('names members as the caller writes them, below a path of its own', () => {
    expect(refusal({ reference: 'A', amount: 5 }, 'jobs[1]').path).toBe('jobs[1].amount');
    expect(refusal(5, 'jobs[1]').path).toBe('jobs[1]');
  });

  it('says path, expected and found in one line', () => {
    expect(refusal({ reference: 7 }).message).toBe('reference: expected a text, found 7');
  });

  it('either gives frozen data that the schema takes again, or throws an InputError, whatever comes', () => {
    const hostile = fc.anything({ withBigInt: true, withMap: true, withDate: true, withNullPrototype: true });
    const likely = fc.record(
      {
        reference: fc.oneof(fc.string({ minLength: 1 }), hostile),
        amount: fc.oneof(fc.record({ currency: fc.string(), value: fc.integer() }), hostile),
        lines: fc.oneof(fc.array(fc.oneof(fc.string(), fc.record({ text: fc.string() }))), hostile),
        metadata: fc.oneof(fc.dictionary(fc.string(), fc.string()), hostile),
        action: fc.oneof(fc.record({ do: fc.constantFrom('stop', 'wait', 'go'), seconds: fc.integer() }), hostile),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(likely, hostile), (value) => {
        try {
          const parsed = parseInput(Request, value);
          expect(Object.isFrozen(parsed)).toBe(true);
          expect(parseInput(Request, parsed)).toEqual(parsed);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          expect(error.message).toBe(`${error.path}: expected ${error.expected}, found ${error.found}`);
        }
      }),
    );
  });
});
