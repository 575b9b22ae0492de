import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Observable } from 'rxjs';
import { expect, it } from 'vitest';
import type { Journal } from '../../../adapters/ports/journal.port.ts';
import { createEngine } from '../../../index.ts';
import { settle, steppedClock } from '../../support/clock.ts';
import { sealedTerminal, SHARED_KEY } from '../../support/sealed-terminal.ts';

const POIID = 'V400m-324688179';

/** A display notification in the clear. */
function notification(ServiceID: string, event: string): Buffer {
  const MessageHeader = { POIID, SaleID: 'TILL-01', ServiceID, DeviceID: event.slice(0, 10) };
  const DisplayRequest = { ReferenceID: `event=${event}&TimeStamp=t` };
  return Buffer.from(JSON.stringify({ SaleToPOIRequest: { MessageHeader, DisplayRequest } }));
}

/** The heap in bytes after everything that nobody holds is gone. */
async function heapBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round += 1) {
    await settle();
    gc();
  }
  return process.memoryUsage().heapUsed;
}

it('ten thousand payments with notifications leave no subscription and no growth of memory: what is measured is printed', async () => {
  const terminal = await sealedTerminal((asked) => asked.answer({ Response: { Result: 'Success' } }));
  const clock = steppedClock();
  // A journal keeps everything by its nature; what is measured here is the engine.
  const journal: Journal = {
    append: () => Promise.resolve(),
    async *read() {},
    async *readOpen() {},
    prune: () => Promise.resolve(0),
    close: () => Promise.resolve(),
  };
  const engine = await createEngine({
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [{ poiid: POIID, host: '192.0.2.1' }],
    sharedKeys: [SHARED_KEY],
    journal,
    limits: { settledKeptMax: 100, displayGraceMs: 1 },
    parts: { transport: terminal.transport, clock },
  });
  const handler = engine.notificationHandler({ allowClearText: true });
  const show = (ServiceID: string, event: string) =>
    handler.handle({
      method: 'POST',
      headers: {},
      body: notification(ServiceID, event),
      remoteAddress: '127.0.0.1',
    });
  let subscribed = 0;
  const follow = (stream: Observable<unknown>) => {
    subscribed += 1;
    stream.subscribe().add(() => (subscribed -= 1));
  };
  const pay = async (count: number) => {
    for (let index = 0; index < count; index += 1) {
      const payment = engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1 }, reference: 'R' });
      follow(payment.state$);
      follow(payment.display$);
      await show(payment.serviceId, 'TENDER_CREATED');
      await payment.settled();
      await show(payment.serviceId, 'CARD_REMOVED');
      terminal.received.length = 0;
      if (index % 100 === 0) await clock.step(1);
    }
    await clock.step(1);
  };
  await pay(1000);
  const before = await heapBytes();
  await pay(10_000);
  expect(subscribed).toBe(0);
  expect(handler.counts().delivered).toBe(22_000);
  const grownBytes = (await heapBytes()) - before;
  console.log(
    `heap after 10,000 more payments: ${Math.round(grownBytes / 1024)} KiB more, ${grownBytes / 10_000} bytes each`,
  );
  expect(grownBytes / 10_000).toBeLessThan(100);
  const closing = engine.close();
  await settle();
  await clock.step(10_000);
  await closing;
}, 120_000);
