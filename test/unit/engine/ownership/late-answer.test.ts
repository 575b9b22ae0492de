import { describe, expect, it } from 'vitest';
import { settle } from '../../../support/clock.ts';
import { APPROVAL, heldTerminal, repeated } from '../../../support/terminal/terminal-behaviours.ts';
import { never, type Behaviour } from '../../../support/terminal/sealed-terminal.ts';
import { order, POIID } from '../../../support/test-engine.ts';
import { readAll } from '../../../support/test-journals.ts';
import { JournalError } from '../../../../index.ts';
import { holdReads } from './held-database.ts';
import { busyTerminal, lostDuringPayment, pair } from './pair.ts';

/** As `busyTerminal`, but its own answer comes when the test lets it. */
function answersLate(body: object = APPROVAL) {
  const status = busyTerminal();
  let answerNow = () => {};
  const late = new Promise<void>((resolve) => (answerNow = resolve));
  const behave: Behaviour = (asked) =>
    asked.category === 'Payment' ? late.then(() => asked.answer(body)) : status.behave(asked);
  const answer = async () => {
    answerNow();
    await settle();
  };
  return { behave, finish: status.finish, answer };
}

describe('an answer that comes where the terminal was lost', () => {
  it.each(['before', 'after'])(
    'raises nothing when it is the own answer and says what the other engine stored %s it came',
    async (when) => {
      const terminal = answersLate();
      const { a, b, clock, check, payment } = await lostDuringPayment(terminal.behave);
      a.cut();
      await b.engine.terminals.acquire(POIID);
      if (when === 'after') await terminal.answer();
      terminal.finish();
      await clock.step(12_000, 1000);
      if (when === 'before') await terminal.answer();
      await check();
      await clock.step(60_000, 1000);
      expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
      expect([a.engine.orphans(), b.engine.orphans()]).toEqual([[], []]);
    },
  );

  it('raises nothing when it answers a check and says what the other engine stored', async () => {
    const held = heldTerminal();
    let checks = 0;
    const behave: Behaviour = (asked) => {
      if (asked.category === 'Payment') return never;
      checks += 1;
      const repeats = () => asked.answer(repeated(asked, APPROVAL));
      return checks === 1 ? Promise.resolve(held.behave(asked)).then(repeats) : repeats();
    };
    const { a, b, clock, check, payment } = await lostDuringPayment(behave);
    a.engine.checkStatus('basket-1');
    await settle();
    a.cut();
    await b.engine.terminals.acquire(POIID);
    await clock.step(12_000, 1000);
    await check();
    expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
    await held.answerNext();
    await clock.step(60_000, 1000);
    expect(checks).toBeGreaterThan(1);
    expect([a.engine.orphans(), b.engine.orphans()]).toEqual([[], []]);
  });

  it('is raised when it says something else than what the other engine stored', async () => {
    const terminal = answersLate({ Response: { Result: 'Failure', ErrorCondition: 'Refusal' } });
    const { a, b, clock, check, payment } = await lostDuringPayment(terminal.behave);
    a.cut();
    await b.engine.terminals.acquire(POIID);
    await terminal.answer();
    terminal.finish();
    await clock.step(12_000, 1000);
    await check();
    expect(payment.state.outcome).toMatchObject({ kind: 'approved' });
    expect(a.engine.orphans()).toMatchObject([{ detail: { transaction: 'basket-1', result: { kind: 'declined' } } }]);
  });

  it.each(['within half a minute', 'before it closes'])(
    'is raised when the other engine has stored no end %s',
    async (when) => {
      const terminal = answersLate();
      const { a, b, clock, payment } = await lostDuringPayment(terminal.behave);
      const alerts: unknown[] = [];
      a.engine.alerts$.subscribe((alert) => alerts.push(alert));
      a.cut();
      await b.engine.terminals.acquire(POIID);
      await terminal.answer();
      await clock.step(5000, 1000);
      expect(alerts).toEqual([]);
      const closed = when === 'before it closes' ? a.engine.close() : undefined;
      await clock.step(closed === undefined ? 30_000 : 6000, 1000);
      await closed;
      expect(payment.state.outcome).toBeUndefined();
      const raised = { type: 'orphan', detail: { transaction: 'basket-1', result: { kind: 'approved' } } };
      expect((await readAll(a.journal)).filter(({ type }) => type === 'orphan')).toMatchObject([raised]);
    },
  );

  /** One engine, which takes nothing by itself: its terminal was lost, and then the answer came. */
  async function keptAnswer() {
    const terminal = answersLate();
    const { start, clock } = await pair(terminal.behave);
    const a = await start('a', { takeOver: false });
    await a.engine.terminals.acquire(POIID);
    a.engine.pay(order({ id: 'basket-1' }));
    await settle();
    a.cut();
    await terminal.answer();
    return { a, clock };
  }
  const RAISED = [{ detail: { transaction: 'basket-1', result: { kind: 'approved' } } }];

  it('is raised when whoever took its transaction up has lost it before it could be stored', async () => {
    const { a, clock } = await keptAnswer();
    const held = holdReads(a.journal, 'readOpen');
    const taking = a.engine.terminals.acquire(POIID);
    await settle();
    a.cut();
    held.letGo();
    await taking;
    await clock.step(60_000, 1000);
    expect(a.engine.orphans()).toMatchObject(RAISED);
  });

  it('is raised when its transaction is found damaged: the person who closes it should know', async () => {
    const { a, clock } = await keptAnswer();
    const damaged = [{ transaction: 'basket-1', poiid: POIID, nextSeq: 9, what: 'damaged' }];
    // oxlint-disable-next-line require-yield -- it cannot be read
    const readOpenOf = async function* () {
      await settle();
      throw new JournalError('ERR_JOURNAL_CORRUPT', 'it cannot be read', { transaction: 'basket-1', damaged });
    };
    Object.assign(a.journal, { readOpenOf, readOpen: readOpenOf });
    await a.engine.terminals.acquire(POIID);
    await clock.step(60_000, 1000);
    expect(a.engine.unresolved()).toMatchObject([{ id: 'basket-1', state: 'damaged' }]);
    expect(a.engine.orphans()).toMatchObject(RAISED);
  });
});
