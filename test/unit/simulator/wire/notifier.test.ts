import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../simulator/primitives/clock.ts';
import { CONTACTLESS, notificationBench } from '../../../support/wire/notification-bench.ts';
import { contentsOf, eventOf } from '../../../support/wire/notification-receiver.ts';
import { at, LANE_KEY, payment, POIID, QUICK } from '../../../support/simulator.ts';

const bench = notificationBench();
const CHIP = [
  'TENDER_CREATED',
  'CARD_INSERTED',
  'WAIT_FOR_APP_SELECTION',
  'APPLICATION_SELECTED',
  'WAIT_FOR_PIN',
  'PIN_ENTERED',
  'PRINT_RECEIPT',
  'TENDER_FINAL',
  'RECEIPT_PRINTED',
  'CARD_REMOVED',
];

describe('display notifications on the wire', () => {
  it('arrive one after the other, each with a DeviceID of its own, also after the answer', async () => {
    const till = await bench.receiver();
    bench.terminal.configure({
      shopper: { does: 'presentsCard', card: 'chip' },
      displayUrls: [{ url: `http://127.0.0.1:${till.port}/display?lane=1` }],
    });
    await bench.send(payment('S1'));
    const arrived = await till.first(CHIP.length);
    expect(arrived.map(({ body }) => eventOf(body))).toEqual(CHIP);
    for (const { method, path, headers } of arrived) {
      expect([method, path, headers['content-type']]).toEqual(['POST', '/display?lane=1', 'application/json']);
      expect(headers).not.toHaveProperty('authorization');
    }
    const headers = arrived.map(({ body }) => at(body, 'SaleToPOIRequest', 'MessageHeader'));
    for (const one of headers) expect(one).toMatchObject({ SaleID: 'TILL-01', ServiceID: 'S1', POIID });
    const deviceIds = headers.map((one) => String(at(one, 'DeviceID')));
    expect(new Set(deviceIds).size).toBe(CHIP.length);
    for (const id of deviceIds) expect(id).toMatch(/^\d{1,10}$/);
  });

  it('go to every URL, with the credentials of each, and sealed where the URL requires it', async () => {
    const [clear, sealed] = await Promise.all([bench.receiver(), bench.receiver()]);
    bench.terminal.configure({
      displayUrls: [
        { url: `http://127.0.0.1:${clear.port}/`, username: 'term', password: 's3cret:ü' },
        { url: `http://127.0.0.1:${sealed.port}/`, encrypted: true },
      ],
    });
    await bench.send(payment('S1'));
    const [plain, protectedOnes] = await Promise.all([clear.first(4), sealed.first(4)]);
    expect(plain.map(({ body }) => eventOf(body))).toEqual(CONTACTLESS);
    expect(plain[0]?.headers.authorization).toBe(`Basic ${Buffer.from('term:s3cret:ü').toString('base64')}`);
    for (const { body, headers } of protectedOnes) {
      expect(headers).not.toHaveProperty('authorization');
      expect(body).not.toHaveProperty(['SaleToPOIRequest', 'DisplayRequest']);
      expect(at(body, 'SaleToPOIRequest', 'SecurityTrailer')).toMatchObject({
        AdyenCryptoVersion: 1,
        KeyIdentifier: LANE_KEY.keyIdentifier,
        KeyVersion: LANE_KEY.keyVersion,
      });
      const inner = at(bench.opened(body), 'SaleToPOIRequest', 'MessageHeader');
      expect(at(body, 'SaleToPOIRequest', 'MessageHeader')).toEqual(inner);
    }
    expect(protectedOnes.map(({ body }) => eventOf(bench.opened(body)))).toEqual(CONTACTLESS);
  });

  it('use the clock of the simulator', async () => {
    const till = await bench.receiver();
    const delays: number[] = [];
    const clock = systemClock();
    await bench.restartWith({
      timeScale: 0.001,
      clock: {
        ...clock,
        setTimeout(run, afterMs) {
          delays.push(afterMs);
          return clock.setTimeout(run, afterMs);
        },
      },
      terminals: [
        {
          poiid: POIID,
          sharedKeys: [],
          settings: {
            shopper: { does: 'presentsCard', card: 'chip', takesReceipt: false },
            displayUrls: [{ url: `http://127.0.0.1:${till.port}/` }],
          },
        },
      ],
    });
    await bench.sendRaw(JSON.stringify(payment('S1')));
    await till.first(8);
    // Presentation, card, application, PIN, host, and the card taken out.
    expect(delays).toEqual([120, 1.5, 1, 1, 0.5, 1]);
  });

  it('are sent in the clear by a terminal that has no key', async () => {
    const till = await bench.receiver();
    const settings = { ...QUICK, displayUrls: [{ url: `http://127.0.0.1:${till.port}/`, encrypted: true }] };
    await bench.restartWith({ terminals: [{ poiid: POIID, sharedKeys: [], settings }] });
    await bench.sendRaw(JSON.stringify(payment('S1')));
    expect((await till.first(4)).map(({ body }) => eventOf(body))).toEqual(CONTACTLESS);
  });
});

describe('faults of notifications', () => {
  it('make them come twice under one DeviceID, late, or never', async () => {
    const till = await bench.receiver();
    bench.terminal.configure({
      displayUrls: [{ url: `http://127.0.0.1:${till.port}/` }],
      notificationFaults: [
        { kind: 'late', delayMs: 20, event: 'CARD_PRESENTED' },
        { kind: 'lost', event: 'APPLICATION_SELECTED' },
        { kind: 'twice', event: 'TENDER_CREATED' },
      ],
    });
    await bench.send(payment('S1'));
    const arrived = await till.first(4);
    const events = arrived.map(({ body }) => eventOf(body));
    expect(events.slice(0, 2)).toEqual(['TENDER_CREATED', 'TENDER_CREATED']);
    expect(events).toHaveLength(4);
    expect(new Set(events.slice(2))).toEqual(new Set(['CARD_PRESENTED', 'TENDER_FINAL']));
    expect(arrived[1]?.body).toEqual(arrived[0]?.body);
  });

  it('shuffle them, so that the times in them are out of order', async () => {
    const till = await bench.receiver();
    bench.terminal.configure({
      shopper: { does: 'presentsCard', card: 'chip' },
      displayUrls: [{ url: `http://127.0.0.1:${till.port}/` }],
      notificationFaults: [{ kind: 'shuffle', seed: 5, withinMs: 200 }],
    });
    await bench.send(payment('S1'));
    const events = (await till.first(CHIP.length)).map(({ body }) => eventOf(body));
    expect(events).not.toEqual(CHIP);
    expect(new Set(events)).toEqual(new Set(CHIP));
  });

  it('send one in the clear that should be sealed', async () => {
    const till = await bench.receiver();
    bench.terminal.configure({
      displayUrls: [{ url: `http://127.0.0.1:${till.port}/`, encrypted: true }],
      notificationFaults: [{ kind: 'clearText', event: 'TENDER_FINAL' }],
    });
    await bench.send(payment('S1'));
    const bodies = (await till.first(4)).map(({ body }) => body);
    expect(bodies.map((body) => at(body, 'SaleToPOIRequest', 'NexoBlob') !== undefined)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(contentsOf(bodies[3])).toMatchObject({ event: 'TENDER_FINAL', result: 'APPROVED' });
  });
});

describe('event notifications on the wire', () => {
  it('announce a restart, before and after, and not to the display URLs', async () => {
    const [events, display] = await Promise.all([bench.receiver(), bench.receiver()]);
    bench.terminal.configure({
      eventUrls: [{ url: `http://127.0.0.1:${events.port}/` }],
      displayUrls: [{ url: `http://127.0.0.1:${display.port}/` }],
    });
    bench.terminal.restart({ downMs: 1 });
    bench.terminal.restart({ downMs: 2 });
    const [shutdown, initialised] = (await events.first(2)).map(({ body }) => contentsOf(body));
    expect(shutdown).toMatchObject({ EventToNotify: 'Shutdown', EventDetails: 'message=Restart' });
    expect(initialised).toMatchObject({ EventToNotify: 'Initialised' });
    bench.terminal.restart();
    expect((await events.first(4)).slice(2).map(({ body }) => eventOf(body))).toEqual(['Shutdown', 'Initialised']);
    expect(display.arrived).toEqual([]);
  });

  it('announce only the start when the power was cut', async () => {
    const events = await bench.receiver();
    bench.terminal.configure({ eventUrls: [{ url: `http://127.0.0.1:${events.port}/` }] });
    bench.terminal.restart({ announced: false });
    bench.terminal.notify({ event: 'EndMaintenance' });
    expect((await events.first(2)).map(({ body }) => eventOf(body))).toEqual(['Initialised', 'EndMaintenance']);
  });

  it('are sent on request of a test, but not while the terminal is down', async () => {
    const events = await bench.receiver();
    bench.terminal.configure({ eventUrls: [{ url: `http://127.0.0.1:${events.port}/`, encrypted: true }] });
    bench.terminal.notify({ event: 'SaleWakeUp', details: 'table=7' });
    bench.terminal.notify({ event: 'Reject', details: 'message=Input+is+not+a+JSONObject', rejectedMessage: 'e30=' });
    const [wakeUp, reject] = (await events.first(2)).map(({ body }) => contentsOf(bench.opened(body)));
    expect(wakeUp).toMatchObject({ EventToNotify: 'SaleWakeUp', EventDetails: 'table=7' });
    expect(reject).toMatchObject({ EventToNotify: 'Reject', RejectedMessage: 'e30=' });

    bench.terminal.restart({ announced: false, downMs: 60_000 });
    bench.terminal.notify({ event: 'CardInserted' });
    bench.terminal.restart();
    expect(eventOf(bench.opened((await events.first(3))[2]?.body))).toBe('Initialised');
  });
});
