import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../../adapters/index.ts';
import { settle } from '../../../../support/clock.ts';
import { createRotatingTill, CRYPTO_ERROR, recordsIn } from '../../../../support/terminal/rotating-terminal.ts';
import { http, never, type Behaviour } from '../../../../support/terminal/sealed-terminal.ts';
import { APPROVAL, NOT_FOUND, remembersLostAnswers } from '../../../../support/terminal/terminal-behaviours.ts';
import { order, POIID } from '../../../../support/test-engine.ts';

describe('a payment on a terminal that still has an older key', () => {
  it('is one transaction with one outcome, sent once under each key until one opens it', async () => {
    const journal = memoryJournal();
    const { engine, terminal, tries } = await createRotatingTill(1, undefined, { journal });
    const payment = engine.pay(order());
    const first = payment.serviceId;
    const outcome = await payment.settled();

    expect(outcome).toMatchObject({ kind: 'approved', charged: 'yes' });
    expect(tries).toEqual(['Payment v3', 'Payment v2', 'Payment v1']);
    const sent = terminal.received.map(({ header }) => header['ServiceID']);
    expect(new Set(sent).size).toBe(3);
    expect(sent[0]).toBe(first);
    expect(payment.serviceId).toBe(sent[2]);
    expect(payment.state.rejectedServiceIds).toEqual(sent.slice(0, 2));
    const stored = await recordsIn(journal);
    expect(stored.flatMap((record) => (record.type === 'event' ? [record.event.type] : []))).toEqual([
      'intent.stored',
      'link.written',
      'poi.rejected',
      'link.written',
      'poi.rejected',
      'link.written',
      'poi.answered',
    ]);
  });

  it('is stored with both keys and the new ServiceID, in a version that an older program does not take for the end', async () => {
    const journal = memoryJournal();
    const { engine } = await createRotatingTill(2, undefined, { journal });
    const payment = engine.pay(order());
    await payment.settled();
    const records = await recordsIn(journal);
    const rejections = records.filter((record) => record.type === 'event' && record.event.type === 'poi.rejected');
    expect(rejections).toMatchObject([
      {
        version: 3,
        event: {
          failure: { code: 'ERR_REJECTED_CRYPTO' },
          key: { keyIdentifier: 'lane-key', keyVersion: 3 },
          next: { ServiceID: payment.serviceId, key: { keyIdentifier: 'lane-key', keyVersion: 2 } },
        },
      },
    ]);
    expect(rejections[0]).not.toHaveProperty('settles');
    expect(JSON.stringify(records)).not.toContain('Kettle');
  });

  it('was not processed when the terminal has none of the keys, after one attempt under each', async () => {
    const { engine, tries } = await createRotatingTill(9);
    const outcome = await engine.pay(order()).settled();
    expect(outcome).toMatchObject({ kind: 'notProcessed', charged: 'no', failure: { code: 'ERR_REJECTED_CRYPTO' } });
    expect(tries).toEqual(['Payment v3', 'Payment v2', 'Payment v1']);
  });

  it('begins the next payment with the key that the terminal proved, and notices the new one', async () => {
    const { engine, tries, has, clock } = await createRotatingTill(2);
    expect(engine.terminal(POIID).keyInUse).toBeUndefined();
    await engine.pay(order()).settled();
    const inUse = { keyIdentifier: 'lane-key', keyVersion: 2, isActive: false, provenAtMs: clock.now() };
    expect(engine.terminal(POIID).keyInUse).toEqual(inUse);
    tries.length = 0;
    await engine.pay(order()).settled();
    has.version = 3;
    await engine.pay(order()).settled();
    await engine.pay(order()).settled();
    expect(tries).toEqual(['Payment v2', 'Payment v2', 'Payment v3', 'Payment v3']);
    expect(engine.terminal(POIID).keyInUse).toMatchObject({ keyVersion: 3, isActive: true });
  });
});

describe('nothing but a rejection that is certain, and about the key, is followed by another attempt', () => {
  const unclear: [string, Behaviour][] = [
    [
      'names another request',
      () => http(401, '{"errors":["Nexo Service: crypto error (2)"],"ServiceID":"STRANGER01"}'),
    ],
    ['says more than that', () => http(401, '{"errors":["Nexo Service: crypto error (2)","the card was charged"]}')],
    ['is in other words', () => http(401, '{"errors":["crypto failed"]}')],
    ['has no words', () => http(401, '')],
    ['is no answer', () => ({ kind: 'failed', failure: { code: 'ERR_LINK_RESET', message: '' } })],
  ];
  it.each(unclear)('not one that %s: the payment is unknown, and asked about', async (_, rejection) => {
    const { engine, tries, clock } = await createRotatingTill(1, undefined, { rejection });
    const payment = engine.pay(order());
    await settle();
    expect(payment.state.tags).toContain('outcomeUnknown');
    expect(payment.state.rejectedServiceIds).toBeUndefined();
    await clock.step(20_000);
    expect(tries.filter((one) => one.startsWith('Payment'))).toEqual(['Payment v3']);
  });

  const others: [string, string][] = [
    ['of its format', '{"errors":["At SaleToPOIRequest, field PaymentRequest: Missing"]}'],
    [
      'by a terminal without a key',
      '{"errors":["At SaleToPOIRequest, field PaymentRequest: Missing"],"warnings":["At SaleToPOIRequest.MessageHeader, field NexoBlob: Unexpected"]}',
    ],
  ];
  it.each(others)('not one %s: it is the end', async (_, body) => {
    const { engine, tries } = await createRotatingTill(1, undefined, { rejection: () => http(400, body) });
    expect(await engine.pay(order()).settled()).toMatchObject({ kind: 'notProcessed', charged: 'no' });
    expect(tries).toEqual(['Payment v3']);
  });

  it('not once the till has aborted', async () => {
    let reject: (() => void) | undefined;
    const rejection: Behaviour = ({ category }) =>
      category === 'Payment' ? new Promise((resolve) => (reject = () => resolve(CRYPTO_ERROR))) : http(200, '');
    const { engine, tries } = await createRotatingTill(1, undefined, { rejection });
    const payment = engine.pay(order());
    await settle();
    payment.abort();
    await settle();
    reject?.();
    expect(await payment.settled()).toMatchObject({ kind: 'notProcessed', charged: 'no', abortRequested: true });
    expect(tries.filter((one) => one.startsWith('Payment'))).toEqual(['Payment v3']);
  });

  it('not when the shopper has gone meanwhile', async () => {
    let reject: (() => void) | undefined;
    const rejection: Behaviour = () => new Promise((resolve) => (reject = () => resolve(CRYPTO_ERROR)));
    const { engine, tries, clock } = await createRotatingTill(1, undefined, { rejection });
    const payment = engine.pay(order());
    await settle();
    await clock.step(15_001);
    reject?.();
    expect(await payment.settled()).toMatchObject({ kind: 'notProcessed', failure: { code: 'ERR_REJECTED_CRYPTO' } });
    expect(tries).toEqual(['Payment v3']);
  });

  it('not while a status check is under way, whose answer is about the request before', async () => {
    let reject: (() => void) | undefined;
    const rejection: Behaviour = ({ category }) =>
      category === 'Payment' ? new Promise((resolve) => (reject = () => resolve(CRYPTO_ERROR))) : never;
    const { engine, tries } = await createRotatingTill(1, undefined, { rejection });
    const payment = engine.pay(order());
    await settle();
    payment.checkStatus();
    await settle();
    reject?.();
    expect(await payment.settled()).toMatchObject({ kind: 'notProcessed', charged: 'no' });
    expect(tries.filter((one) => one.startsWith('Payment'))).toEqual(['Payment v3']);
  });

  it('not after an engine that closes: what was stored as another attempt, and did not leave, is found again as unknown', async () => {
    const journal = memoryJournal();
    // The disk holds the rejection until the process has died: the attempt is stored, and nothing of it leaves.
    let isHeld = false;
    let release: (() => void) | undefined;
    const held = {
      ...journal,
      append: async (records: Parameters<typeof journal.append>[0]) => {
        await journal.append(records);
        const isRejection = records.some((one) => one.type === 'event' && one.event.type === 'poi.rejected');
        if (isRejection && !isHeld) await new Promise<void>((resolve) => ((isHeld = true), (release = resolve)));
      },
      close: () => Promise.resolve(),
    };
    const before = await createRotatingTill(2, undefined, { journal: held });
    const { id } = before.engine.pay(order());
    await settle();
    expect(isHeld).toBe(true);
    await before.end();
    release?.();
    await settle();
    expect(before.tries).toEqual(['Payment v3']);

    const after = await createRotatingTill(2, (asked) => asked.answer(NOT_FOUND), { journal }, before.clock);
    expect(after.engine.unresolved()).toMatchObject([{ id, rejectedServiceIds: [expect.any(String)] }]);
    await settle();
    await after.clock.step(1500);
    const [asked] = after.terminal.received.filter(({ keyVersion }) => keyVersion === 2);
    expect(asked?.message['TransactionStatusRequest']).toMatchObject({
      MessageReference: { ServiceID: after.engine.unresolved()[0]?.serviceId },
    });
    expect(after.tries.some((one) => one.startsWith('Payment'))).toBe(false);
  });
});

describe('what is asked about a transaction goes under the key that the terminal has', () => {
  it('a status check, each attempt with a ServiceID of its own, about the request that was opened', async () => {
    const { engine, terminal, has, tries, clock } = await createRotatingTill(1, remembersLostAnswers(APPROVAL));
    const payment = engine.pay(order());
    await settle();
    expect(tries).toEqual(['Payment v3', 'Payment v2', 'Payment v1']);
    has.version = 2;
    tries.length = 0;
    await clock.step(1500);
    expect(await payment.settled()).toMatchObject({ kind: 'approved', recovered: true });
    // Of the one that opened the payment nothing was heard yet: it is tried first, because it was not rejected.
    expect(tries).toEqual(['TransactionStatus v1', 'TransactionStatus v3', 'TransactionStatus v2']);
    const ids = terminal.received.map(({ header }) => header['ServiceID']);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('an abort', async () => {
    const { engine, tries, has } = await createRotatingTill(2, ({ category }) =>
      category === 'Payment' ? never : http(200, ''),
    );
    const payment = engine.pay(order());
    await settle();
    has.version = 3;
    payment.abort();
    await settle();
    expect(tries).toEqual(['Payment v3', 'Payment v2', 'Abort v2', 'Abort v3']);
  });

  it('and what needs no transaction; its ServiceID is that of the attempt under way', async () => {
    const { engine, tries, terminal } = await createRotatingTill(2, (asked) =>
      asked.answer({ Response: { Result: 'Success' } }),
    );
    const request = engine.terminal(POIID).request('EnableService', {});
    expect(await request).toMatchObject({ kind: 'answered' });
    expect(tries).toEqual(['EnableService v3', 'EnableService v2']);
    expect(request.serviceId).toBe(terminal.received.at(-1)?.header['ServiceID']);
  });

  it('but a request whose ServiceID the caller chose is not sent under another one', async () => {
    const { engine, tries } = await createRotatingTill(2);
    const answer = await engine.terminal(POIID).request('EnableService', {}, { serviceId: 'A000000001' });
    expect(answer).toMatchObject({ kind: 'noAnswer', failure: { code: 'ERR_REJECTED_CRYPTO' } });
    expect(tries).toEqual(['EnableService v3']);
  });

  it('a Diagnosis tries the active key first, so that it is noticed when the terminal takes it', async () => {
    const { engine, tries, has } = await createRotatingTill(2, (asked) =>
      asked.answer({ Response: { Result: 'Success' } }),
    );
    await engine.terminal(POIID).diagnose();
    has.version = 3;
    await engine.terminal(POIID).diagnose();
    expect(tries).toEqual(['Diagnosis v3', 'Diagnosis v2', 'Diagnosis v3']);
  });
});
