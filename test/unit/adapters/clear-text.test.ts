import { describe, expect, it } from 'vitest';
import { clearText } from '../../../adapters/clear-text.ts';
import { nexoProtection } from '../../../adapters/nexo-protection.ts';
import { systemRandom } from '../../../adapters/system-random.ts';
import { classifyResponse, encodeJson, type WireAnswer } from '../../../protocol/codec.ts';
import { requestHeader } from '../../../protocol/header.ts';
import { parsePOIID, parseSaleID, parseServiceID } from '../../../protocol/ids.ts';
import type { VerifiableAnswer } from '../../../adapters/ports/protection.port.ts';
import { keyRing } from './notification-listener/notices.ts';

const request = requestHeader('Payment', {
  SaleID: parseSaleID('TILL-01'),
  ServiceID: parseServiceID('A0000001Z9'),
  POIID: parsePOIID('S1F2-000158213605011'),
});
const MessageHeader = { ...request, MessageType: 'Response' };

const clear = (message: object): VerifiableAnswer => ({ form: 'clear', message: { ...message } });

describe('messages without protection', () => {
  it('go out as they are', () => {
    const sent: unknown = JSON.parse(Buffer.from(clearText.seal({ header: request, body: { a: 1 } })).toString());
    expect(sent).toEqual({ SaleToPOIRequest: { MessageHeader: request, PaymentRequest: { a: 1 } } });
  });

  it('count when they answer this very request', () => {
    const PaymentResponse = { Response: { Result: 'Success' } };
    expect(clearText.open(clear({ MessageHeader, PaymentResponse }), request)).toEqual({
      kind: 'verified',
      body: PaymentResponse,
    });
  });

  it.each([
    ['ServiceID', 'B000000001'],
    ['SaleID', 'TILL-02'],
    ['POIID', 'V400m-1'],
    ['MessageCategory', 'Reversal'],
    ['MessageType', 'Request'],
  ])('are another answer when their %s is another', (field, value) => {
    const opened = clearText.open(
      clear({ MessageHeader: { ...MessageHeader, [field]: value }, PaymentResponse: {} }),
      request,
    );
    expect(opened).toMatchObject({ kind: 'stray', failure: { code: 'ERR_ANSWER_MISMATCH' } });
  });

  it.each([
    ['have no header', { PaymentResponse: {} }],
    ['have no body', { MessageHeader }],
  ])('prove nothing when they %s', (_, message) => {
    expect(clearText.open(clear(message), request)).toMatchObject({
      kind: 'failed',
      failure: { code: 'ERR_ANSWER_MALFORMED' },
    });
  });

  it('do not open what is sealed, and a key does not open what is not', () => {
    const sealed: VerifiableAnswer = { form: 'sealed', wrapper: 'SaleToPOIResponse', message: {} };
    expect(clearText.open(sealed, request)).toMatchObject({ kind: 'failed' });
    const answer = clear({ MessageHeader, PaymentResponse: { Response: { Result: 'Success' } } });
    expect(nexoProtection(keyRing, systemRandom).open(answer, request)).toMatchObject({
      kind: 'failed',
      failure: { code: 'ERR_ANSWER_CLEAR_TEXT' },
    });
  });

  it('are told from sealed ones by their shape', () => {
    const answer: WireAnswer = classifyResponse(
      encodeJson({ SaleToPOIResponse: { MessageHeader, PaymentResponse: {} } }),
    );
    expect(answer.form).toBe(clearText.form);
  });
});
