import { describe, expect, it } from 'vitest';
import { eventOfResponse, eventOfStatus, eventsOfUnmatched } from '../../../../engine/transactions/response-events.ts';
import type { ExchangeResult, UnmatchedResponse } from '../../../../engine/terminals/read-answer.ts';
import { CURRENCY_EXPONENTS } from '../../../../protocol/currency-exponents.ts';
import { failure } from '../../../../protocol/faults.ts';
import type { MessageHeader } from '../../../../protocol/header.ts';
import { parseServiceID } from '../../../../protocol/ids.ts';
import type { JsonObject } from '../../../../protocol/json.ts';
import { APPROVAL } from '../../../support/terminal/terminal-behaviours.ts';
import { paymentInput } from '../../../support/transactions.ts';

/** Made a moment before the approval of the terminal. */
const input = paymentInput({ createdAtMs: Date.parse('2026-05-04T10:15:00Z') });
/** Of the answer to the request. */
const header: MessageHeader = {
  ProtocolVersion: '3.0',
  MessageClass: 'Service',
  MessageCategory: 'Payment',
  MessageType: 'Response',
  SaleID: input.SaleID,
  POIID: input.POIID,
  ServiceID: input.ServiceID,
};
const answered = (body: JsonObject): ExchangeResult => ({ kind: 'answered', body });
const own = (result: ExchangeResult) => eventOfResponse(result, input, CURRENCY_EXPONENTS);
const status = (result: ExchangeResult) => eventOfStatus(result, input, CURRENCY_EXPONENTS);
const unlisted: ExchangeResult = {
  kind: 'unusable',
  failure: failure('ERR_ANSWER_UNDECIDED'),
  encrypted: false,
  rejection: 'the moon is full',
};

describe('the answer to the request', () => {
  it.each<[string, ExchangeResult, object]>([
    ['that approves is the answer', answered(APPROVAL), { type: 'poi.answered', recovered: false }],
    [
      'that says nothing decides nothing, and proves nothing',
      { kind: 'empty' },
      { type: 'poi.undecided', failure: failure('ERR_ANSWER_EMPTY'), seen: false },
    ],
    [
      'that rejects it unread is a rejection',
      { kind: 'rejected', failure: failure('ERR_REJECTED_JSON') },
      { type: 'poi.rejected', failure: failure('ERR_REJECTED_JSON') },
    ],
    [
      'that is encrypted and cannot be used proves that the terminal had it',
      { kind: 'unusable', failure: failure('ERR_ANSWER_MALFORMED'), encrypted: true },
      { type: 'poi.undecided', failure: failure('ERR_ANSWER_MALFORMED'), seen: true },
    ],
    [
      'that is in the clear and cannot be used proves nothing',
      { kind: 'unusable', failure: failure('ERR_ANSWER_CLEAR_TEXT'), encrypted: false },
      { type: 'poi.undecided', failure: failure('ERR_ANSWER_CLEAR_TEXT'), seen: false },
    ],
    [
      'that rejects it in unknown words is not believed once',
      unlisted,
      {
        type: 'poi.unclear',
        failure: failure('ERR_ANSWER_UNDECIDED'),
        seen: false,
        recovered: false,
        result: { kind: 'notProcessed', charged: 'no', failure: failure('ERR_REJECTED', 'the moon is full') },
      },
    ],
    [
      'that never came, of a request that was not sent, says so',
      { kind: 'noAnswer', failure: failure('ERR_LINK_REFUSED') },
      { type: 'link.notSent', failure: failure('ERR_LINK_REFUSED') },
    ],
    [
      'that never came, of a request that may have left, leaves it unknown',
      { kind: 'noAnswer', failure: failure('ERR_LINK_RESET') },
      { type: 'link.lost', failure: failure('ERR_LINK_RESET') },
    ],
    [
      'that decides nothing although it is verified proves that the terminal has it',
      answered({}),
      { type: 'poi.undecided', seen: true },
    ],
  ])('%s', (_, result, event) => {
    expect(own(result)).toMatchObject(event);
  });
});

describe('the answer to a status check', () => {
  const repeating = (answer: JsonObject, over: JsonObject = {}) =>
    answered({
      Response: { Result: 'Success' },
      RepeatedMessageResponse: {
        MessageHeader: { ...header, ...over },
        RepeatedResponseMessageBody: { PaymentResponse: answer },
      },
    });

  it('repeats the approval of the request', () => {
    expect(status(repeating(APPROVAL))).toMatchObject({ type: 'poi.answered', recovered: true });
  });

  it('that is about another request is no answer', () => {
    expect(status(repeating(APPROVAL, { ServiceID: 'OTHER00001' }))).toMatchObject({
      type: 'status.unanswered',
      seen: false,
    });
  });

  it.each([
    ['NotFound', 'poi.notFound'],
    ['InProgress', 'poi.inProgress'],
  ])('of %s says so', (ErrorCondition, type) => {
    expect(status(answered({ Response: { Result: 'Failure', ErrorCondition } }))).toMatchObject({ type });
  });

  it.each<[string, ExchangeResult, object]>([
    ['is empty', { kind: 'empty' }, { failure: failure('ERR_ANSWER_EMPTY') }],
    ['does not come', { kind: 'noAnswer', failure: failure('ERR_LINK_RESET') }, { failure: failure('ERR_LINK_RESET') }],
    [
      'is a rejection',
      { kind: 'rejected', failure: failure('ERR_REJECTED_JSON') },
      { failure: failure('ERR_REJECTED_JSON') },
    ],
    [
      'is encrypted and cannot be used',
      { kind: 'unusable', failure: failure('ERR_ANSWER_MALFORMED'), encrypted: true },
      { failure: failure('ERR_ANSWER_MALFORMED') },
    ],
  ])('that %s says nothing of the request', (_, result, event) => {
    expect(status(result)).toMatchObject({ type: 'status.unanswered', seen: false, ...event });
  });

  it('that is rejected in unknown words may repeat a rejection of the request', () => {
    expect(status(unlisted)).toMatchObject({ type: 'poi.unclear', seen: false, recovered: true });
  });
});

describe('a response to another request than the one that waited', () => {
  const body = { PaymentResponse: APPROVAL };
  const says = (response: UnmatchedResponse, isSettled: boolean, of = input) =>
    eventsOfUnmatched(response, of, isSettled, CURRENCY_EXPONENTS);

  it('proves that the terminal has a request that is open, and has it asked about', () => {
    expect(says({ header, body }, false)).toEqual([{ type: 'poi.progress' }, { type: 'sale.checkStatus' }]);
  });

  it('is the late answer to one that is settled, and what is none is about nothing', () => {
    expect(says({ header, body }, true)).toMatchObject([{ type: 'poi.answered', recovered: false }]);
    expect(says({ header, body: {} }, true)).toBeUndefined();
  });

  it.each([
    ['ServiceID', 'OTHER00001'],
    ['SaleID', 'TILL-02'],
    ['POIID', 'V400m-324688180'],
    ['MessageCategory', 'Reversal'],
  ])('is not about this one when its %s is another', (member, value) => {
    for (const isSettled of [false, true]) {
      expect(says({ header: { ...header, [member]: value }, body }, isSettled)).toBeUndefined();
    }
  });

  it('is about this one when it names an attempt that was rejected before', () => {
    const key = { keyIdentifier: 'lane-key', keyVersion: 3 };
    const rejected = [{ ServiceID: parseServiceID('FIRST00001'), key }];
    const again = { ...input, attempt: { key, rejected } };
    const first = { ...header, ServiceID: parseServiceID('FIRST00001') };
    expect(says({ header: first, body }, false, again)).toHaveLength(2);
    expect(says({ header: first, body }, false)).toBeUndefined();
  });
});
