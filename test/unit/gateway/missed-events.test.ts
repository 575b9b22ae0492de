import { describe, expect, it } from 'vitest';
import { JournalError } from '../../../errors.ts';
import { settle, steppedClock, type SteppedClock } from '../../support/clock.ts';
import { readEvents } from '../../support/gateway/event-reader.ts';
import { payment, startTestGateway } from '../../support/gateway/test-gateway.ts';
import { heldTerminal } from '../../support/terminal/terminal-behaviours.ts';
import { placedJournal } from '../../support/test-journals.ts';

const ANOTHER_RUN = 'abcdefabcdef-3';

/** A gateway that keeps no event for long: what it sends of the past is of the journal. */
async function startShared(over: object = {}) {
  const { journal, follow } = placedJournal();
  const clock = steppedClock();
  const options = { sharedJournal: { ...follow, ...over }, clock, limits: { eventsKept: 3 } };
  return { ...(await startTestGateway(undefined, { options, engineOptions: { journal } })), clock, follow };
}

const typesOf = ({ events }: { readonly events: readonly { readonly type: string }[] }) =>
  events.map(({ type }) => type);

describe('a reader of events who comes from another server of the journal', () => {
  it('gets each transaction of which something was stored since, as it is now, and no gap', async () => {
    const { gateway, put, follow } = await startShared();
    await put('/v1/transactions/basket-1?wait=9', payment());
    const place = follow.position();
    await put('/v1/transactions/basket-2?wait=9', payment());
    await put('/v1/transactions/basket-3?wait=9', payment());

    const reader = await readEvents(gateway.url, '/v1/events', { 'Last-Event-ID': `${ANOTHER_RUN}-${place}` });
    const ready = await reader.next('ready');
    expect(typesOf(reader)).not.toContain('gap');
    const ended = reader.events.filter(({ type, data }) => type === 'transaction' && data['state'] === 'settled');
    expect(new Set(ended.map(({ data }) => data['id']))).toEqual(new Set(['basket-2', 'basket-3']));
    // What is not of this run has no id of it: a reader that is lost there gets it again.
    expect(reader.events.find(({ data }) => data['id'] === 'basket-2')?.id).toBeUndefined();
    expect(ready.id).toMatch(/^[\da-f]{12}-\d+-\d+$/);
    reader.close();
  });

  it('gets the terminals as they are now, and only what it asks for', async () => {
    const { gateway, put } = await startShared();
    await put('/v1/transactions/basket-1?wait=9', payment());
    const of = (query: string) =>
      readEvents(gateway.url, `/v1/events?${query}`, { 'Last-Event-ID': `${ANOTHER_RUN}-0` });
    const [terminals, others] = await Promise.all([of('types=terminal'), of('transaction=basket-9')]);
    await Promise.all([terminals.next('ready'), others.next('ready')]);
    expect(new Set(typesOf(terminals))).toEqual(new Set(['terminal', 'ready']));
    expect(typesOf(others)).toEqual(['ready']);
    terminals.close();
    others.close();
  });

  it('gets last what the other server made of a transaction that was refused here', async () => {
    const held = heldTerminal();
    const { journal, follow } = placedJournal();
    const clock = steppedClock();
    const options = { sharedJournal: follow, clock };
    const here = await startTestGateway(held.behave, { options, engineOptions: { journal } });
    const there = await startTestGateway(undefined, { engineOptions: { journal } });
    await here.put('/v1/transactions/basket-0', payment());
    while (here.engine.transaction('basket-0')?.state.state !== 'awaiting') await settle();
    const refused = await here.put('/v1/transactions/basket-1?wait=9', payment());
    expect(refused.json).toMatchObject({
      outcome: { kind: 'notProcessed', failure: { code: 'ERR_TERMINAL_OCCUPIED' } },
    });
    const place = follow.position();
    await there.put('/v1/transactions/basket-1?wait=9', payment());

    const reader = await readEvents(here.gateway.url, '/v1/events', { 'Last-Event-ID': `${ANOTHER_RUN}-${place}` });
    await reader.next('ready');
    const told = reader.events.filter(({ data }) => data['id'] === 'basket-1').map(({ data }) => data['outcome']);
    expect(told.at(-1)).toMatchObject({ kind: 'approved', charged: 'yes' });
    reader.close();
    await held.answerNext();
  });

  it('is told of no gap by a server that was cut off, and does not know yet how far the journal has come', async () => {
    const { gateway, put, follow } = await startShared({ position: () => 0 });
    await put('/v1/transactions/basket-1?wait=9', payment());
    const place = follow.position();
    await put('/v1/transactions/basket-2?wait=9', payment());
    const reader = await readEvents(gateway.url, '/v1/events', { 'Last-Event-ID': `${ANOTHER_RUN}-${place}` });
    await reader.next('ready');
    expect(typesOf(reader)).not.toContain('gap');
    expect(reader.events.map(({ data }) => data['id'])).toContain('basket-2');
    reader.close();
  });

  const failing = () => {
    throw new JournalError('ERR_JOURNAL_IO', 'the database is gone');
  };
  it.each([
    ['names no place', {}, ANOTHER_RUN],
    ['names a place that the journal has not come to', {}, `${ANOTHER_RUN}-99`],
  ])('is told of a gap when it %s', async (_, over, lastEventId) => {
    const { gateway, put } = await startShared(over);
    await put('/v1/transactions/basket-1?wait=9', payment());
    const reader = await readEvents(gateway.url, '/v1/events', { 'Last-Event-ID': lastEventId });
    expect((await reader.next('gap')).data).toMatchObject({ why: 'restarted' });
    reader.close();
  });

  it('waits for a journal that cannot be read at the moment, and is told of a gap when that lasts', async () => {
    let reads = 0;
    const { gateway, put, clock, follow } = await startShared({
      readAfter: (position: number) => ((reads += 1) < 3 ? failing() : follow.readAfter(position)),
    });
    await put('/v1/transactions/basket-1?wait=9', payment());
    const header = { 'Last-Event-ID': `${ANOTHER_RUN}-0` };
    const [waiting] = await Promise.all([readEvents(gateway.url, '/v1/events', header), pass(clock, () => reads >= 3)]);
    await waiting.next('ready');
    expect(typesOf(waiting)).not.toContain('gap');
    waiting.close();

    reads = Number.NEGATIVE_INFINITY;
    let isTold = false;
    const told = readEvents(gateway.url, '/v1/events', header).finally(() => (isTold = true));
    await pass(clock, () => isTold);
    expect((await (await told).next('gap')).data).toMatchObject({ why: 'restarted' });
    (await told).close();
  });

  it('is told of a gap when more was stored than the gateway sends at once', async () => {
    const { gateway, put } = await startShared();
    for (let count = 0; count < 4; count += 1) await put(`/v1/transactions/basket-${count}?wait=9`, payment());
    const reader = await readEvents(gateway.url, '/v1/events', { 'Last-Event-ID': `${ANOTHER_RUN}-0` });
    expect((await reader.next('gap')).data).toMatchObject({ why: 'restarted' });
    reader.close();
  });
});

/** Lets time pass until something is so. */
async function pass(clock: SteppedClock, isSo: () => boolean): Promise<void> {
  while (!isSo()) await clock.step(500);
}
