import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { Journal } from '../../../src/adapters/ports/journal.port.ts';
import { createEngine } from '../../../src/index.ts';
import { settle, steppedClock } from '../../support/clock.ts';
import { sealedTerminal, SHARED_KEY } from '../../support/sealed-terminal.ts';

const POIID = 'V400m-324688179';

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

it('ten thousand payments leave no growth of memory behind: what is measured is printed', async () => {
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
  const pay = async (count: number) => {
    for (let index = 0; index < count; index += 1) {
      const payment = engine.pay({ poiid: POIID, amount: { currency: 'EUR', value: 1 }, reference: 'R' });
      payment.state$.subscribe();
      payment.display$.subscribe();
      await payment.settled();
      terminal.received.length = 0;
      if (index % 100 === 0) await clock.step(1);
    }
    await clock.step(1);
  };
  await pay(1000);
  const before = await heapBytes();
  await pay(10_000);
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
