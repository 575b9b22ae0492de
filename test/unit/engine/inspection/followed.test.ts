import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../../../adapters/index.ts';
import { JournalError } from '../../../../errors.ts';
import { inspectedJournal } from '../../../../engine/inspect-journal.ts';
import type { InspectedChanges } from '../../../../index.ts';
import { settle, steppedClock } from '../../../support/clock.ts';
import { recordsFor } from '../../../support/stored-records.ts';
import { approval } from '../../../support/transactions.ts';
import { createTestEngine, order, OTHER_POIID, POIID } from '../../../support/test-engine.ts';
import { remembersLostAnswers } from '../../../support/terminal/terminal-behaviours.ts';

const LOOK_MS = 1000;
const NEW_POIID = 'V400m-324688199';

const ANSWERED = [
  { type: 'intent.stored' },
  { type: 'link.written' },
  { type: 'poi.answered', result: approval, recovered: false },
] as const;

/** A journal that is looked at, and what its reader says. */
function followed(journal = memoryJournal()) {
  const clock = steppedClock();
  const changes: InspectedChanges[] = [];
  const there: boolean[] = [];
  const end = inspectedJournal(journal, clock).follow?.(
    (change) => changes.push(change),
    (isThere) => there.push(isThere),
  );
  const look = async () => {
    await settle();
    await clock.step(LOOK_MS);
    await settle();
    return changes.splice(0).flatMap(({ heads }) => heads.map(({ id, state }) => `${id} ${state}`));
  };
  return { journal, changes, there, look, end: () => end?.(), clock };
}

describe('a journal that is followed beside a running till', () => {
  it('says what the till stores, once, and how its terminals stand', async () => {
    const journal = memoryJournal();
    const { engine, clock, end } = await createTestEngine(remembersLostAnswers(), { journal });
    const page = followed(journal);
    await page.look();
    engine.pay(order({ id: 'seen-1' }));
    await settle();
    await page.clock.step(LOOK_MS);
    await settle();
    expect(page.changes.at(-1)).toMatchObject({
      heads: [{ id: 'seen-1', state: 'timedOut', charged: 'unknown' }],
      terminals: [{ poi: POIID, work: 'quarantined', unknown: ['seen-1'] }],
    });
    page.changes.length = 0;
    expect(await page.look()).toEqual([]);
    await clock.step(1500, 100);
    await settle();
    await page.clock.step(LOOK_MS);
    await settle();
    expect(page.changes.at(-1)).toMatchObject({
      heads: [{ id: 'seen-1', outcome: 'approved', charged: 'yes' }],
      terminals: [{ poi: POIID, work: 'idle', unknown: [] }],
    });
    page.end();
    await end();
  });

  it('has each event of what is open, also one that changes nothing in a list', async () => {
    const page = followed();
    const records = recordsFor('open-1', [{ type: 'intent.stored' }, { type: 'link.written' }]);
    await page.journal.append(records.slice(0, -1));
    expect(await page.look()).toEqual(['open-1 sending']);
    expect(await page.look()).toEqual([]);
    await page.journal.append(records.slice(-1));
    expect(await page.look()).toEqual(['open-1 awaiting']);
  });

  it('misses none of many that were settled between two looks, and no old one that is settled late', async () => {
    const page = followed();
    const many = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) =>
        recordsFor(`tx-${from + index}`, ANSWERED, {
          settles: true,
          input: { createdAtMs: 1_000_000_000_000 + from + index },
        }),
      ).flat();
    const old = recordsFor('old', ANSWERED, {
      settles: true,
      input: { createdAtMs: 1 },
    });
    await page.journal.append([...old.slice(0, -1), ...many(0, 60)]);
    expect(await page.look()).toHaveLength(51);
    await page.journal.append([...many(60, 120), ...old.slice(-1)]);
    const said = await page.look();
    expect(said).toContain('tx-60 settled');
    expect(said).toContain('old settled');
    expect(new Set(said).size).toBeGreaterThanOrEqual(121);
    expect(await page.look()).toEqual([]);
  });

  it('says when it cannot be read and when it can again, and looks no more when it is ended', async () => {
    const working = memoryJournal();
    let [isFailing, reads] = [false, 0];
    const journal = new Proxy(working, {
      get(target, name) {
        if (name === 'readOpen') reads += 1;
        if (name === 'readOpen' && isFailing) throw new JournalError('ERR_JOURNAL_IO', 'the disk failed');
        const value = Reflect.get(target, name, target) as unknown;
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const page = followed(journal);
    await page.look();
    isFailing = true;
    await page.look();
    await page.look();
    expect(page.there).toEqual([false]);
    isFailing = false;
    await page.look();
    expect(page.there).toEqual([false, true]);
    page.end();
    const count = reads;
    await page.look();
    expect(reads).toBe(count);
  });
});

describe('an engine whose terminals change while it is looked at', () => {
  it('follows one that is added, and says that one is removed', async () => {
    const { engine, clock } = await createTestEngine(remembersLostAnswers());
    const changes: InspectedChanges[] = [];
    const end = engine.inspection.follow((change) => changes.push(change));
    await clock.step(100);
    changes.length = 0;
    await engine.terminals.add({ poiid: NEW_POIID, host: '192.0.2.9' });
    await clock.step(100);
    expect(changes.at(-1)?.terminals).toMatchObject([{ poi: NEW_POIID, work: 'idle' }]);
    expect(changes.at(-1)?.removed).toBeUndefined();
    engine.pay(order({ id: 'seen-1', poiid: NEW_POIID }));
    await settle();
    await clock.step(100);
    expect(changes.at(-1)?.terminals).toMatchObject([{ poi: NEW_POIID, work: 'quarantined' }]);
    expect(await engine.terminals.remove(OTHER_POIID)).toBe(true);
    await clock.step(100);
    expect(changes.at(-1)?.removed).toEqual([OTHER_POIID]);
    expect(changes.at(-1)?.terminals.map(({ poi }) => poi)).not.toContain(OTHER_POIID);
    end();
  });
});
