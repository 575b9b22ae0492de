import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { EventHub } from '../../../gateway/events/event-hub.ts';
import { EventStreams } from '../../../gateway/events/event-streams.ts';
import { GATEWAY_LIMITS } from '../../../gateway/limits.ts';
import { EventRing } from '../../../gateway/events/event-ring.ts';
import { settle, steppedClock } from '../../support/clock.ts';
import { readEvents } from '../../support/gateway/event-reader.ts';
import { payment, startTestGateway } from '../../support/gateway/test-gateway.ts';
import { approves } from '../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, OTHER_POIID, POIID } from '../../support/test-engine.ts';
import { keptJournal } from '../../support/test-journals.ts';

const isSettled = ({ state }: Record<string, unknown>) => state === 'settled';

describe('the stream of events', () => {
  it('brings each state of a transaction and its terminal, each event with an id', async () => {
    const { gateway, put } = await startTestGateway();
    const reader = await readEvents(gateway.url);
    expect(reader.response.headers).toMatchObject({ 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    await reader.next('ready');
    await put('/v1/transactions/basket-1?wait=9', payment());
    const settled = await reader.next('transaction', isSettled);
    expect(settled.data).toMatchObject({ id: 'basket-1', outcome: { kind: 'approved', charged: 'yes' } });
    expect(await reader.next('terminal', ({ running }) => running === 'basket-1')).toBeDefined();
    for (const { id } of reader.events) expect(id).toMatch(/^[\da-f]{12}-\d+$/);
    const numbers = reader.events.map(({ id }) => Number(id?.split('-')[1]));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    reader.close();
  });

  it('goes on after the last event that a reader has, without a gap and without a repetition', async () => {
    const { gateway, put } = await startTestGateway();
    const first = await readEvents(gateway.url);
    await first.next('ready');
    await put('/v1/transactions/basket-1?wait=9', payment());
    const { id = '' } = await first.next('transaction', isSettled);
    first.close();
    await put('/v1/transactions/basket-2?wait=9', payment());

    const second = await readEvents(gateway.url, '/v1/events', { 'Last-Event-ID': id });
    await second.next('ready');
    const whole = await readEvents(gateway.url, '/v1/events', { 'Last-Event-ID': id.replace(/\d+$/, '0') });
    await whole.next('ready');
    expect(second.events.map((event) => event.type)).not.toContain('gap');
    const from = whole.events.findIndex((event) => event.id === id) + 1;
    expect(second.events).toEqual(whole.events.slice(from));
    expect(second.events.filter(({ type }) => type === 'transaction').map(({ data }) => data['id'])).toContain(
      'basket-2',
    );
    second.close();
    whole.close();
  });

  it.each([
    ['of an earlier run of the gateway', 'abcdefabcdef-3', 'restarted'],
    ['that is none', 'yesterday', 'unknown'],
  ])('says that something is missing to a reader with an id %s', async (_, lastEventId, why) => {
    const { gateway } = await startTestGateway();
    const reader = await readEvents(gateway.url, '/v1/events', { 'Last-Event-ID': lastEventId });
    expect((await reader.next('gap')).data).toMatchObject({ why, reread: expect.arrayContaining(['/v1/unresolved']) });
    reader.close();
  });

  it('says so to a reader that comes back too late, and sends what is kept', async () => {
    const { gateway, put } = await startTestGateway(approves, { options: { limits: { eventsKept: 2 } } });
    const first = await readEvents(gateway.url);
    const { id = '' } = await first.next('ready');
    first.close();
    await put('/v1/transactions/basket-1?wait=9', payment());
    const second = await readEvents(gateway.url, '/v1/events', { 'Last-Event-ID': id });
    expect((await second.next('gap')).data).toMatchObject({ why: 'tooOld' });
    await second.next('ready');
    expect(second.events.map(({ type }) => type)).toHaveLength(4);
    second.close();
  });

  it('brings a reader only what it asks for', async () => {
    const { gateway, put } = await startTestGateway();
    const of = (query: string) => readEvents(gateway.url, `/v1/events?${query}`);
    const readers = await Promise.all([
      of('types=transaction'),
      of(`poiid=${OTHER_POIID}`),
      of('transaction=basket-2'),
    ]);
    for (const reader of readers) await reader.next('ready');
    await put('/v1/transactions/basket-1?wait=9', payment());
    await put('/v1/transactions/basket-2?wait=9', payment({ poiid: OTHER_POIID }));
    for (const reader of readers)
      await reader.next('transaction', (data) => isSettled(data) && data['id'] === 'basket-2');
    const [byType, byTerminal, byTransaction] = readers.map(({ events }) =>
      events.filter(({ type }) => type !== 'ready'),
    );
    expect(new Set(byType?.map(({ type }) => type))).toEqual(new Set(['transaction']));
    expect(new Set(byTerminal?.map(({ data }) => data['poiid']))).toEqual(new Set([OTHER_POIID]));
    expect(new Set(byTransaction?.map(({ data }) => data['id']))).toEqual(new Set(['basket-2']));
    for (const reader of readers) reader.close();
  });

  it('beats while nothing happens, and moves the id of a reader on that asks for little', async () => {
    const clock = steppedClock();
    const { gateway, put } = await startTestGateway(approves, { options: { clock, limits: { heartBeatMs: 1000 } } });
    const reader = await readEvents(gateway.url, '/v1/events?types=alert');
    const { id: before } = await reader.next('ready');
    await put('/v1/transactions/basket-1?wait=9', payment());
    await clock.step(1000);
    while (!reader.blocks.some((block) => block.startsWith(': heart-beat'))) await settle();
    const beat = reader.blocks.find((block) => block.startsWith(': heart-beat')) ?? '';
    expect(Number(/id: \w+-(\d+)/.exec(beat)?.[1])).toBeGreaterThan(Number(before?.split('-')[1]));
    reader.close();
  });

  it('drops a reader that does not keep up, at the stated number of bytes', async () => {
    const { engine } = await createTestEngine();
    const hub = new EventHub({ engine, run: 'run', eventsKept: 10, alertsKept: 10, clock: steppedClock() });
    let dropped = 0;
    const limits = { ...GATEWAY_LIMITS, streamBufferBytesMax: 1000 };
    const streams = new EventStreams({ clock: steppedClock(), limits, onDropped: () => (dropped += 1) });
    const [slow, fast] = [stalledResponse(() => 300), stalledResponse(() => 0)];
    for (const { response } of [slow, fast]) {
      streams.begin(response, { feed: hub, filter: { types: ['transaction'] }, lastEventId: undefined, headers: {} });
    }
    const outcome = await engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1 }, reference: 'R' }).settled();
    expect(outcome.kind).toBe('approved');
    expect(slow.response.destroyed).toBe(true);
    expect(slow.written.length).toBe(4); // retry, ready and two states: 1200 bytes wait
    expect(fast.written.join('')).toContain('"state":"settled"');
    expect([dropped, streams.count]).toEqual([1, 1]);
    hub.close();
  });

  it('never reports a refused request as if it were the transaction of its id', async () => {
    const journal = keptJournal();
    const first = await startTestGateway(approves, { engineOptions: { journal } });
    await first.put('/v1/transactions/basket-1?wait=9', payment());
    await first.gateway.close();
    await first.end();
    const { gateway, put } = await startTestGateway(approves, { engineOptions: { journal }, clock: first.clock });
    const reader = await readEvents(gateway.url, '/v1/events?types=transaction');
    await reader.next('ready');
    expect((await put('/v1/transactions/basket-1', payment({ reference: 'other' }))).status).toBe(409);
    await put('/v1/transactions/basket-2?wait=9', payment());
    await reader.next('transaction', (data) => data['id'] === 'basket-2' && isSettled(data));
    expect(reader.events.filter(({ data }) => data['id'] === 'basket-1')).toEqual([]);
    reader.close();
  });

  it('ends when the gateway closes', async () => {
    const { gateway } = await startTestGateway();
    const reader = await readEvents(gateway.url);
    await reader.next('ready');
    await gateway.close();
    await reader.ended;
    expect(reader.response.complete).toBe(true);
  });
});

/** A response whose reader leaves that many bytes of each write unread. */
function stalledResponse(unread: (text: string) => number) {
  const written: string[] = [];
  const emitter = new EventEmitter();
  const response = Object.assign(emitter, {
    destroyed: false,
    writableEnded: false,
    writableLength: 0,
    writeHead: () => response,
    write(text: string) {
      written.push(text);
      response.writableLength += unread(text);
    },
    end: () => {},
    destroy() {
      response.destroyed = true;
      emitter.emit('close');
    },
  });
  return { response: response as unknown as ServerResponse, written };
}

describe('the kept events', () => {
  const event = { type: 'health', data: '{}', poiid: POIID } as const;
  const filled = (count: number, kept: number) => {
    const ring = new EventRing('run', kept);
    for (let number = 0; number < count; number += 1) ring.add(event);
    return ring;
  };

  it('are as many as the limit says, however many there were', () => {
    for (const count of [0, 1, 3, 4, 7, 8, 50]) {
      const all = filled(count, 4)
        .after('other-1')
        .events.map(({ number }) => number);
      expect(all).toEqual(Array.from({ length: Math.min(count, 4) }, (_, index) => Math.max(count - 4, 0) + index + 1));
    }
  });

  it.each([
    [10, 'run-10', 'complete', []],
    [10, 'run-8', 'complete', [9, 10]],
    [10, 'run-6', 'complete', [7, 8, 9, 10]],
    [10, 'run-5', 'gap', [7, 8, 9, 10]],
    [10, 'run-11', 'gap', [7, 8, 9, 10]],
    [0, 'run-0', 'complete', []],
  ])('of %d go on after %s: %s', (count, id, kind, numbers) => {
    const resumed = filled(count, 4).after(id);
    expect(resumed.kind).toBe(kind);
    expect(resumed.events.map(({ number }) => number)).toEqual(numbers);
  });
});
