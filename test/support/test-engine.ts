import { onTestFinished } from 'vitest';
import type { TransportResult } from '../../adapters/ports/transport.port.ts';
import { createEngine, type Engine, type EngineOptions, type PayRequest } from '../../index.ts';
import { settle, steppedClock, type SteppedClock } from './clock.ts';
import { sealedTerminal, SHARED_KEY, type Asked } from './sealed-terminal.ts';

export const POIID = 'V400m-324688179';
export const OTHER_POIID = 'V400m-324688180';

/** A body of an approval, as a terminal answers a Payment. */
export const APPROVAL = {
  Response: { Result: 'Success' },
  POIData: { POITransactionID: { TransactionID: 'Bx4N.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' } },
};

export type Behaviour = (asked: Asked) => TransportResult | Promise<TransportResult>;

/**
 * An engine with two terminals that do what the test says, on a clock that the test steps. It is closed when the test ends.
 *
 * @param behave how a terminal answers. Default: it approves
 */
export async function createTestEngine(
  behave: Behaviour = (asked) => asked.answer(APPROVAL),
  options: Partial<EngineOptions> = {},
  clock: SteppedClock = steppedClock(),
) {
  const terminal = await sealedTerminal(behave);
  const engine = await createEngine({
    saleId: 'TILL-01',
    environment: 'test',
    terminals: [
      { poiid: POIID, host: '192.0.2.1' },
      { poiid: OTHER_POIID, host: '192.0.2.2' },
    ],
    sharedKeys: [SHARED_KEY],
    ...options,
    parts: { transport: terminal.transport, clock, ...options.parts },
  });
  onTestFinished(() => endEngine(engine, clock));
  return { engine, terminal, clock };
}

/** Closes an engine: what it waits for at most is stepped over. */
export async function endEngine(engine: Engine, clock: SteppedClock): Promise<void> {
  const closing = engine.close();
  await settle();
  await clock.step(10_000);
  await closing;
}

/** EUR 10.99 on the first terminal. */
export const order = (over: Partial<PayRequest> = {}): PayRequest => ({
  poiid: POIID,
  amount: { currency: 'EUR', value: 1099 },
  reference: 'ORDER-1001',
  ...over,
});
