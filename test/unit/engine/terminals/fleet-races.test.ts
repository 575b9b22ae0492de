import { describe, expect, it } from 'vitest';
import { settle } from '../../../support/clock.ts';
import { createRotatingTill, CRYPTO_ERROR, keyOfVersion } from '../../../support/terminal/rotating-terminal.ts';
import { SHARED_KEY } from '../../../support/terminal/sealed-terminal.ts';
import { heldTerminal, losesAnswers, remembersLostAnswers } from '../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, OTHER_POIID, POIID } from '../../../support/test-engine.ts';

const terminal = { poiid: POIID, host: '192.0.2.1' };

describe('changes of a fleet that follow each other at once', () => {
  it('end with the last one: removed, added again and removed is removed', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine } = await createTestEngine(behave);
    const payment = engine.pay(order());
    await settle();
    const removals = [engine.terminals.remove(POIID)];
    void engine.terminals.add(terminal);
    removals.push(engine.terminals.remove(POIID));
    expect(engine.terminal(POIID).state.isLeaving).toBe(true);
    await answerNext();
    expect(await payment.settled()).toMatchObject({ kind: 'approved' });
    expect(await Promise.all(removals)).toEqual([false, true]);
    expect(engine.terminals().map(({ poiid }) => poiid)).toEqual([OTHER_POIID]);
  });

  it('removed with an unknown outcome and added again, the terminal stays quarantined by it', async () => {
    const { engine } = await createTestEngine(losesAnswers);
    const payment = engine.pay(order());
    await settle();
    void engine.terminals.remove(POIID);
    await engine.terminals.add({ ...terminal, host: '192.0.2.7' });
    expect(engine.terminal(POIID).state).toMatchObject({ work: 'quarantined', unknown: [payment.id] });
    expect(await engine.pay(order()).settled()).toMatchObject({ failure: { code: 'ERR_TERMINAL_QUARANTINED' } });
  });

  it('configurations count in the order in which they were given', async () => {
    const { engine } = await createTestEngine();
    const slow = { ...terminal, sharedKeys: [SHARED_KEY, ...[4, 5, 6, 7, 8].map(keyOfVersion)] };
    const first = engine.terminals.apply({ terminals: [slow, { poiid: OTHER_POIID, host: '192.0.2.9' }] });
    const second = engine.terminals.apply({ terminals: [terminal] });
    await Promise.all([first, second]);
    await settle();
    expect(engine.terminals().map(({ poiid }) => poiid)).toEqual([POIID]);
  });

  it('keys count in the order in which they were given', async () => {
    const { engine, terminal: far } = await createTestEngine();
    const many = [4, 5, 6, 7, 8, 9, 10, 11].map(keyOfVersion);
    await Promise.all([engine.terminals.replaceKeys(many), engine.terminals.replaceKeys([keyOfVersion(12)])]);
    void engine.pay(order());
    await settle();
    expect(far.received.at(-1)?.keyVersion).toBe(12);
  });
});

describe('a key that is replaced while a payment is in flight', () => {
  it('taken away between the rejection and the next attempt: nothing is sent, and nothing is charged', async () => {
    let reject: (() => void) | undefined;
    const { engine, tries } = await createRotatingTill(1, undefined, {
      rejection: () => new Promise((resolve) => (reject = () => resolve(CRYPTO_ERROR))),
    });
    const payment = engine.pay(order());
    await settle();
    await engine.terminals.replaceKeys([keyOfVersion(9)]);
    reject?.();
    await settle();
    reject?.();
    const outcome = await payment.settled();
    expect(outcome).toMatchObject({ kind: 'notProcessed', charged: 'no' });
    expect(tries).toEqual(['Payment v3', 'Payment v9']);
  });

  it('and taken away for good: a lost answer is still asked for', async () => {
    const { engine, clock } = await createTestEngine(remembersLostAnswers());
    const payment = engine.pay(order());
    await settle();
    await engine.terminals.replaceKeys([keyOfVersion(9)]);
    await clock.step(10_000, 1000);
    expect(payment.state.outcome).toMatchObject({ kind: 'approved', recovered: true });
  });
});
