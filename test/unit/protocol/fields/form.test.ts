import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  collect,
  dottedPairs,
  readBase64Json,
  readForm,
  writeBase64Json,
  writeForm,
} from '../../../../protocol/fields/form.ts';

describe('form pairs', () => {
  test.each([
    [
      'a=1&b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a=1&a=2',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['a=b%20c+d', [['a', 'b c d']]],
    ['a=%2b+%2B', [['a', '+ +']]],
    ['a=%e2%82%ac%2012%2f34', [['a', '\u20ac 12/34']]],
    ['a=1=2', [['a', '1=2']]],
    ['a', [['a', '']]],
    ['=1', [['', '1']]],
    ['&&a=1&', [['a', '1']]],
    ['', []],
    ['a=100%', [['a', '100%']]],
    ['a=%zz%4', [['a', '%zz%4']]],
    ['a=%e2%82', [['a', '\u00e2\u201a']]],
    ['a=%ff', [['a', '\u00ff']]],
    ['a=%ef%bb%bf1+%ef%bb%bf', [['a', '1 ']]],
    ['a=%e2%82%ac+%80', [['a', '\u20ac \u20ac']]],
    ['%61=1', [['a', '1']]],
  ])('%j is read as %j', (text, pairs) => {
    expect(readForm(text)).toEqual(pairs);
  });

  test('writing percent-encodes what has a meaning', () => {
    expect(
      writeForm([
        ['a b', 'x=1&y'],
        ['\u20ac', '+%'],
      ]),
    ).toBe('a%20b=x%3D1%26y&%E2%82%AC=%2B%25');
  });

  test('reading gives what was written', () => {
    const pair = fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }));
    fc.assert(
      fc.property(fc.array(pair), (pairs) => {
        expect(readForm(writeForm(pairs))).toEqual(pairs);
      }),
    );
  });

  test('half a surrogate pair is replaced, not thrown on', () => {
    expect(readForm(writeForm([['a', '\ud800']]))).toEqual([['a', '\ufffd']]);
  });

  test('reading is total', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readForm(text)).toBeInstanceOf(Array);
      }),
    );
  });
});

describe('base64 of a JSON object', () => {
  test('reading gives what was written', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })), (value) => {
        expect(readBase64Json(writeBase64Json(value))).toEqual(value);
      }),
    );
  });

  test.each([
    ['without padding', 'eyJhIjoiMSJ9'],
    ['with line breaks', 'eyJh\r\nIjoiMSJ9'],
    ['with spaces before the object', Buffer.from('\n {"a":"1"} ').toString('base64')],
    ['in the URL alphabet', Buffer.from('{"a":"1"}').toString('base64url')],
  ])('is read %s', (_, text) => {
    expect(readBase64Json(text)).toEqual({ a: '1' });
  });

  test.each([
    ['nothing', ''],
    ['a word', 'Declined'],
    ['form pairs', 'a=1&b=2'],
    ['a JSON object', '{"a":"1"}'],
    ['base64 of text', Buffer.from('hello').toString('base64')],
    ['base64 of a list', Buffer.from('["a"]').toString('base64')],
    ['base64 of half an object', Buffer.from('{"a":').toString('base64')],
  ])('%s is none', (_, text) => {
    expect(readBase64Json(text)).toBeUndefined();
  });
});

describe('pairs of a JSON object', () => {
  test('have dotted keys for nesting and text for scalars', () => {
    expect(dottedPairs({ a: 'x', b: { c: 1, d: { e: true } }, f: ['g', 'h'], i: null, j: [] })).toEqual([
      ['a', 'x'],
      ['b.c', '1'],
      ['b.d.e', 'true'],
      ['f', 'g'],
      ['f', 'h'],
    ]);
  });

  test('end where the nesting has no end', () => {
    expect(dottedPairs(JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`))).toEqual([]);
  });
});

describe('collecting', () => {
  test('keeps every key as itself and nothing else', () => {
    const collected = collect([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.entries(collected)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.getPrototypeOf(collected)).toBeNull();
    expect(collected['toString']).toBeUndefined();
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  test('keeps different values of one key, each once, one a line', () => {
    expect({
      ...collect([
        ['a', '1'],
        ['b', '2'],
        ['a', '3'],
        ['a', '1'],
      ]),
    }).toEqual({ a: '1\n3', b: '2' });
  });
});
