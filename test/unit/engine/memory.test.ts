import type { Observable } from 'rxjs';
import { expect, it } from 'vitest';
import type { Journal } from '../../../adapters/ports/journal.port.ts';
import { notificationsTo } from '../../support/engine/engine-notifications.ts';
import { keptBytes } from '../../support/engine/heap.ts';
import { createTestEngine, order } from '../../support/test-engine.ts';

/** A journal keeps everything by its nature; what is measured here is the engine. */
const forgetfulJournal: Journal = {
  append: () => Promise.resolve(),
  async *read() {},
  async *readOpen() {},
  prune: () => Promise.resolve(0),
  close: () => Promise.resolve(),
};

/** Until the settled ones that are kept are all there, and V8 has compiled what it compiles. */
const WARM_UP = 800;
const MEASURED = 500;
/** The smallest thing that could stay of a payment, a weak reference to something that is gone, takes 32. */
const BYTES_EACH_MAX = 25;

it('payments with notifications leave no subscription and nothing in memory, however many there are', async () => {
  const limits = { settledKeptMax: 100, displayGraceMs: 1 };
  const { engine, terminal, clock } = await createTestEngine(undefined, { journal: forgetfulJournal, limits });
  const { display, handler } = notificationsTo(engine);
  let subscribed = 0;
  const follow = (stream: Observable<unknown>) => {
    subscribed += 1;
    stream.subscribe().add(() => (subscribed -= 1));
  };
  const pay = async (count: number) => {
    for (let index = 0; index < count; index += 1) {
      const payment = engine.pay(order());
      follow(payment.state$);
      follow(payment.display$);
      await display(payment.serviceId, 'TENDER_CREATED', { DeviceID: 'CREATED' });
      await payment.settled();
      await display(payment.serviceId, 'CARD_REMOVED', { DeviceID: 'REMOVED' });
      terminal.received.length = 0;
      if (index % 100 === 0) await clock.step(1);
    }
    await clock.step(1);
  };
  await pay(WARM_UP);
  const before = await keptBytes();
  await pay(MEASURED);
  expect(subscribed).toBe(0);
  expect(handler.counts().delivered).toBe(2 * (WARM_UP + MEASURED));
  const grownBytes = (await keptBytes()) - before;
  expect(grownBytes / MEASURED).toBeLessThan(BYTES_EACH_MAX);
}, 120_000);

/** Fewer: a terminal has more parts than a payment. */
const [FLEET_WARM_UP, FLEET_MEASURED] = [400, 200];

it('terminals that came, took a payment, moved and went leave nothing in memory, however many there are', async () => {
  const { engine, terminal, clock } = await createTestEngine(undefined, {
    journal: forgetfulJournal,
    limits: { settledKeptMax: 1, displayGraceMs: 1 },
  });
  const turn = async (count: number) => {
    for (let index = 0; index < count; index += 1) {
      const poiid = `V400m-${String(400_000_000 + index)}`;
      await engine.terminals.add({ poiid, host: '192.0.2.9' });
      await engine.pay(order({ poiid })).settled();
      engine.terminals.readdress(poiid, { host: '192.0.2.10' });
      await engine.terminals.remove(poiid);
      terminal.received.length = 0;
      if (index % 100 === 0) await clock.step(1);
    }
    await clock.step(1);
  };
  await turn(FLEET_WARM_UP);
  const before = await keptBytes();
  await turn(FLEET_MEASURED);
  const grownBytes = (await keptBytes()) - before;
  expect(grownBytes / FLEET_MEASURED).toBeLessThan(BYTES_EACH_MAX);
}, 120_000);
