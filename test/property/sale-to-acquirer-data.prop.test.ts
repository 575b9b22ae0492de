import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeSaleToAcquirerData, encodeSaleToAcquirerData } from '../../protocol/fields/sale-to-acquirer-data.ts';
import { saleToAcquirerData } from '../arbitraries/sale-to-acquirer-data.ts';

describe.each(['json', 'form'] as const)('in %s', (encoding) => {
  test('decoding gives what was encoded', () => {
    fc.assert(
      fc.property(saleToAcquirerData, (data) => {
        expect(decodeSaleToAcquirerData(encodeSaleToAcquirerData(data, encoding) ?? '')).toEqual(data);
      }),
      { numRuns: 300 },
    );
  });

  test('the text is plain ASCII', () => {
    fc.assert(
      fc.property(saleToAcquirerData, (data) => {
        expect(encodeSaleToAcquirerData(data, encoding)).toMatch(/^[\x21-\x7e]+$/);
      }),
    );
  });
});

test('decoding is total', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json().map((json) => Buffer.from(json).toString('base64')),
    fc
      .dictionary(
        fc.constantFrom('tenderOption', 'metadata', 'applicationInfo', 'additionalData', 'store'),
        fc.jsonValue(),
      )
      .map((value) => Buffer.from(JSON.stringify(value)).toString('base64')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(decodeSaleToAcquirerData(text)).toBeTypeOf('object');
    }),
    { numRuns: 1000 },
  );
});
