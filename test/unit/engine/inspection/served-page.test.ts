import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { memoryJournal } from '../../../../adapters/index.ts';
import { JournalError } from '../../../../errors.ts';
import { inspectedJournal, type EngineOptions, type InspectedChanges } from '../../../../index.ts';
import { settle, steppedClock } from '../../../support/clock.ts';
import { createTestEngine, order, POIID } from '../../../support/test-engine.ts';
import { remembersLostAnswers } from '../../../support/terminal/terminal-behaviours.ts';

describe('what is served of an engine', () => {
  it('is refused with an option that is none', async () => {
    const inspect = { prot: 8080 } as unknown as NonNullable<EngineOptions['inspect']>;
    await expect(createTestEngine(undefined, { inspect })).rejects.toMatchObject({ code: 'ERR_CONFIG_INSPECT' });
    await expect(createTestEngine(undefined, { inspect: { port: 70_000 } })).rejects.toMatchObject({
      code: 'ERR_CONFIG_INSPECT',
      path: 'inspect.port',
    });
  });

  it('leaves no timer behind where it cannot be served, so that the program ends', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const clock = steppedClock();
    const timers = new Set<unknown>();
    const counting = {
      ...clock,
      setTimeout: (call: () => void, ms: number) => {
        const timer = clock.setTimeout(call, ms);
        timers.add(timer);
        return timer;
      },
      clearTimeout: (timer: unknown) => {
        timers.delete(timer);
        clock.clearTimeout(timer);
      },
    };
    await expect(createTestEngine(undefined, { inspect: { port } }, counting)).rejects.toMatchObject({
      code: 'ERR_CONFIG_INSPECT',
    });
    expect(timers).toEqual(new Set());
  });

  it('is nothing without the option', async () => {
    const { engine } = await createTestEngine();
    expect(engine.inspectUrl).toBeUndefined();
  });

  it('lists what is in memory, and says what changed, ten times a second at most', async () => {
    const { engine, clock } = await createTestEngine(remembersLostAnswers());
    const { inspection } = engine;
    const changes: InspectedChanges[] = [];
    const end = inspection.follow((change) => changes.push(change));
    engine.pay(order({ id: 'seen-1' }));
    await settle();
    expect(changes).toEqual([]);
    await clock.step(100);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({
      heads: [
        {
          id: 'seen-1',
          state: 'timedOut',
          tags: ['outcomeUnknown', 'abortable'],
          charged: 'unknown',
          fault: 'ERR_ANSWER_STATUS',
        },
      ],
    });
    expect(changes[0]?.terminals.find(({ poi }) => poi === POIID)).toMatchObject({
      work: 'quarantined',
      unknown: ['seen-1'],
    });
    // Its machine says why: also by the guards of transitions without an event.
    expect(changes.at(-1)?.terminals.find(({ poi }) => poi === POIID)?.last).toMatchObject({
      ev: 'transaction.unknown',
      guards: { isQuarantined: true },
    });
    await clock.step(1500, 100);
    await clock.step(100);
    expect(changes.at(-1)?.heads[0]).toMatchObject({ outcome: 'approved', charged: 'yes' });
    end();
    const count = changes.length;
    engine.pay(order());
    await settle();
    await clock.step(500);
    expect(changes).toHaveLength(count);
  });

  it('says of a terminal that came meanwhile that it is there', async () => {
    const { engine, clock } = await createTestEngine();
    const changes: InspectedChanges[] = [];
    engine.inspection.follow((change) => changes.push(change));
    await clock.step(100);
    await engine.terminals.add({ poiid: 'V400m-324688199', host: '192.0.2.9' });
    await clock.step(100);
    expect(changes.at(-1)?.terminals.find(({ poi }) => poi === 'V400m-324688199')).toMatchObject({ work: 'idle' });
  });

  it('has a transaction with its messages, and none that is not there', async () => {
    const { engine, clock } = await createTestEngine(remembersLostAnswers());
    const { inspection } = engine;
    engine.pay(order({ id: 'seen-2' }));
    await settle();
    await clock.step(1500);
    await settle();
    const recording = await inspection.transaction('seen-2');
    expect(recording?.steps.at(-1)).toMatchObject({ ev: 'poi.answered', to: 'settled' });
    expect(recording?.wire?.map((entry) => entry.k === 'wire' && `${entry.dir} ${entry.cat}`)).toEqual([
      'out Payment',
      'in Payment',
      'out TransactionStatus',
      'in TransactionStatus',
    ]);
    expect(recording?.moments.at(3)?.next.find(({ ev }) => ev === 'timer.check')).toMatchObject({ isAccepted: true });
    // What a step means does not change: it is worked out once.
    expect((await inspection.transaction('seen-2'))?.moments[0]).toBe(recording?.moments[0]);
    await expect(inspection.transaction('not-there')).resolves.toBeUndefined();
    await expect(inspection.transaction('!?')).resolves.toBeUndefined();
  });

  it('does not call a transaction missing because its journal cannot be read now', async () => {
    const { engine, journal } = await failingReads();
    await expect(engine.inspection.transaction('seen-5')).rejects.toMatchObject({ code: 'ERR_JOURNAL_IO' });
    await expect(inspectedJournal(journal).transaction('seen-5')).rejects.toMatchObject({ code: 'ERR_JOURNAL_IO' });
  });

  it('is the same of a journal, where a terminal with an unknown outcome is quarantined', async () => {
    const journal = memoryJournal();
    const { engine, end } = await createTestEngine(remembersLostAnswers(), { journal });
    engine.pay(order({ id: 'seen-3' }));
    await settle();
    const overview = await inspectedJournal(journal).overview();
    expect(overview).toMatchObject({
      source: 'journal',
      damaged: [],
      heads: [{ id: 'seen-3', state: 'timedOut' }],
      terminals: [{ poi: POIID, work: 'quarantined', unknown: ['seen-3'] }],
    });
    await end();
  });
});

/** An engine whose journal cannot be read, although it could when it started. */
async function failingReads() {
  const working = memoryJournal();
  let isFailing = false;
  const journal = new Proxy(working, {
    get(target, name) {
      if (name === 'read' && isFailing) throw new JournalError('ERR_JOURNAL_IO', 'the disk failed');
      const value = Reflect.get(target, name, target) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const { engine } = await createTestEngine(undefined, { journal });
  await engine.pay(order({ id: 'seen-5' })).settled();
  isFailing = true;
  return { engine, journal };
}
