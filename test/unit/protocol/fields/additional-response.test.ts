import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  errorsOf,
  messageOf,
  readAdditionalResponse,
  warningsOf,
} from '../../../../protocol/fields/additional-response.ts';

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
/** Without the missing prototype, to compare with literals. */
const read = (text: unknown) => ({ ...readAdditionalResponse(text) });

describe('form pairs', () => {
  test('of an approval', () => {
    const text =
      'pspReference=QWERTY1234567890&posEntryMode=CLESS_CHIP&posAuthAmountValue=1234&offline=false&batteryLevel=81%25&txdate=04%2f05%2f2026';
    expect(read(text)).toEqual({
      pspReference: 'QWERTY1234567890',
      posEntryMode: 'CLESS_CHIP',
      posAuthAmountValue: '1234',
      offline: 'false',
      batteryLevel: '81%',
      txdate: '04/05/2026',
    });
  });

  test('of a decline', () => {
    expect(read('message=NOT_ENOUGH_BALANCE&refusalReason=210%20Not%20enough%20balance')).toEqual({
      message: 'NOT_ENOUGH_BALANCE',
      refusalReason: '210 Not enough balance',
    });
  });

  test('of one pair, with plus for space', () => {
    expect(read('message=Did+not+receive+a+JSONObject')).toEqual({ message: 'Did not receive a JSONObject' });
  });

  test('whose value ends in an equals sign, as base64 does', () => {
    expect(read('adjustAuthorisationData=QmFzZTY0PT0=')).toEqual({ adjustAuthorisationData: 'QmFzZTY0PT0=' });
  });
});

describe('base64 of JSON', () => {
  test('does not repeat a name of any length before each of its members', () => {
    const members = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`m${index}`, 1]));
    const json = JSON.stringify({ ['k'.repeat(300_000)]: members, tid: '75318' });
    expect(read(Buffer.from(json).toString('base64'))).toEqual({ tid: '75318' });
  });

  test('with nested additionalData', () => {
    const text =
      'eyJhZGRpdGlvbmFsRGF0YSI6eyJwc3BSZWZlcmVuY2UiOiJRV0VSVFkxMjM0NTY3ODkwIiwiYXV0aENvZGUiOiIxMjM0NTYiLCJwb3NFbnRyeU1vZGUiOiJDTEVTU19DSElQIiwicG9zQXV0aEFtb3VudFZhbHVlIjoiMTIzNCIsInBvc0F1dGhBbW91bnRDdXJyZW5jeSI6IkVVUiJ9fQ==';
    expect(read(text)).toEqual({
      pspReference: 'QWERTY1234567890',
      authCode: '123456',
      posEntryMode: 'CLESS_CHIP',
      posAuthAmountValue: '1234',
      posAuthAmountCurrency: 'EUR',
    });
  });

  test('with members at both levels', () => {
    expect(read(base64({ message: 'DECLINED', additionalData: { tid: '1', 'dcc.rate': '1.1' }, store: 'X' }))).toEqual({
      message: 'DECLINED',
      tid: '1',
      'dcc.rate': '1.1',
      store: 'X',
    });
  });

  test('with numbers, booleans, null, lists and further nesting', () => {
    expect(read(base64({ a: 1, b: false, c: null, errors: ['x', 'y'], additionalData: { d: { e: 2 } } }))).toEqual({
      a: '1',
      b: 'false',
      errors: 'x\ny',
      'd.e': '2',
    });
  });

  test('that is empty', () => expect(read(base64({}))).toEqual({}));
});

describe('bare text', () => {
  test.each(['101 Shopper cancelled app selection', 'DECLINED', 'refused: a = b & c', '100%', 'eyJhIjo='])(
    '%j is a message',
    (text) => expect(read(text)).toEqual({ message: text }),
  );
});

test.each([undefined, null, '', '  ', 1, true, {}, ['message=x']])('%j says nothing', (value) => {
  expect(read(value)).toEqual({});
});

test.each([
  ['form', '__proto__=x&constructor=y&a=1'],
  ['JSON', Buffer.from('{"__proto__":"x","constructor":"y","additionalData":{"a":"1"}}').toString('base64')],
  ['nested JSON', Buffer.from('{"additionalData":{"__proto__":"x","constructor":"y","a":"1"}}').toString('base64')],
])('a key means only itself in %s, whatever its name', (_, text) => {
  const additional = readAdditionalResponse(text);
  expect(Object.fromEntries(Object.entries(additional))).toEqual(
    Object.fromEntries([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['a', '1'],
    ]),
  );
  expect(additional['hasOwnProperty']).toBeUndefined();
  expect(Object.getPrototypeOf(additional)).toBeNull();
});

test('reading is total, and gives text only', () => {
  const texts = fc.oneof(
    fc.anything(),
    fc.string({ unit: 'binary' }),
    fc.json().map((json) => Buffer.from(json).toString('base64')),
    fc.dictionary(fc.string(), fc.jsonValue()).map(base64),
  );
  fc.assert(
    fc.property(texts, (text) => {
      for (const value of Object.values(readAdditionalResponse(text))) expect(value).toBeTypeOf('string');
    }),
    { numRuns: 1000 },
  );
});

test('errors and warnings are given line by line', () => {
  const additional = readAdditionalResponse(
    'errors=At%20A%2c%20field%20B%3a%20Missing&warnings=%0aAt%20C%2c%20field%20D%3a%20Unexpected%0d%0aAt%20E',
  );
  expect(errorsOf(additional)).toEqual(['At A, field B: Missing']);
  expect(warningsOf(additional)).toEqual(['At C, field D: Unexpected', 'At E']);
  expect(errorsOf(readAdditionalResponse('tid=1'))).toEqual([]);
  expect(warningsOf(readAdditionalResponse(undefined))).toEqual([]);
});

test.each([
  ['form pairs in UTF-8', 'message=Caf%c3%a9+%e2%82%ac', 'Café €'],
  ['form pairs in ISO 8859-1', 'message=Caf%e9', 'Café'],
  ['form pairs in Windows-1252', 'message=Caf%E9%20%80', 'Café €'],
  ['JSON in ISO 8859-1', Buffer.from('{"message":"Caf\xe9"}', 'latin1').toString('base64'), 'Café'],
])('no word is lost in %s', (_, text, message) => {
  expect(readAdditionalResponse(text)['message']).toBe(message);
});

test.each([
  ['message=DECLINED', 'DECLINED'],
  ['errors=At%20A%2c%20field%20B%3a%20Missing%0aAt%20C%3a%20Missing', 'At A, field B: Missing; At C: Missing'],
  ['message=OK&warnings=At%20D%2c%20field%20E%3a%20Unexpected', 'OK; At D, field E: Unexpected'],
  ['errors=A&warnings=B&note=C&message=M', 'M; A; B; C'],
  ['message=A&errors=A', 'A'],
  ['tid=1', undefined],
])('the words of %j are %j', (text, words) => {
  expect(messageOf(readAdditionalResponse(text))).toBe(words);
});
