import { describe, expect, it, onTestFinished } from 'vitest';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import { createEngine, type EngineOptions } from '../../../../index.ts';
import { resolveOptions } from '../../../../engine/options/resolve-options.ts';
import { resolveParts } from '../../../../engine/options/resolve-parts.ts';
import { silentLogger } from '../../../../engine/runtime/logging.ts';
import { settle, steppedClock } from '../../../support/clock.ts';
import { sealedTerminal } from '../../../support/terminal/sealed-terminal.ts';
import { approves } from '../../../support/terminal/terminal-behaviours.ts';
import { order, POIID, TEST_OPTIONS } from '../../../support/test-engine.ts';

const bug = (): never => {
  throw new Error('thrown by an injected part');
};

/** How a function of a part goes wrong. */
const FAULTS: Readonly<Record<string, (...given: never[]) => unknown>> = {
  throws: bug,
  rejects: () => Promise.reject(new Error('rejected by an injected part')),
  'returns garbage': () => ({ kind: 'nonsense' }),
  'returns nothing': () => undefined,
  'never ends': () => new Promise(() => {}),
};

type Functions = Record<string, (...given: unknown[]) => unknown>;

/** Everything that a caller injects, by its name in the options: a new part is here as soon as the engine resolves it. */
async function injected() {
  const { keyRing, transport } = await sealedTerminal(approves);
  const given = { clock: steppedClock(), keyRing, transport };
  const parts = await resolveParts(given, undefined, resolveOptions(TEST_OPTIONS), silentLogger);
  return {
    ...parts,
    keyRing,
    logger: { ...silentLogger },
    journal: memoryJournal(),
    'transport()': parts.transport({} as never),
  };
}

const PARTS = Object.entries(await injected()).flatMap(([part, value]): [string, string][] => {
  if (typeof value === 'function') return [[part, '']];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, member]): [string, string][] =>
    typeof member === 'function' && name !== 'step' ? [[part, name]] : [],
  );
});

/** An engine of which one function of one part goes wrong as soon as `breakIt` is called. */
async function engineWith(part: string, name: string, fault: (...given: never[]) => unknown) {
  const parts = await injected();
  const terminal = await sealedTerminal(approves);
  const clock = steppedClock();
  let isBroken = false;
  const breaking = <T extends object>(owner: string, value: T): T => {
    const copy: Functions = { ...value } as Functions;
    const sound = copy[name];
    if (owner === part && sound !== undefined) {
      copy[name] = (...given) => (isBroken ? fault(...(given as never[])) : sound(...given));
    }
    return copy as T;
  };
  const logger = breaking('logger', { ...silentLogger, child: (): typeof silentLogger => logger });
  const options: EngineOptions = {
    ...TEST_OPTIONS,
    journal: breaking('journal', memoryJournal()),
    logger,
    parts: {
      clock: breaking('clock', clock),
      random: breaking('random', parts.random),
      keyRing: breaking('keyRing', terminal.keyRing),
      transport: () => breaking('transport()', terminal.transport()),
    },
  };
  const engine = await createEngine(options);
  return { engine, terminal, clock, breakIt: (broken = true) => void (isBroken = broken) };
}

/** What would end the process. */
function watchProcess(): unknown[] {
  const seen: unknown[] = [];
  const note = (reason: unknown) => void seen.push(reason);
  process.on('unhandledRejection', note).on('uncaughtException', note);
  onTestFinished(() => void process.off('unhandledRejection', note).off('uncaughtException', note));
  return seen;
}

describe('the parts that a caller injects', () => {
  it('are found by themselves', () => {
    const names = new Set(PARTS.map(([part]) => part));
    expect([...names].toSorted()).toEqual([
      'clock',
      'journal',
      'keyRing',
      'logger',
      'ownership',
      'random',
      'transport',
      'transport()',
    ]);
    expect(PARTS.length).toBeGreaterThan(15);
  });

  // The factory of transports is called once, at the start, where what it throws is the caller's to see.
  const cases = PARTS.filter(([part]) => part !== 'transport').flatMap(([part, name]) =>
    Object.entries(FAULTS).map(([how, fault]) => [`${part}.${name} ${how}`, part, name, fault] as const),
  );

  it.each(cases)(
    '%s: no payment is lost, sent twice or reported wrongly, and the process goes on',
    async (_, ...given) => {
      const seen = watchProcess();
      const { engine, terminal, clock, breakIt } = await engineWith(...given);
      breakIt();
      const payment = engine.pay(order({ id: 'basket-1' }));
      await settle();
      payment.abort();
      payment.checkStatus();
      void engine.terminal(POIID).diagnose();
      await clock.step(60_000, 1000);
      breakIt(false);
      await clock.step(120_000, 1000);
      expect(terminal.count('Payment')).toBeLessThanOrEqual(1);
      const { outcome, state } = payment.state;
      // It has an outcome that is true, is listed, or waits for the look-up of its id.
      if (outcome !== undefined) expect(outcome.charged === 'yes').toBe(terminal.count('Payment') === 1);
      else if (state !== 'queued') expect(engine.unresolved().map(({ id }) => id)).toEqual(['basket-1']);
      let isClosed = false;
      void engine.close().then(
        () => (isClosed = true),
        () => (isClosed = true),
      );
      await settle();
      await clock.step(5000, 1000);
      expect(isClosed).toBe(true);
      expect(seen).toEqual([]);
    },
  );
});
