import { describe, expect, it } from 'vitest';
import { settle } from '../../support/clock.ts';
import { readEvents } from '../../support/gateway/event-reader.ts';
import { payment } from '../../support/gateway/test-gateway.ts';
import { startTwoServers, urlOf } from '../../support/gateway/two-servers.ts';
import { never } from '../../support/terminal/sealed-terminal.ts';
import { OTHER_POIID, POIID } from '../../support/test-engine.ts';

const ELSEWHERE = { status: 421, json: { code: 'ERR_TERMINAL_ELSEWHERE', owner: 'a', url: urlOf('a') } };
const DECISION = { by: 'Ada', reason: 'the receipt', outcome: 'charged' };

describe('a server that shares its terminals with another one', () => {
  it('says of each terminal who has it', async () => {
    const { a, b } = await startTwoServers();
    expect((await a.get(`/v1/terminals/${POIID}`)).json).toMatchObject({ owner: { isSelf: true } });
    expect((await b.get('/v1/terminals')).json).toMatchObject({
      terminals: [POIID, OTHER_POIID].map((poiid) => ({ poiid, owner: { isSelf: false, name: 'a', url: urlOf('a') } })),
    });
  });

  it('sends a new transaction to the owner of its terminal, at once, and starts nothing', async () => {
    const { a, b } = await startTwoServers();
    const path = '/v1/transactions/basket-1?wait=9';
    for (const target of [path, '/v1/transactions/basket-1']) {
      const answer = await b.put(target, payment());
      expect(answer).toMatchObject(ELSEWHERE);
      expect(answer.headers['location']).toBe(`${urlOf('a')}${target}`);
    }
    expect(b.terminal.received).toEqual([]);
    expect((await b.get('/v1/transactions/basket-1')).status).toBe(404);
    expect(await a.put(path, payment())).toMatchObject({ status: 201, json: { outcome: { charged: 'yes' } } });
  });

  it('still says what is wrong with a request, and with an id that is taken', async () => {
    const { a, b } = await startTwoServers();
    expect((await b.put('/v1/transactions/basket-1', payment({ amount: 1 }))).status).toBe(400);
    await a.put('/v1/transactions/basket-1?wait=9', payment());
    const reused = await b.put('/v1/transactions/basket-1', payment({ reference: 'other' }));
    expect(reused).toMatchObject({ status: 409, json: { code: 'ERR_INPUT_ID_REUSED' } });
  });

  it('finds a transaction of the other one by its id: the same PUT and a GET have its outcome', async () => {
    const { a, b } = await startTwoServers();
    await a.put('/v1/transactions/basket-1?wait=9', payment());
    const outcome = { state: 'settled', outcome: { kind: 'approved', charged: 'yes' } };
    expect(await b.get('/v1/transactions/basket-1')).toMatchObject({ status: 200, json: outcome });
    expect(await b.put('/v1/transactions/basket-1', payment())).toMatchObject({ status: 200, json: outcome });
    expect(b.terminal.received).toEqual([]);
  });

  it('leaves what changes a transaction, and what asks a terminal, to the owner', async () => {
    const { a, b } = await startTwoServers({ behave: () => never });
    await a.put('/v1/transactions/basket-1', payment());
    while (a.engine.transaction('basket-1')?.state.state !== 'awaiting') await settle();
    for (const [action, body] of [['abort'], ['check'], ['override', DECISION]] as const) {
      expect(await b.post(`/v1/transactions/basket-1/${action}`, body)).toMatchObject(ELSEWHERE);
    }
    expect(await b.post(`/v1/terminals/${POIID}/diagnose`, {})).toMatchObject(ELSEWHERE);
    expect(await b.post(`/v1/terminals/${POIID}/move`)).toMatchObject(ELSEWHERE);
    expect(b.terminal.received).toEqual([]);
  });

  it('reports no event of a transaction that it sends to the owner of its terminal, which may have it', async () => {
    const { a, b } = await startTwoServers();
    const reader = await readEvents(b.gateway.url);
    await reader.next('ready');
    await b.put('/v1/transactions/basket-1', payment());
    await a.put('/v1/transactions/basket-2?wait=9', payment());
    await b.put('/v1/transactions/basket-2?wait=9', payment());
    await reader.next('transaction', ({ id }) => id === 'basket-2');
    expect(reader.events.map(({ data }) => data['id'])).not.toContain('basket-1');
    reader.close();
  });

  it('sends a transaction that waited for a terminal which went over to its new owner: the id is free, or that one has it', async () => {
    const { a, b, hand } = await startTwoServers({ behave: () => never });
    await a.put('/v1/transactions/basket-1', payment());
    while (a.engine.transaction('basket-1')?.state.state !== 'awaiting') await settle();
    const waiting = [
      a.put('/v1/transactions/basket-2?wait=60', payment({ queue: true })),
      a.put('/v1/transactions/basket-3?wait=60', payment({ queue: true })),
    ];
    const looking = a.get('/v1/transactions/basket-2?wait=60');
    while (a.engine.terminal(POIID).state.waiting.length < 2) await settle();
    await settle();
    hand(POIID, 'b');
    const there = { status: 421, json: { code: 'ERR_TERMINAL_ELSEWHERE', url: urlOf('b') } };
    for (const answer of await Promise.all(waiting)) {
      expect([421, 503]).toContain(answer.status);
      expect(answer.json).toMatchObject({ code: 'ERR_TERMINAL_ELSEWHERE' });
    }
    expect((await looking).status).toBe(404);
    while (a.engine.terminal(POIID).state.owner?.isSelf !== false) await settle();
    expect(await a.put('/v1/transactions/basket-2', payment({ queue: true }))).toMatchObject(there);
    expect(b.terminal.received).toEqual([]);
  });

  it('asks a caller to come again while no server has the terminal', async () => {
    const { b } = await startTwoServers({ a: { takeOver: false }, b: { takeOver: false } });
    const answer = await b.put('/v1/transactions/basket-1?wait=9', payment());
    expect(answer).toMatchObject({ status: 503, json: { code: 'ERR_TERMINAL_ELSEWHERE' } });
    expect(answer.headers).toMatchObject({ 'retry-after': '1' });
    expect(answer.headers['location']).toBeUndefined();
  });

  it('has a person come again who decides about what no server has: it is known, and nothing is recorded', async () => {
    const { a, b, clock } = await startTwoServers({ behave: () => never, b: { takeOver: false } });
    await a.put('/v1/transactions/basket-1', payment());
    while (a.engine.transaction('basket-1')?.state.state !== 'awaiting') await settle();
    await stepped(a.engine.close(), clock);
    await a.release(POIID);
    await clock.step(2000, 500);
    const answer = await b.post('/v1/transactions/basket-1/override', DECISION);
    expect(answer).toMatchObject({ status: 503, json: { code: 'ERR_TERMINAL_ELSEWHERE' } });
  });

  it('has withdrawn what waits while its terminal is being moved, and sends nothing of it anywhere', async () => {
    const { a, b } = await startTwoServers({ behave: () => never });
    await a.put('/v1/transactions/basket-1', payment());
    while (a.engine.transaction('basket-1')?.state.state !== 'awaiting') await settle();
    const waiting = a.put('/v1/transactions/basket-2?wait=60', payment({ queue: true }));
    while (a.engine.transaction('basket-2') === undefined) await settle();
    await settle();
    await a.post(`/v1/terminals/${POIID}/move`);
    const outcome = { kind: 'notProcessed', failure: { code: 'ERR_WITHDRAWN' } };
    expect(await a.post('/v1/transactions/basket-2/abort')).toMatchObject({ status: 200, json: { outcome } });
    expect(await waiting).toMatchObject({ status: 201, json: { outcome } });
    expect(b.terminal.received).toEqual([]);
  });
});

describe('a terminal that is moved', () => {
  it('is at the other server when the answer comes, and takes payments there', async () => {
    const { a, b, clock } = await startTwoServers();
    const moved = await stepped(a.post(`/v1/terminals/${POIID}/move?wait=60`), clock);
    expect(moved).toMatchObject({ status: 200, json: { owner: { isSelf: false, name: 'b' } } });
    expect(await b.put('/v1/transactions/basket-1?wait=9', payment())).toMatchObject({ status: 201 });
    expect((await a.put('/v1/transactions/basket-2', payment())).json).toMatchObject({ url: urlOf('b') });
  });

  it('stays until what runs there has ended, and takes nothing new meanwhile', async () => {
    const { a } = await startTwoServers({ behave: () => never });
    await a.put('/v1/transactions/basket-1', payment());
    while (a.engine.transaction('basket-1')?.state.state !== 'awaiting') await settle();
    const moving = await a.post(`/v1/terminals/${POIID}/move`);
    expect(moving.json).toMatchObject({ running: 'basket-1', owner: { isSelf: true } });
    const refused = await a.put('/v1/transactions/basket-2?wait=9', payment());
    expect(refused).toMatchObject({ status: 503, json: { code: 'ERR_TERMINAL_ELSEWHERE' } });
  });

  it('comes back when no other server takes it', async () => {
    const { a, clock } = await startTwoServers({ b: { takeOver: false } });
    const moving = a.post(`/v1/terminals/${POIID}/move?wait=600`);
    expect(await stepped(moving, clock)).toMatchObject({ status: 200, json: { owner: { isSelf: true } } });
    expect(await a.put('/v1/transactions/basket-1?wait=9', payment())).toMatchObject({ status: 201 });
  });
});

/** Lets time pass until there is an answer. */
async function stepped<T>(answer: Promise<T>, clock: { step(ms: number): Promise<void> }): Promise<T> {
  const seen = { answered: false };
  const done = answer.finally(() => (seen.answered = true));
  while (!seen.answered) await clock.step(500);
  return done;
}
