import { describe, expect, it } from 'vitest';
import type { Logger } from '../../../../engine/runtime/logging.ts';
import { settle } from '../../../support/clock.ts';
import { SHARED_KEY } from '../../../support/terminal/sealed-terminal.ts';
import { heldTerminal } from '../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, OTHER_POIID, POIID } from '../../../support/test-engine.ts';

const [FIRST, OTHER, NEW] = [
  { poiid: POIID, host: '192.0.2.1' },
  { poiid: OTHER_POIID, host: '192.0.2.2' },
  { poiid: 'V400m-324688199', host: '192.0.2.9' },
];

describe('a configuration that is applied to a running engine', () => {
  it('adds, moves and removes what differs, says what, and leaves the rest alone', async () => {
    const { engine } = await createTestEngine();
    const first = engine.terminal(POIID);
    expect(await engine.terminals.apply({ terminals: [FIRST, OTHER] })).toEqual([]);
    const changes = await engine.terminals.apply({ terminals: [{ ...FIRST, port: 9443 }, NEW] });
    expect(changes).toEqual([
      { poiid: POIID, change: 'readdressed' },
      { poiid: NEW.poiid, change: 'added' },
      { poiid: OTHER_POIID, change: 'leaving' },
    ]);
    await settle();
    expect(engine.terminals().map(({ poiid }) => poiid)).toEqual([POIID, NEW.poiid]);
    expect(engine.terminal(POIID)).toBe(first);
  });

  it('lets what runs on a terminal that goes end, and takes that terminal back when it comes again', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine } = await createTestEngine(behave);
    const payment = engine.pay(order());
    await settle();
    expect(await engine.terminals.apply({ terminals: [OTHER] })).toEqual([{ poiid: POIID, change: 'leaving' }]);
    expect(await engine.terminals.apply({ terminals: [OTHER] })).toEqual([]);
    expect(await engine.terminals.apply({ terminals: [FIRST, OTHER] })).toEqual([{ poiid: POIID, change: 'added' }]);
    await answerNext();
    expect(await payment.settled()).toMatchObject({ kind: 'approved' });
    await settle();
    expect(engine.terminal(POIID).state.isLeaving).toBeUndefined();
  });

  it('replaces the keys', async () => {
    const { engine, terminal } = await createTestEngine();
    await engine.terminals.apply({ terminals: [FIRST], sharedKeys: [{ ...SHARED_KEY, keyVersion: 4 }] });
    await engine.pay(order()).settled();
    expect(terminal.received.map(({ keyVersion }) => keyVersion)).toEqual([4]);
  });

  it.each([
    ['a terminal without a host', { terminals: [NEW, { poiid: POIID }] }, 'ERR_CONFIG_TERMINAL'],
    ['no terminal', { terminals: [] }, 'ERR_CONFIG_TERMINAL'],
    ['a terminal twice', { terminals: [NEW, NEW] }, 'ERR_CONFIG_TERMINAL'],
    [
      'a terminal whose protection is another one',
      { terminals: [NEW, { ...FIRST, protection: 'none' }] },
      'ERR_CONFIG_PROTECTION',
    ],
    ['no key', { terminals: [NEW], sharedKeys: [] }, 'ERR_CONFIG_KEY'],
  ])('changes nothing at all when it has %s', async (_, configuration, code) => {
    const { engine, terminal } = await createTestEngine();
    await expect(engine.terminals.apply(configuration as never)).rejects.toMatchObject({ code });
    expect(engine.terminals().map(({ poiid, state }) => [poiid, state.isLeaving])).toEqual([
      [POIID, undefined],
      [OTHER_POIID, undefined],
    ]);
    await engine.pay(order()).settled();
    expect(terminal.received).toHaveLength(1);
  });

  it('tells whoever follows the list', async () => {
    const { engine } = await createTestEngine();
    const lists: number[] = [];
    engine.terminals.list$.subscribe((terminals) => lists.push(terminals.length));
    await engine.terminals.apply({ terminals: [FIRST, OTHER, NEW] });
    await engine.terminals.remove(OTHER_POIID);
    expect(lists).toEqual([2, 3, 2]);
  });
});

describe('a key that is taken away by a configuration', () => {
  it('is logged of each terminal that still used it, as everywhere', async () => {
    const lines: unknown[] = [];
    const note = (...given: unknown[]) => void lines.push(given);
    const logger: Logger = { trace: note, debug: note, info: note, warn: note, error: note, child: () => logger };
    const { engine } = await createTestEngine(undefined, { logger });
    await engine.pay(order()).settled();
    await engine.terminals.apply({ terminals: [FIRST], sharedKeys: [{ ...SHARED_KEY, keyVersion: 4 }] });
    expect(JSON.stringify(lines)).toContain('terminal.keyDropped');
  });
});
