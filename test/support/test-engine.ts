import { onTestFinished } from 'vitest';
import { createEngine, type Engine, type EngineOptions, type PayRequest } from '../../index.ts';
import { settle, steppedClock, type SteppedClock } from './clock.ts';
import { checkingJson } from './messages/outcome-json.ts';
import { sealedTerminal, SHARED_KEY, type Behaviour } from './terminal/sealed-terminal.ts';
import { approves } from './terminal/terminal-behaviours.ts';

export const POIID = 'V400m-324688179';
export const OTHER_POIID = 'V400m-324688180';

/** What every test engine is set up with, unless the test says otherwise. */
export const TEST_OPTIONS: EngineOptions = {
  saleId: 'TILL-01',
  environment: 'test',
  terminals: [
    { poiid: POIID, host: '192.0.2.1' },
    { poiid: OTHER_POIID, host: '192.0.2.2' },
  ],
  sharedKeys: [SHARED_KEY],
};

/**
 * An engine with two terminals that do what the test says, on a clock that the test steps. It is closed when the test ends,
 * unless the test did so itself by `end`, as at a restart.
 *
 * @param behave how a terminal answers. Default: it approves
 * @param clock of an earlier engine, where this one stands for the next process of the same machine
 */
export async function createTestEngine(
  behave: Behaviour = approves,
  options: Partial<EngineOptions> = {},
  clock: SteppedClock = steppedClock(),
) {
  const terminal = await sealedTerminal(behave, options.parts?.keyRing);
  const engine = await createEngine({
    ...TEST_OPTIONS,
    ...options,
    parts: { transport: terminal.transport, clock, keyRing: terminal.keyRing, ...options.parts },
  });
  checkingJson(engine);
  let hasEnded = false;
  const end = () => {
    hasEnded = true;
    return endEngine(engine, clock);
  };
  onTestFinished(async () => {
    if (!hasEnded) await end();
  });
  return { engine, terminal, clock, end };
}

/** Closes an engine: what it waits for at most is stepped over. */
async function endEngine(engine: Engine, clock: SteppedClock): Promise<void> {
  const stepping = settle().then(() => clock.step(10_000));
  await Promise.all([engine.close(), stepping]);
}

/** EUR 10.99 on the first terminal. */
export const order = (over: Partial<PayRequest> = {}): PayRequest => ({
  poiid: POIID,
  amount: { currency: 'EUR', value: 1099 },
  reference: 'ORDER-1001',
  ...over,
});
