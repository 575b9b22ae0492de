import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../errors.ts';
import {
  decodeSaleToAcquirerData,
  encodeSaleToAcquirerData,
  type SaleToAcquirerData,
} from '../../../../protocol/fields/sale-to-acquirer-data.ts';

const encode = (data: SaleToAcquirerData, encoding: 'json' | 'form') => encodeSaleToAcquirerData(data, encoding) ?? '';
const json = (data: SaleToAcquirerData): unknown =>
  JSON.parse(Buffer.from(encode(data, 'json'), 'base64').toString('utf8'));
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

const long = (length: number) => 'x'.repeat(length);
const entries = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

const TILL: SaleToAcquirerData = {
  applicationInfo: {
    merchantApplication: { name: 'tillapp', version: '1.0.0' },
    externalPlatform: { integrator: 'acme', name: 'tillapp', version: '1.0.0' },
  },
  tenderOptions: ['ReceiptHandler', 'AskGratuity'],
  shopperReference: 'cust-77',
  metadata: { lane: '1' },
};

describe('in JSON', () => {
  test('the example of the protocol comes out byte for byte', () => {
    expect(encode(TILL, 'json')).toBe(
      'eyJhcHBsaWNhdGlvbkluZm8iOnsibWVyY2hhbnRBcHBsaWNhdGlvbiI6eyJuYW1lIjoidGlsbGFwcCIsInZlcnNpb24iOiIxLjAuMCJ9LCJleHRlcm5hbFBsYXRmb3JtIjp7ImludGVncmF0b3IiOiJhY21lIiwibmFtZSI6InRpbGxhcHAiLCJ2ZXJzaW9uIjoiMS4wLjAifX0sInRlbmRlck9wdGlvbiI6IlJlY2VpcHRIYW5kbGVyLEFza0dyYXR1aXR5Iiwic2hvcHBlclJlZmVyZW5jZSI6ImN1c3QtNzciLCJtZXRhZGF0YSI6eyJsYW5lIjoiMSJ9fQ==',
    );
  });

  test('manual capture is text within additionalData, beside what is there', () => {
    expect(json({ manualCapture: true, additionalData: { 'split.api': '1' } })).toEqual({
      additionalData: { 'split.api': '1', manualCapture: 'true' },
    });
  });

  test('further members stand under their own names', () => {
    expect(json({ further: { ssc: '123' }, currency: 'EUR' })).toEqual({ ssc: '123', currency: 'EUR' });
  });
});

describe('in form', () => {
  test('options repeat their key, nesting is dotted', () => {
    expect(encode(TILL, 'form')).toBe(
      [
        'tenderOption=ReceiptHandler&tenderOption=AskGratuity',
        'applicationInfo.merchantApplication.name=tillapp&applicationInfo.merchantApplication.version=1.0.0',
        'applicationInfo.externalPlatform.integrator=acme&applicationInfo.externalPlatform.name=tillapp',
        'applicationInfo.externalPlatform.version=1.0.0&shopperReference=cust-77&metadata.lane=1',
      ].join('&'),
    );
  });

  test('manual capture and additionalData stand alone', () => {
    expect(encode({ manualCapture: true, additionalData: { 'split.api': '1' } }, 'form')).toBe(
      'manualCapture=true&split.api=1',
    );
  });

  test('values are percent-encoded', () => {
    expect(encode({ shopperEmail: 'a+b@example.com', metadata: { 'x&y': '\u20ac=1' } }, 'form')).toBe(
      'shopperEmail=a%2Bb%40example.com&metadata.x%26y=%E2%82%AC%3D1',
    );
  });
});

test.each<SaleToAcquirerData>([
  {},
  { tenderOptions: [] },
  { metadata: {} },
  { applicationInfo: { merchantDevice: {} } },
  { manualCapture: false },
])('%j says nothing, so there is no text', (data) => {
  expect(encodeSaleToAcquirerData(data, 'json')).toBeUndefined();
  expect(encodeSaleToAcquirerData(data, 'form')).toBeUndefined();
});

describe('decoding', () => {
  test.each([
    ['tenderOption=ReceiptHandler%2CAskGratuity', { tenderOptions: ['ReceiptHandler', 'AskGratuity'] }],
    [
      'tenderOption=ReceiptHandler,%20AskGratuity&tenderOption=MOTO',
      { tenderOptions: ['ReceiptHandler', 'AskGratuity', 'MOTO'] },
    ],
    ['manualCapture=true', { manualCapture: true }],
    ['manualCapture=false', {}],
    ['authorisationType=PreAuth&ssc=123', { authorisationType: 'PreAuth', further: { ssc: '123' } }],
    [base64({ tenderOption: ['A', 'B'] }), { tenderOptions: ['A', 'B'] }],
    [base64({ additionalData: { manualCapture: 'true' } }), { manualCapture: true }],
    [
      base64({ additionalData: { manualCapture: true, foo: 1 } }),
      { manualCapture: true, additionalData: { foo: '1' } },
    ],
    [base64({ metadata: { a: 1, 'b.c': 'd' } }), { metadata: { a: '1', 'b.c': 'd' } }],
    ['', {}],
    [base64({}), {}],
  ])('%j gives %j', (text, data) => {
    expect(decodeSaleToAcquirerData(text)).toEqual(data);
  });

  test('gives no object a new prototype', () => {
    const hostile = Buffer.from('{"__proto__":{"x":"1"},"metadata":{"__proto__":"2"},"further":"3"}').toString(
      'base64',
    );
    const data = decodeSaleToAcquirerData(hostile);
    expect(Object.entries(data.metadata ?? {})).toEqual([['__proto__', '2']]);
    expect('x' in data).toBe(false);
  });
});

describe('data of a caller', () => {
  test.each<SaleToAcquirerData>([
    { metadata: entries(20) },
    { metadata: { [long(20)]: long(80), empty: '' } },
    { applicationInfo: { merchantDevice: { os: 'A', osVersion: '1_2-3 4.5', reference: long(40) } } },
    { tenderOptions: ['SomethingNew'] },
  ])('is taken within the limits', (data) => expect(encode(data, 'json')).not.toBe(''));

  test.each([
    ['a tender option with a comma', { tenderOptions: ['A,B'] }, 'ERR_INPUT_TENDER_OPTION', 'found "A,B"'],
    ['an empty tender option', { tenderOptions: [''] }, 'ERR_INPUT_TENDER_OPTION', 'found ""'],
    ['tender options as text', { tenderOptions: 'ReceiptHandler' }, 'ERR_INPUT_TENDER_OPTION', 'expected a list'],
    ['21 entries', { metadata: entries(21) }, 'ERR_INPUT_METADATA', 'at most 20 entries, found 21'],
    ['a key of 21 characters', { metadata: { [long(21)]: '' } }, 'ERR_INPUT_METADATA', '1 to 20 characters'],
    ['an empty key', { metadata: { '': 'x' } }, 'ERR_INPUT_METADATA', 'found ""'],
    [
      'a value of 81 characters',
      { metadata: { a: long(81) } },
      'ERR_INPUT_METADATA',
      'metadata["a"]: expected a text of up to 80 characters, found 81',
    ],
    ['a value that is a number', { metadata: { a: 1 } }, 'ERR_INPUT_METADATA', 'found 1'],
    ['metadata as a list', { metadata: ['a'] }, 'ERR_INPUT_METADATA', 'found an array of 1'],
    ['an unknown part', { applicationInfo: { till: {} } }, 'ERR_INPUT_APPLICATION_INFO', 'found "till"'],
    [
      'an unknown member',
      { applicationInfo: { adyenLibrary: { os: 'x' } } },
      'ERR_INPUT_APPLICATION_INFO',
      'applicationInfo.adyenLibrary: expected name, version, found "os"',
    ],
    [
      'a value of 41 characters',
      { applicationInfo: { adyenLibrary: { name: long(41) } } },
      'ERR_INPUT_APPLICATION_INFO',
      'applicationInfo.adyenLibrary.name',
    ],
    [
      'a value with a slash',
      { applicationInfo: { merchantDevice: { os: 'a/b' } } },
      'ERR_INPUT_APPLICATION_INFO',
      'found "a/b"',
    ],
    [
      'a value that starts with a dot',
      { applicationInfo: { merchantDevice: { os: '.a' } } },
      'ERR_INPUT_APPLICATION_INFO',
      'found ".a"',
    ],
    [
      'a part that is a property of every object',
      { applicationInfo: { toString: {} } },
      'ERR_INPUT_APPLICATION_INFO',
      'found "toString"',
    ],
    [
      'an empty reference',
      { shopperReference: '' },
      'ERR_INPUT_SALE_TO_ACQUIRER_DATA',
      'saleToAcquirerData.shopperReference',
    ],
    ['manual capture as text', { manualCapture: 'true' }, 'ERR_INPUT_SALE_TO_ACQUIRER_DATA', 'found "true"'],
    ['a member that we do not know', { tenderOption: 'A' }, 'ERR_INPUT_SALE_TO_ACQUIRER_DATA', 'found "tenderOption"'],
    [
      'a further member that has its own',
      { further: { currency: 'EUR' } },
      'ERR_INPUT_SALE_TO_ACQUIRER_DATA',
      'found "currency"',
    ],
    [
      'a further member that is a number',
      { further: { ssc: 123 } },
      'ERR_INPUT_SALE_TO_ACQUIRER_DATA',
      'further["ssc"]',
    ],
    ['nested additionalData', { additionalData: { a: {} } }, 'ERR_INPUT_SALE_TO_ACQUIRER_DATA', 'additionalData["a"]'],
    [
      'a tender option that is a known one misspelt',
      { tenderOptions: ['ReceiptHandler', 'AllowPartialAuthorization'] },
      'ERR_INPUT_TENDER_OPTION',
      '(did you mean AllowPartialAuthorisation?)',
    ],
    [
      'a type of authorisation misspelt, which would take the money at once',
      { authorisationType: 'Preauth' },
      'ERR_INPUT_SALE_TO_ACQUIRER_DATA',
      '(did you mean PreAuth?)',
    ],
    ['nothing', undefined, 'ERR_INPUT_SALE_TO_ACQUIRER_DATA', 'found null'],
  ])('is refused with %s', (_, data, code, text) => {
    // What a program without types can pass.
    const call = (): unknown => Reflect.apply(encodeSaleToAcquirerData, undefined, [data, 'json']);
    expect(call).toThrow(InputError);
    expect(call).toThrow(expect.objectContaining({ code, message: expect.stringContaining(text) }));
  });

  test('is sent with names that are not known here: the lists of the platform grow', () => {
    const data = { tenderOptions: ['AskForMore', 'MOTOR'], authorisationType: 'EstimatedAuth' };
    expect(encodeSaleToAcquirerData(data, 'form')).toBe(
      'tenderOption=AskForMore&tenderOption=MOTOR&authorisationType=EstimatedAuth',
    );
  });
});
