import { describe, expect, it } from 'vitest';
import { settle } from '../../support/clock.ts';
import { http, never } from '../../support/terminal/sealed-terminal.ts';
import { APPROVAL } from '../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, OTHER_POIID, POIID } from '../../support/test-engine.ts';

describe('the link of a terminal', () => {
  it('is unknown before the first message, and online once an answer came', async () => {
    const { engine } = await createTestEngine();
    expect(engine.terminal(POIID).state.link).toBe('unknown');
    await engine.pay(order()).settled();
    expect(engine.terminal(POIID).state.link).toBe('online');
    expect(engine.terminal(OTHER_POIID).state.link).toBe('unknown');
  });
});

describe('a terminal with an unknown outcome', () => {
  it('that comes back is asked at once', async () => {
    let isThere = false;
    const { engine, terminal, clock } = await createTestEngine((asked) => {
      if (asked.category === 'Payment') return http(503, '');
      if (asked.category === 'Diagnosis') return asked.answer({ Response: { Result: 'Success' } });
      return isThere ? never : { kind: 'failed', failure: { code: 'ERR_LINK_UNREACHABLE', message: '' } };
    });
    engine.pay(order());
    await settle();
    await clock.step(1500);
    expect(engine.terminal(POIID).state.link).toBe('offline');
    const before = terminal.count('TransactionStatus');
    isThere = true;
    await engine.terminal(POIID).diagnose();
    await settle();
    expect(engine.terminal(POIID).state.link).toBe('online');
    expect(terminal.count('TransactionStatus')).toBe(before + 1);
  });
});

describe('an answer that comes to another request than its own', () => {
  it('does not settle the transaction it names: the terminal is asked about that one, and nothing is kept as an orphan', async () => {
    let unknown = '';
    const { engine, terminal } = await createTestEngine((asked) => {
      if (asked.category === 'Payment') return http(503, '');
      if (asked.category !== 'Diagnosis') return never;
      const header = { MessageCategory: 'Payment', ServiceID: unknown };
      return asked.answer(APPROVAL, { header, clearHeader: header });
    });
    const payment = engine.pay(order());
    unknown = payment.serviceId;
    await settle();
    expect(terminal.count('TransactionStatus')).toBe(0);
    expect(await engine.terminal(POIID).diagnose()).toMatchObject({
      kind: 'noAnswer',
      failure: { code: 'ERR_ANSWER_MISMATCH' },
    });
    await settle();
    expect(payment.state.tags).toContain('outcomeUnknown');
    expect(terminal.count('TransactionStatus')).toBe(1);
    expect(engine.orphans()).toEqual([]);
  });
});
