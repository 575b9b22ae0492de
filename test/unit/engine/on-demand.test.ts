import { describe, expect, it, vi } from 'vitest';
import { memoryJournal } from '../../../adapters/index.ts';
import { inspectedJournal, journalView, type InspectedChanges } from '../../../index.ts';
import { settle, steppedClock } from '../../support/clock.ts';
import { recordsFor } from '../../support/stored-records.ts';

async function journalOfOne() {
  const journal = memoryJournal();
  await journal.append(recordsFor('seen-1', [{ type: 'intent.stored' }]));
  return journal;
}

/** A journal that is followed, when the code for that is there. */
async function followed() {
  const clock = steppedClock();
  const [changes, there] = [[] as InspectedChanges[], [] as boolean[]];
  const end = inspectedJournal(await journalOfOne(), clock).follow?.(
    (change) => changes.push(change),
    (isThere) => there.push(isThere),
  );
  return { clock, changes, there, end: () => end?.() };
}

describe('a journal whose reader is loaded when it is used', () => {
  it('is followed from then on', async () => {
    const { clock, changes, there, end } = await followed();
    await vi.waitFor(async () => {
      await clock.step(1);
      expect(changes.flatMap(({ heads }) => heads.map(({ id }) => id))).toEqual(['seen-1']);
    }, 30_000);
    expect(there).toEqual([]);
    end();
  });

  it('is not followed when that ended before', async () => {
    const { clock, changes, end } = await followed();
    end();
    await import('../../../engine/inspect-journal.ts');
    await settle();
    await clock.step(1000);
    await settle();
    expect(changes).toEqual([]);
  });

  it('is closed without having been read', async () => {
    const close = vi.fn<() => Promise<void>>(() => Promise.resolve());
    await journalView({ ...memoryJournal(), close }).close();
    await inspectedJournal({ ...memoryJournal(), close }).close();
    expect(close).toHaveBeenCalledTimes(2);
  });
});
