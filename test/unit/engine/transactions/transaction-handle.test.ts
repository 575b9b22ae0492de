import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/journal/memory-journal.ts';
import { settle } from '../../../support/clock.ts';
import { never } from '../../../support/terminal/sealed-terminal.ts';
import { createTestEngine, order } from '../../../support/test-engine.ts';
import { readAll } from '../../../support/test-journals.ts';

describe('the handle of a transaction', () => {
  it('gives unresolved for what is not settled in time, never declined, and the outcome is waited for', async () => {
    const { engine, clock } = await createTestEngine(() => never);
    const payment = engine.pay(order());
    const soon = payment.outcome(1000);
    await settle();
    await clock.step(1000);
    expect(await soon).toEqual({ kind: 'unresolved', charged: 'unknown', state: 'awaiting' });
  });

  it.each([-1, Number.NaN, 'soon'])('refuses to wait %s milliseconds', async (withinMs) => {
    const { engine } = await createTestEngine(() => never);
    await expect(engine.pay(order()).outcome(withinMs as number)).rejects.toMatchObject({ code: 'ERR_INPUT_WITHIN' });
  });

  it('waits without an end for as long as it takes: no timer cuts it short', async () => {
    const { engine, clock } = await createTestEngine(() => never);
    const payment = engine.pay(order());
    let isOver = false;
    void payment.outcome(Infinity).then(() => (isOver = true));
    await settle();
    await clock.step(10_000_000_000, 5_000_000_000);
    expect(isOver).toBe(false);
  });

  it('leaves no trace in the journal when a settled transaction is aborted or checked', async () => {
    const journal = memoryJournal();
    const { engine } = await createTestEngine(undefined, { journal });
    const payment = engine.pay(order());
    await payment.settled();
    const before = (await readAll(journal)).length;
    payment.abort();
    payment.checkStatus();
    await settle();
    expect(await readAll(journal)).toHaveLength(before);
  });
});
