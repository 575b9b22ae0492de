import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../../adapters/journal/memory-journal.ts';
import { settle } from '../../../../support/clock.ts';
import { http, never, type Behaviour } from '../../../../support/terminal/sealed-terminal.ts';
import { createTestEngine, order } from '../../../../support/test-engine.ts';
import { readAll } from '../../../../support/test-journals.ts';

const thousand = Array.from({ length: 1000 });

describe('a thousand calls', () => {
  it('of abort are one request at a time, and one more when that is answered', async () => {
    const waiting: (() => void)[] = [];
    const behave: Behaviour = ({ category }) =>
      category === 'Abort' ? new Promise((resolve) => waiting.push(() => resolve(http(200, '')))) : never;
    const journal = memoryJournal();
    const { engine, terminal } = await createTestEngine(behave, { journal });
    const payment = engine.pay(order());
    await settle();
    for (const _ of thousand) payment.abort();
    for (const _ of thousand) engine.abort(payment.id);
    await settle();
    expect(terminal.count('Abort')).toBe(1);
    expect((await readAll(journal)).length).toBeLessThan(10);
    waiting.shift()?.();
    await settle();
    for (const _ of thousand) payment.abort();
    await settle();
    expect(terminal.count('Abort')).toBe(2);
  });

  it('of checkStatus are one request at a time, and one more when that is answered', async () => {
    const waiting: (() => void)[] = [];
    const behave: Behaviour = ({ category }) =>
      category === 'Payment' ? http(503, '') : new Promise((resolve) => waiting.push(() => resolve(http(503, ''))));
    const journal = memoryJournal();
    const { engine, terminal } = await createTestEngine(behave, { journal });
    const payment = engine.pay(order());
    await settle();
    for (const _ of thousand) payment.checkStatus();
    for (const _ of thousand) engine.checkStatus(payment.id);
    await settle();
    expect(terminal.count('TransactionStatus')).toBe(1);
    expect((await readAll(journal)).length).toBeLessThan(10);
    waiting.shift()?.();
    await settle();
    for (const _ of thousand) payment.checkStatus();
    await settle();
    expect(terminal.count('TransactionStatus')).toBe(2);
  });
});
