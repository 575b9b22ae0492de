import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnsOf } from '../../../../protocol/fields/text-width.ts';
import { readReceipts, receiptToText, type Receipt } from '../../../../protocol/fields/receipts.ts';

const CUSTOMER = {
  DocumentQualifier: 'CustomerReceipt',
  RequiredSignatureFlag: false,
  OutputContent: {
    OutputFormat: 'Text',
    OutputText: [
      { Text: 'key=header1', CharacterStyle: 'Bold', EndOfLineFlag: true },
      { Text: 'name=Date&value=04%2f05%2f2026&key=txdate', EndOfLineFlag: true },
      { Text: 'key=filler', EndOfLineFlag: true },
      { Text: 'key=totalAmount&value=%e2%82%ac%2012.34&name=TOTAL', CharacterStyle: 'Bold', EndOfLineFlag: true },
      { Text: 'name=APPROVED&key=approved', CharacterStyle: 'Bold', EndOfLineFlag: true },
    ],
  },
};

function one(receipt: unknown): Receipt {
  const [first, ...rest] = readReceipts(receipt);
  if (first === undefined || rest.length > 0) throw new Error('expected one receipt');
  return first;
}
const visible = (text: string) => text.replace(/\s/g, '');
const withTexts = (...texts: unknown[]) => one({ OutputContent: { OutputFormat: 'Text', OutputText: texts } });

describe('a receipt', () => {
  test('has every line in order', () => {
    expect(one([CUSTOMER])).toStrictEqual({
      qualifier: 'CustomerReceipt',
      signatureRequired: false,
      format: 'Text',
      lines: [
        { key: 'header1', bold: true, endOfLine: true },
        { name: 'Date', value: '04/05/2026', key: 'txdate', bold: false, endOfLine: true },
        { key: 'filler', bold: false, endOfLine: true },
        { name: 'TOTAL', value: '\u20ac 12.34', key: 'totalAmount', bold: true, endOfLine: true },
        { name: 'APPROVED', key: 'approved', bold: true, endOfLine: true },
      ],
    });
  });

  test('may come alone, without a list', () => {
    expect(readReceipts(CUSTOMER)).toEqual(readReceipts([CUSTOMER]));
    expect(one({ OutputContent: { OutputText: { Text: 'name=A' } } }).lines).toHaveLength(1);
  });

  test.each([
    [true, true],
    ['true', true],
    [false, false],
    ['false', false],
    [undefined, false],
    ['yes', false],
  ])('with RequiredSignatureFlag %j needs a signature: %j', (RequiredSignatureFlag, expected) => {
    expect(one({ ...CUSTOMER, RequiredSignatureFlag }).signatureRequired).toBe(expected);
  });

  test('keeps a qualifier we do not know', () => {
    expect(one({ DocumentQualifier: 'Voucher' }).qualifier).toBe('Voucher');
    expect(one({}).qualifier).toBe('');
  });

  test('of another format is kept as it came', () => {
    const OutputContent = { OutputFormat: 'XHTML', OutputXHTML: 'PGI+VGhhbmtzPC9iPg==' };
    expect(one({ OutputContent })).toMatchObject({ format: 'XHTML', lines: [], content: OutputContent });
  });

  test('keeps lines that are written in another way', () => {
    const { lines } = withTexts({ Text: 'Thank you!' }, { Text: '100% + 5' }, 'name=bare', {}, { Text: 7 }, null, {
      Text: 'x=1',
    });
    expect(lines.map(({ name }) => name)).toEqual(['Thank you!', '100% + 5', 'bare', undefined, '7', undefined, 'x=1']);
  });

  test('keeps a member that comes twice', () => {
    expect(withTexts({ Text: 'name=A&name=B&key=x' }).lines[0]).toMatchObject({ name: 'A B', key: 'x' });
  });

  test.each([undefined, null, [], '', 'text', 7, [null, 'x']])('%j gives none', (value) => {
    expect(readReceipts(value)).toEqual([]);
  });

  test('is read from anything without a throw', () => {
    const receipt = fc.record(
      {
        DocumentQualifier: fc.anything(),
        OutputContent: fc.oneof(
          fc.anything(),
          fc.record({
            OutputFormat: fc.anything(),
            OutputText: fc.oneof(fc.anything(), fc.array(fc.record({ Text: fc.anything() }))),
          }),
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), receipt, fc.array(receipt)), (value) => {
        for (const read of readReceipts(value)) expect(receiptToText(read)).toBeTypeOf('string');
      }),
      { numRuns: 500 },
    );
  });
});

describe('a receipt as text', () => {
  test('has names on the left and values on the right', () => {
    expect(receiptToText(one(CUSTOMER), 24).split('\n')).toEqual([
      '',
      'Date          04/05/2026',
      '',
      'TOTAL            \u20ac 12.34',
      'APPROVED',
    ]);
  });

  test('is 40 wide if not said otherwise', () => {
    expect(receiptToText(withTexts({ Text: 'name=A&value=B' }))).toBe(`A${' '.repeat(38)}B`);
  });

  test('puts a value on its own row when the row is full', () => {
    expect(receiptToText(withTexts({ Text: 'name=Reference&value=ORDER-1001' }), 15).split('\n')).toEqual([
      'Reference',
      '     ORDER-1001',
    ]);
  });

  test('wraps between words, and within a word that is too long', () => {
    expect(receiptToText(withTexts({ Text: 'name=Please+keep+this+receipt' }), 12).split('\n')).toEqual([
      'Please keep',
      'this receipt',
    ]);
    expect(receiptToText(withTexts({ Text: 'name=Verylongword' }), 5).split('\n')).toEqual(['Veryl', 'ongwo', 'rd']);
  });

  test('keeps the spaces of a text that fits', () => {
    expect(receiptToText(withTexts({ Text: 'name=541333%20%20****%209999' }))).toBe('541333  **** 9999');
  });

  test('joins lines that do not end on the paper', () => {
    const text = receiptToText(
      withTexts(
        { Text: 'name=Tip', EndOfLineFlag: false },
        { Text: 'value=1.00' },
        { Text: 'name=end', EndOfLineFlag: 'false' },
      ),
      10,
    );
    expect(text.split('\n')).toEqual(['Tip   1.00', 'end']);
  });

  test('sends no control character to a printer or screen', () => {
    expect(receiptToText(withTexts({ Text: 'name=A%1b%5b2JB%0aC' }))).toBe('A [2JB C');
  });

  test('prints a line of more rows than a function takes arguments', () => {
    expect(receiptToText(withTexts({ Text: 'a'.repeat(300_000) }), 1)).toHaveLength(599_999);
  });

  test('has East Asian characters two columns wide, so that no row is wider than the paper', () => {
    const total = { Text: 'name=%e5%90%88%e8%a8%88&value=%ef%bf%a51%2c990' };
    const item = { Text: `name=${encodeURIComponent('鶏肉とねぎの弁当弁当')}&value=%ef%bf%a5980` };
    expect(receiptToText(withTexts(total, item), 24).split('\n')).toEqual([
      `合計${' '.repeat(13)}￥1,990`,
      '鶏肉とねぎの弁当弁当',
      `${' '.repeat(19)}￥980`,
    ]);
  });

  test.each([
    ['Cyrillic', 'Итого', 5],
    ['Hangul', '합계', 4],
    ['Hangul in parts', '\u1112\u1161\u11b8', 2],
    ['half-width kana', 'ｺﾞｳ', 3],
    ['a letter and its accent', 'Cafe\u0301', 4],
    ['Thai with marks', 'รวมทั้งสิ้น', 7],
    ['Hebrew with points', 'סַךְ', 2],
    ['an emoji of several parts', '👩\u200d🍳', 2],
    ['a flag', '🇳🇱', 2],
    ['a key', '1\ufe0f\u20e3', 2],
    ['a rare ideograph', '𠮷', 2],
  ])('sets a value flush right beside %s', (_, name, columns) => {
    const text = receiptToText(withTexts({ Text: new URLSearchParams({ name, value: '9' }).toString() }), 12);
    expect(text).toBe(`${name}${' '.repeat(11 - columns)}9`);
  });

  test('never cuts what people see as one character', () => {
    const pieces = ['e\u0301', '👩\u200d🍳', '合', '한', 'ก็'];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...pieces), { minLength: 1 }),
        fc.integer({ min: 2, max: 9 }),
        (word, width) => {
          const rows = receiptToText(
            withTexts({ Text: new URLSearchParams({ name: word.join('') }).toString() }),
            width,
          );
          for (const row of rows.split('\n')) {
            expect(columnsOf(row)).toBeLessThanOrEqual(width);
            expect(pieces.reduce((rest, piece) => rest.replaceAll(piece, ''), row)).toBe('');
          }
        },
      ),
    );
  });

  test('keeps all text within the width, for any text and width', () => {
    const piece = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\u20ac', '\u{1f9fe}', '*') });
    const line = fc.record({ name: piece, value: piece, key: fc.constant('x') }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(line), fc.integer({ min: 1, max: 50 }), (lines, width) => {
        const form = lines.map((entry) => ({ Text: new URLSearchParams(entry).toString() }));
        const text = receiptToText(withTexts(...form), width);
        expect(visible(text)).toBe(visible(lines.map(({ name = '', value = '' }) => name + value).join('')));
        for (const row of text.split('\n')) expect(Array.from(row).length).toBeLessThanOrEqual(width);
      }),
      { numRuns: 500 },
    );
  });
});
