import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../index.ts';
import { startSimulator, type Simulator } from '../../simulator/index.ts';
import { SHARED_KEY } from '../support/terminal/sealed-terminal.ts';
import { createSimulatedTill } from '../support/wire/simulated-till.ts';

const [FIRST, SECOND, BARE] = ['V400m-324688179', 'V400m-324688180', 'V400m-324688181'] as const;
/** Of the same name and version as the other one: only the terminal tells them apart. */
const OWN_KEY = { ...SHARED_KEY, passphrase: 'Lane8_Red!Teapot' };
const settings = { cardAfterMs: 5, hostAfterMs: 5, personAfterMs: 5 };

let simulator: Simulator;
let engine: Engine;

beforeAll(async () => {
  simulator = await startSimulator({
    terminals: [
      { poiid: FIRST, sharedKeys: [SHARED_KEY], settings },
      { poiid: SECOND, sharedKeys: [OWN_KEY], settings },
      { poiid: BARE, sharedKeys: [], settings },
    ],
    seed: 1,
  });
  engine = await createSimulatedTill(simulator, simulator.terminal(FIRST), {
    terminals: [
      addressOf(FIRST),
      { ...addressOf(SECOND), sharedKeys: [OWN_KEY] },
      { ...addressOf(BARE), protection: 'none' },
    ],
  });
});

afterAll(async () => {
  await engine.close();
  await simulator.close();
});

function addressOf(poiid: string) {
  const { host, port } = simulator.terminal(poiid);
  return { poiid, host, port };
}

function pay(poiid: string, reference: string, till = engine) {
  return till.pay({ poiid, reference, amount: { currency: 'EUR', value: 1000 } }).settled();
}

describe('terminals with different keys of the same name, and one without any', () => {
  it('pay at once, each in its own way', async () => {
    const outcomes = await Promise.all([pay(FIRST, 'ORDER-1'), pay(SECOND, 'ORDER-2'), pay(BARE, 'ORDER-3')]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['approved', 'approved', 'approved']);
    expect(outcomes.map(({ unprotected }) => unprotected)).toEqual([undefined, undefined, true]);
    expect([FIRST, SECOND, BARE].map((poiid) => simulator.terminal(poiid).ledger.entries.length)).toEqual([1, 1, 1]);
  });

  it('do not open what is sealed for the other one, and nothing is charged', async () => {
    const terminal = simulator.terminal(SECOND);
    await terminal.useKeys([SHARED_KEY]);
    expect(await pay(SECOND, 'ORDER-4')).toMatchObject({
      kind: 'notProcessed',
      charged: 'no',
      failure: { code: 'ERR_REJECTED_CRYPTO' },
    });
    await terminal.useKeys([OWN_KEY]);
    expect(await pay(SECOND, 'ORDER-5')).toMatchObject({ kind: 'approved' });
  });
});

describe('a terminal without a key', () => {
  it('is not paid at by an engine that expects protection: its clear text counts for nothing', async () => {
    const till = await createSimulatedTill(simulator, simulator.terminal(BARE));
    const payment = till.pay({ poiid: BARE, reference: 'ORDER-6', amount: { currency: 'EUR', value: 1000 } });
    const outcome = await payment.outcome(1000);
    expect(outcome).not.toMatchObject({ charged: 'yes' });
    await till.close();
  });
});

describe('a terminal with a key', () => {
  it('is not paid at without protection', async () => {
    const terminals = [{ ...addressOf(FIRST), protection: 'none' as const }];
    const till = await createSimulatedTill(simulator, simulator.terminal(FIRST), { terminals });
    const charges = simulator.terminal(FIRST).ledger.entries.length;
    const payment = till.pay({ poiid: FIRST, reference: 'ORDER-7', amount: { currency: 'EUR', value: 1000 } });
    expect(await payment.outcome(1000)).not.toMatchObject({ charged: 'yes' });
    expect(simulator.terminal(FIRST).ledger.entries).toHaveLength(charges);
    await till.close();
  });
});
