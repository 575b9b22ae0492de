import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { settle } from '../../../../support/clock.ts';
import { http, never, type Asked, type Behaviour } from '../../../../support/terminal/sealed-terminal.ts';
import { APPROVAL, NOT_FOUND, repeated } from '../../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../../../support/test-engine.ts';

const failing = (ErrorCondition: string | undefined, words = '', psp = '.QWERTY1234567890') => ({
  Response: { Result: 'Failure', ErrorCondition, AdditionalResponse: words },
  POIData: { POITransactionID: { TransactionID: `Bx4N${psp}`, TimeStamp: '2026-05-04T10:15:33.120Z' } },
});
const TIME_OUT = failing('Communication timeout');
const IN_PROGRESS = { Response: { Result: 'Failure', ErrorCondition: 'InProgress' } };

type Status = (asked: Asked) => object;
const repeats =
  (body: object): Status =>
  (asked) =>
    repeated(asked, body);

/** A terminal that answers the payment with that body, and the checks one after the other; the last one for ever. */
function saying(answer: object, ...statuses: Status[]): Behaviour {
  const left = [...statuses];
  return (asked) => {
    if (asked.category !== 'TransactionStatus') return asked.answer(answer);
    const status = left.length > 1 ? left.shift() : left[0];
    return status === undefined ? never : asked.answer(status(asked));
  };
}

async function payAt(behave: Behaviour, stepMs = 30_000) {
  const bench = await createTestEngine(behave);
  const payment = bench.engine.pay(order());
  await settle();
  const first = payment.state;
  await bench.clock.step(stepMs, 500);
  return { ...bench, payment, first };
}

describe('a final failure that is not clear', () => {
  it.each([
    ['of a condition that is not listed', TIME_OUT, 'declined', 'Communication timeout'],
    ['of another that is not', failing('PrinterOnFire', '', ''), 'failed', 'PrinterOnFire'],
    ['without a condition', failing(undefined), 'failed', undefined],
    [
      'that speaks of a time-out',
      failing('UnreachableHost', 'message=Request%20timed%20out', ''),
      'failed',
      'UnreachableHost',
    ],
    ['of a device that broke late', failing('DeviceOut'), 'failed', 'DeviceOut'],
    ['of a refusal by time-out', failing('Refusal', 'refusalReason=91%20Issuer%20timeout'), 'declined', 'Refusal'],
  ])('%s is asked about once, and then is the last word', async (_, body, kind, errorCondition) => {
    const { engine, terminal, payment, first } = await payAt(saying(body, repeats(body)));
    expect(first).toMatchObject({ state: 'timedOut', tags: expect.arrayContaining(['outcomeUnknown']) as unknown });
    const outcome = await payment.settled();
    expect(outcome).toMatchObject({ kind, charged: 'no', recovered: true });
    expect(outcome.errorCondition).toBe(errorCondition);
    expect(outcome.advice).not.toBe('none');
    expect(terminal.received.map(({ category }) => category)).toEqual(['Payment', 'TransactionStatus']);
    expect(engine.terminal(POIID).state.work).toBe('idle');
  });

  it('is overtaken by an approval that the check brings: the money was taken', async () => {
    const { payment } = await payAt(saying(TIME_OUT, repeats(APPROVAL)));
    expect(await payment.settled()).toMatchObject({ kind: 'approved', charged: 'yes', recovered: true });
  });

  it('is overtaken by a clear refusal', async () => {
    const { payment } = await payAt(saying(TIME_OUT, repeats(failing('Refusal'))));
    expect(await payment.settled()).toMatchObject({ kind: 'declined', errorCondition: 'Refusal' });
  });

  it('counts only when the same is said twice in a row', async () => {
    const other = failing('Communication timeout', '', '.ZZZZZZ1234567890');
    const { payment, terminal } = await payAt(
      saying(TIME_OUT, repeats(other), () => IN_PROGRESS, repeats(other), repeats(other)),
    );
    expect(await payment.settled()).toMatchObject({ kind: 'declined', pspReference: 'ZZZZZZ1234567890' });
    expect(terminal.count('TransactionStatus')).toBe(4);
  });

  it('that a check brings when the answer was lost must be said once more', async () => {
    const { payment, terminal } = await payAt((asked) =>
      asked.category === 'Payment' ? http(503, '') : asked.answer(repeated(asked, TIME_OUT)),
    );
    expect(await payment.settled()).toMatchObject({ kind: 'declined', charged: 'no' });
    expect(terminal.count('TransactionStatus')).toBe(2);
  });

  it('stays unknown while the checks are not answered, and a person can close it', async () => {
    const { engine, payment } = await payAt(saying(TIME_OUT), 120_000);
    expect(payment.state).toMatchObject({ state: expect.stringMatching(/timedOut|statusChecking/) as unknown });
    expect(engine.unresolved().map(({ id }) => id)).toEqual([payment.id]);
    engine.override({ transaction: payment.id, by: 'Ada', reason: 'looked it up', outcome: 'notCharged' });
    expect(await payment.settled()).toMatchObject({ kind: 'overridden', charged: 'no' });
    expect(engine.terminal(POIID).state.work).toBe('idle');
  });

  it('is not undone by a NotFound: the terminal had the request', async () => {
    const { payment } = await payAt(
      saying(TIME_OUT, () => NOT_FOUND),
      60_000,
    );
    expect(payment.state.outcome).toBeUndefined();
    expect(payment.state.tags).toContain('outcomeUnknown');
  });
});

it('a repeated answer that decides nothing shows that the terminal had the request: a NotFound after it proves nothing', async () => {
  const statuses: Status[] = [repeats({ Response: { Result: 'Maybe' } }), () => NOT_FOUND];
  const { payment } = await payAt((asked) => {
    if (asked.category === 'Payment') return http(503, '');
    return asked.answer((statuses.length > 1 ? statuses.shift() : statuses[0])?.(asked) ?? {});
  }, 60_000);
  expect(payment.state.outcome).toBeUndefined();
  expect(payment.state.tags).toContain('outcomeUnknown');
});

describe('a Reject event in words that are not known', () => {
  const rejecting = (EventDetails: string, names?: 'another') => (asked: Asked) => {
    const ServiceID = names === 'another' ? 'STRANGER01' : asked.header['ServiceID'];
    const EventNotification = { TimeStamp: '2026-05-04T10:15:33Z', EventToNotify: 'Reject', EventDetails };
    const SaleToPOIRequest = { MessageHeader: { ...asked.header, ServiceID }, EventNotification };
    return http(200, JSON.stringify({ SaleToPOIRequest }));
  };

  it.each([
    'Connection to payment application lost',
    'Could not deliver response',
    'Terminal is restarting, request not possible',
    'Message already received',
    'Duplicate message refused',
    'Service unavailable',
    'Hello',
  ])('is not believed when its words do not say that the request was refused: %s', async (words) => {
    const { payment, first } = await payAt(rejecting(`message=${encodeURIComponent(words)}`));
    expect(first).toMatchObject({ state: 'timedOut' });
    expect(payment.state.outcome).toBeUndefined();
  });

  it('is believed when the check is rejected in the same words, which are kept', async () => {
    const { engine, payment, first } = await payAt(rejecting('message=Unknown+POIID'));
    expect(first).toMatchObject({ state: 'timedOut' });
    expect(await payment.settled()).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_REJECTED', message: expect.stringContaining('Unknown POIID') as unknown },
    });
    expect(engine.terminal(POIID).state.work).toBe('idle');
  });

  it.each([
    [
      'when only the checks are rejected',
      (asked: Asked) => (asked.category === 'Payment' ? http(503, '') : rejecting('message=Unknown+POIID')(asked)),
    ],
    [
      'when the words differ',
      (asked: Asked) => rejecting(asked.category === 'Payment' ? 'message=A' : 'message=B')(asked),
    ],
    ['when it names another request', rejecting('message=Unknown+POIID', 'another')],
    ['when nobody answered', rejecting('message=Did+not+receive+a+response+from+the+POI.')],
    ['when it timed out', rejecting('message=Timeout+of+the+service')],
    ['when something failed inside', rejecting('message=Internal+error')],
    ['when it has no words', rejecting('')],
  ])('proves nothing %s', async (_, behave) => {
    const { payment } = await payAt(behave, 60_000);
    expect(payment.state.outcome).toBeUndefined();
    expect(payment.state.tags).toContain('outcomeUnknown');
  });

  it('proves nothing once the terminal showed that it has the request', async () => {
    const { payment } = await payAt((asked) =>
      asked.category === 'Payment' && asked.header['ServiceID'] !== undefined
        ? asked.answer({ Response: { Result: 'Partly' } })
        : rejecting('message=Unknown+POIID')(asked),
    );
    expect(payment.state.outcome).toBeUndefined();
  });
});

// Another project's data: read where it lies, and skipped aloud when it is not there.
const example = new URL('../../../../../shared/cases/01-communication-timeout.json', import.meta.url);
it.skipIf(!existsSync(example))(
  'the example of a communication time-out, which lies beside this repository, ends declined, and the terminal is free',
  async () => {
    const { paymentAnswer } = JSON.parse(readFileSync(example, 'utf8')) as {
      paymentAnswer: { PaymentResponse: object };
    };
    const body = paymentAnswer.PaymentResponse;
    const { engine, payment } = await payAt(saying(body, repeats(body)));
    expect(await payment.settled()).toMatchObject({
      kind: 'declined',
      charged: 'no',
      errorCondition: 'Communication timeout',
      advice: 'otherPaymentMethod',
    });
    expect(engine.terminal(POIID).state.work).toBe('idle');
  },
);
