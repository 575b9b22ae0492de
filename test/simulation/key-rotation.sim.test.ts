import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine, TransactionState } from '../../index.ts';
import { createPrng } from '../../simulator/primitives/prng.ts';
import { startSimulator, type SimulatedTerminal, type Simulator } from '../../simulator/index.ts';
import { SEED } from '../support/seed.ts';
import { createSimulatedTill } from '../support/wire/simulated-till.ts';

const TERMINALS = 30;
const PAYMENTS_EACH = 3;
/** Request, charge and answer. */
const MOMENTS_EACH = PAYMENTS_EACH * 3;
const OLD = { keyIdentifier: 'lane-key', keyVersion: 1, passphrase: 'Lane7_Blue!Kettle' };
const NEW = { ...OLD, keyVersion: 2, passphrase: 'Lane8_Red!Teapot1' };
const POIIDS = Array.from({ length: TERMINALS }, (_, index) => `V400m-3246881${String(index).padStart(2, '0')}`);
const settings = { cardAfterMs: 3, hostAfterMs: 3, personAfterMs: 3 };
const LIMITS = { firstCheckDelayMs: 20, statusIntervalMs: 30, fastChecksMax: 1000, terminalRestartMinMs: 600_000 };

let simulator: Simulator;
let engine: Engine;

beforeAll(async () => {
  simulator = await startSimulator({
    terminals: POIIDS.map((poiid) => ({ poiid, sharedKeys: [OLD], settings })),
    seed: SEED,
  });
  engine = await createSimulatedTill(simulator, simulator.terminal(POIIDS[0] ?? ''), {
    terminals: simulator.terminals.map(({ poiid, host, port }) => ({ poiid, host, port })),
    sharedKeys: [NEW, OLD],
    limits: LIMITS,
  });
});

afterAll(async () => {
  await engine.close();
  await simulator.close();
});

/** What a terminal really does: the version it has, and the one under which it last gave an answer. */
interface Truth {
  version: number;
  answered: number | undefined;
}

/** Switches the terminal to the new key at a moment that the seed chooses; some of its answers get lost. */
function rotate(terminal: SimulatedTerminal, prng: { next(): number }): Truth {
  const truth: Truth = { version: 1, answered: undefined };
  const under = new Map<string, number>();
  let left = Math.floor(prng.next() * MOMENTS_EACH);
  const passMoment = () => {
    left -= 1;
    if (left === -1) void terminal.useKeys([NEW]).then(() => (truth.version = 2));
  };
  terminal.events.on('request', ({ ServiceID }) => (under.set(ServiceID, truth.version), passMoment()));
  terminal.events.on('charged', passMoment);
  terminal.events.on('answered', ({ ServiceID }) => ((truth.answered = under.get(ServiceID)), passMoment()));
  for (let payment = 0; payment < PAYMENTS_EACH; payment += 1) {
    if (prng.next() < 0.2) terminal.script({ category: 'Payment', kind: 'dropAfterRead' });
  }
  return truth;
}

async function payAll(poiid: string): Promise<void> {
  for (let number = 1; number <= PAYMENTS_EACH; number += 1) {
    const reference = `${poiid}-${number}`;
    await engine.pay({ poiid, reference, amount: { currency: 'EUR', value: 1000 + number } }).settled();
  }
}

describe('thirty terminals that get a new key while they take payments', () => {
  it('charge every payment once, and the engine always knows which key each of them uses', async () => {
    console.log(`seed ${SEED}`);
    const prng = createPrng(SEED);
    const truths = new Map(simulator.terminals.map((terminal) => [terminal.poiid, rotate(terminal, prng)]));
    const settled: TransactionState[] = [];
    const wrong: string[] = [];
    engine.transactions$.subscribe((state) => {
      if (state.state !== 'settled') return;
      settled.push(state);
      const [known, true_] = [engine.terminal(state.poiid).keyInUse, truths.get(state.poiid)];
      if (known?.keyVersion === true_?.answered && known?.isActive === (known?.keyVersion === 2)) return;
      wrong.push(`${state.reference}: ${JSON.stringify(known)}, answered under ${true_?.answered}`);
    });

    await Promise.all(POIIDS.map(payAll));

    expect(wrong).toEqual([]);
    expect(engine.unresolved()).toEqual([]);
    expect(settled.map(({ outcome }) => outcome?.kind)).toEqual(settled.map(() => 'approved'));
    const references = POIIDS.flatMap((poiid) => Array.from({ length: PAYMENTS_EACH }, (_, i) => `${poiid}-${i + 1}`));
    expect(settled.map(({ reference }) => reference).toSorted()).toEqual(references.toSorted());
    const charged = simulator.terminals.flatMap(({ ledger }) => ledger.entries.map(({ reference }) => reference));
    expect(charged.toSorted()).toEqual(references.toSorted());
    const received = simulator.terminals.flatMap((terminal) => terminal.received.map(({ ServiceID }) => ServiceID));
    expect(new Set(received).size).toBe(received.length);
    // Each terminal began under the old key, so the new one was rejected by all of them at least once.
    const again = settled.filter(({ rejectedServiceIds }) => rejectedServiceIds !== undefined);
    expect(again.length).toBeGreaterThanOrEqual(TERMINALS - 3);
    expect(again.every(({ rejectedServiceIds }) => rejectedServiceIds?.length === 1)).toBe(true);
    expect(
      again.flatMap(({ rejectedServiceIds = [] }) => rejectedServiceIds).filter((id) => received.includes(id)),
    ).toEqual([]);

    // Until the last one: a Diagnosis tries the new key first.
    await Promise.all(simulator.terminals.map((terminal) => terminal.useKeys([NEW])));
    await Promise.all(engine.terminals().map((terminal) => terminal.diagnose()));
    expect(engine.terminals().filter(({ keyInUse }) => keyInUse?.isActive !== true)).toEqual([]);
  });
});
