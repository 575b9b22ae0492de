import { createTestEngine, order, TEST_OPTIONS } from '../../../support/test-engine.ts';
import { settle, steppedClock } from '../../../support/clock.ts';
import { sharedDatabase } from '../../../support/engine/shared-database.ts';
import { never, sealedTerminal, type Behaviour } from '../../../support/terminal/sealed-terminal.ts';
import { APPROVAL, approves, repeated } from '../../../support/terminal/terminal-behaviours.ts';
import type { EngineOptions } from '../../../../index.ts';

/** Two machines, one database, the same terminals, one clock that the test steps. */
export async function pair(behave: Behaviour = approves, { hints = false } = {}) {
  const clock = steppedClock();
  const terminal = await sealedTerminal(behave);
  const database = sharedDatabase({ hints });
  const start = async (owner: string, options: Partial<EngineOptions> = {}) => {
    const session = database.connect(owner);
    const { journal, ownership } = session;
    const parts = { ownership, bootId: `boot of ${owner}`, transport: terminal.transport };
    const bench = await createTestEngine(behave, { ...options, journal, parts }, clock);
    return { ...bench, ...session };
  };
  /** The next check of each engine. */
  const check = async () => {
    await clock.step(1000);
    await settle();
  };
  return { clock, terminal, database, start, check };
}

export const TERMINALS = TEST_OPTIONS.terminals.map(({ poiid }) => poiid);

/** The shopper is at the terminal, whose own answer never comes; a check brings the approval from then on. */
export function busyTerminal() {
  let isDone = false;
  const behave: Behaviour = (asked) =>
    asked.category === 'TransactionStatus' && isDone ? asked.answer(repeated(asked, APPROVAL)) : never;
  return { behave, finish: () => void (isDone = true) };
}

/** A payment that is under way at a, and b, which has no terminal yet. */
export async function lostDuringPayment(behave: Behaviour) {
  const bench = await pair(behave);
  const a = await bench.start('a');
  const payment = a.engine.pay(order({ id: 'basket-1' }));
  await settle();
  const b = await bench.start('b');
  return { ...bench, a, b, payment };
}
