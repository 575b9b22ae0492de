import { describe, expect, it } from 'vitest';
import { BODY_BYTES_MAX, encodeRequest, classifyResponse } from '../../../protocol/codec.ts';
import { deliveryOf } from '../../../protocol/faults.ts';
import { requestHeader } from '../../../protocol/header.ts';
import { parsePOIID, parseSaleID, parseServiceID } from '../../../protocol/ids.ts';
import { readRejection } from '../../../protocol/rejection.ts';

const request = requestHeader('Payment', {
  SaleID: parseSaleID('TILL-01'),
  ServiceID: parseServiceID('A0000001Z9'),
  POIID: parsePOIID('S1F2-000158213605011'),
});
const echo = { ...request, MessageType: 'Response' };

const bytes = (value: unknown) => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
const rejectionOf = (value: unknown) => readRejection(classifyResponse(bytes(value)), request)?.code;

describe('a request', () => {
  it('is sealed with its wrapper, header first', () => {
    const text = new TextDecoder().decode(encodeRequest({ header: request, body: { a: 1 } }));
    expect(text).toBe(
      '{"SaleToPOIRequest":{"MessageHeader":{"ProtocolVersion":"3.0","MessageClass":"Service","MessageCategory":"Payment",' +
        '"MessageType":"Request","SaleID":"TILL-01","ServiceID":"A0000001Z9","POIID":"S1F2-000158213605011"},"PaymentRequest":{"a":1}}}',
    );
  });
});

describe('the forms of reference 1.5', () => {
  it.each([
    ['sealed', { SaleToPOIResponse: { MessageHeader: echo, NexoBlob: 'x', SecurityTrailer: {} } }],
    ['clear', { SaleToPOIResponse: { MessageHeader: echo, PaymentResponse: {} } }],
    ['empty', ''],
    ['empty', ' \r\n'],
    ['empty', 'ok'],
    ['empty', '"ok"'],
    ['errors', { errors: ['At toplevel, field SaleToPOIRequest: Missing'] }],
    ['badJson', ['Bad JSON:1: unexpected end']],
    ['reject', { SaleToPOIRequest: { EventNotification: { EventToNotify: 'Reject' } } }],
    ['unknown', { SaleToPOIRequest: { EventNotification: { EventToNotify: 'Shutdown' } } }],
    ['unknown', 'Service Unavailable'],
    ['unknown', '{"SaleToPOIResponse":'],
    ['unknown', '42'],
    ['unknown', [1, 2]],
    ['unknown', { SaleToPOIResponse: 'text' }],
  ])('are recognised: %s', (form, body) => {
    expect(classifyResponse(bytes(body)).form).toBe(form);
  });

  it.each(['\0', '\0\0', '\r\n\0', ' \f\v', '\t\0\n'])('are recognised with %j after them', (filler) => {
    const message = JSON.stringify({ SaleToPOIResponse: { MessageHeader: echo, NexoBlob: 'x', SecurityTrailer: {} } });
    expect(classifyResponse(bytes(message + filler)).form).toBe('sealed');
    expect(classifyResponse(bytes(`ok${filler}`)).form).toBe('empty');
    expect(classifyResponse(bytes(`["Bad JSON:1"]${filler}`)).form).toBe('badJson');
  });

  it('are not looked for where something else comes after the end', () => {
    expect(classifyResponse(bytes('{"SaleToPOIResponse":{}}\0{}')).form).toBe('unknown');
  });

  it('are not looked for in a body beyond the limit', () => {
    expect(classifyResponse(new Uint8Array(BODY_BYTES_MAX + 1)).form).toBe('tooLarge');
  });

  it('are not looked for in JSON that is nested beyond reason', () => {
    const nested = (depth: number) => `{"SaleToPOIResponse":{"x":${'['.repeat(depth)}${']'.repeat(depth)}}}`;
    expect(classifyResponse(bytes(nested(40))).form).toBe('clear');
    expect(classifyResponse(bytes(nested(5000))).form).toBe('unknown');
  });

  it('are not looked for in bytes that are not UTF-8', () => {
    expect(classifyResponse(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)).form).toBe('unknown');
  });
});

describe("a terminal's own rejection", () => {
  const formE = (over: { header?: object; response?: object } = {}) => ({
    SaleToPOIResponse: {
      MessageHeader: over.header ?? echo,
      PaymentResponse: {
        Response: over.response ?? {
          Result: 'Failure',
          ErrorCondition: 'MessageFormat',
          AdditionalResponse:
            'errors=At%20SaleToPOIRequest%3a%20Missing&warnings=At%20SaleToPOIRequest%2c%20field%20NexoBlob%3a%20Unexpected&note=needs%20payload%20crypto',
        },
      },
    },
  });
  const reject = (message: string, over: { ServiceID?: string; RejectedMessage?: string } = {}) => ({
    SaleToPOIRequest: {
      MessageHeader: {
        MessageClass: 'Event',
        SaleID: 'null',
        POIID: 'null',
        ...(over.ServiceID && { ServiceID: over.ServiceID }),
      },
      EventNotification: {
        EventToNotify: 'Reject',
        EventDetails: `message=${encodeURIComponent(message)}`,
        ...(over.RejectedMessage && { RejectedMessage: over.RejectedMessage }),
      },
    },
  });

  it.each([
    ['c', 'ERR_REJECTED_FORMAT', { errors: ['At toplevel, field SaleToPOIRequest: Missing', 'At toplevel: Missing'] }],
    [
      'd',
      'ERR_REJECTED_NO_KEY',
      {
        errors: ['At SaleToPOIRequest, field PaymentRequest: Missing', 'At SaleToPOIRequest: Missing'],
        warnings: ['At SaleToPOIRequest.MessageHeader, field NexoBlob: Unexpected'],
      },
    ],
    ['e', 'ERR_REJECTED_NO_KEY', formE()],
    ['f', 'ERR_REJECTED_CRYPTO', { errors: ['Nexo Service: crypto error (3)'], ServiceID: '-NULL-' }],
    ['f without a number', 'ERR_REJECTED_CRYPTO', { errors: ['Nexo Service: crypto error'] }],
    ['g', 'ERR_REJECTED_JSON', ['Bad JSON:1: unexpected end']],
    ['h', 'ERR_REJECTED_CRYPTO', reject('Crypto error')],
    ['h', 'ERR_REJECTED_JSON', reject('Input is not a JSONObject')],
    ['h', 'ERR_REJECTED_UNDELIVERED', reject('Failed to send message to POI. There may be a network issue.')],
    ['h that echoes our id', 'ERR_REJECTED_CRYPTO', reject('Crypto error', { ServiceID: 'A0000001Z9' })],
  ])('of form %s means that nothing was processed (%s)', (_, code, body) => {
    expect(rejectionOf(body)).toBe(code);
    expect(deliveryOf(code)).toBe('notSent');
  });

  it.each([
    ['a forged clear-text approval', formE({ response: { Result: 'Success' } })],
    ['a clear-text refusal', formE({ response: { Result: 'Failure', ErrorCondition: 'Refusal' } })],
    [
      'a clear-text MessageFormat without reasons',
      formE({ response: { Result: 'Failure', ErrorCondition: 'MessageFormat' } }),
    ],
    ['a clear-text MessageFormat for another request', formE({ header: { ...echo, ServiceID: 'B000000000' } })],
    ['an error that mentions an approval', { errors: ['At 10:15 the host said: APPROVED'] }],
    ['a crypto error beside an approval', { errors: ['crypto error (3)', 'Transaction approved'] }],
    ['a Reject that mentions an approval', reject('Transaction approved but failed to send message to POI')],
    ['a Bad JSON line beside an approval', ['Bad JSON:1: unexpected end', 'Transaction approved']],
    ['a crypto error beside something that is no text', { errors: ['crypto error (2)', { Result: 'Success' }] }],
    ['errors of no known kind', { errors: ['Internal error'] }],
    ['no errors at all', { errors: [] }],
    ['a Reject which states that no response came', reject('Did not receive a response from the POI.')],
    ['a Reject of no known kind', reject('Something happened')],
    ['a Reject that names another request', reject('Crypto error', { ServiceID: 'B000000000' })],
    [
      'a Reject of another message',
      reject('Crypto error', { RejectedMessage: Buffer.from('{"ServiceID":"B000000000"}').toString('base64') }),
    ],
    ['an empty body', ''],
    ['a plain text', 'Service Unavailable'],
  ])('is not %s', (_, body) => {
    expect(rejectionOf(body)).toBeUndefined();
  });
});
