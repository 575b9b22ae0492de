import { describe, expect, it } from 'vitest';
import { settle } from '../../../support/clock.ts';
import { http, SHARED_KEY } from '../../../support/terminal/sealed-terminal.ts';
import { heldTerminal } from '../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, OTHER_POIID, POIID } from '../../../support/test-engine.ts';

describe('keys that are replaced while the engine runs', () => {
  const NEXT_KEY = { ...SHARED_KEY, keyVersion: 4 };

  it('seal what is sent from now on; an answer to what was sent before is still opened', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, terminal } = await createTestEngine(behave);
    const before = engine.pay(order());
    await settle();
    await engine.terminals.replaceKeys([NEXT_KEY]);
    await answerNext();
    expect(await before.settled()).toMatchObject({ kind: 'approved' });
    const after = engine.pay(order());
    await settle();
    await answerNext();
    expect(await after.settled()).toMatchObject({ kind: 'approved' });
    expect(terminal.received.map(({ keyVersion }) => keyVersion)).toEqual([3, 4]);
  });

  it('open an answer to what was sent before them', async () => {
    const answers: (() => void)[] = [];
    const { engine, terminal } = await createTestEngine(
      (asked) =>
        new Promise((resolve) => answers.push(() => resolve(asked.answer({ Response: { Result: 'Success' } })))),
    );
    const asked = engine.terminal(POIID).request('EnableService', {});
    await settle();
    const later = engine.terminal(POIID).request('EnableService', {});
    await settle();
    await engine.terminals.replaceKeys([NEXT_KEY, SHARED_KEY]);
    answers.forEach((answer) => answer());
    expect(await Promise.all([asked, later])).toMatchObject([{ kind: 'answered' }, { kind: 'answered' }]);
    expect(terminal.received).toHaveLength(2);
  });

  it('are those of one terminal when it is named', async () => {
    const { engine, terminal } = await createTestEngine();
    await engine.terminals.replaceKeys([NEXT_KEY], OTHER_POIID);
    await engine.pay(order()).settled();
    await engine.pay(order({ poiid: OTHER_POIID })).settled();
    expect(terminal.received.map(({ keyVersion }) => keyVersion)).toEqual([3, 4]);
  });

  it.each([
    ['none', [], 'ERR_CONFIG_KEY'],
    ['a passphrase in the place of the list', 'Lane7_Blue!Kettle', 'ERR_CONFIG_KEY'],
    ['one that breaks a rule', [{ ...SHARED_KEY, passphrase: 'lane' }], 'ERR_CONFIG_PASSPHRASE'],
  ])('are refused when they are %s, and the old ones stay', async (_, keys, code) => {
    const { engine } = await createTestEngine();
    const refused = engine.terminals.replaceKeys(keys as never);
    await expect(refused).rejects.toMatchObject({ code });
    await expect(refused).rejects.not.toThrow('Kettle');
    expect(await engine.pay(order()).settled()).toMatchObject({ kind: 'approved' });
  });

  it('are refused for a terminal without protection', async () => {
    const { engine } = await createTestEngine(() => http(200, ''), {
      terminals: [{ poiid: POIID, host: '192.0.2.1', protection: 'none' }],
    });
    await expect(engine.terminals.replaceKeys([NEXT_KEY], POIID)).rejects.toMatchObject({
      code: 'ERR_CONFIG_PROTECTION',
    });
  });
});
