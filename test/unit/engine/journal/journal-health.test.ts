import { describe, expect, it } from 'vitest';
import { withHealth } from '../../../../engine/journal/journal-health.ts';
import type { Health } from '../../../../index.ts';
import { createTestEngine, order } from '../../../support/test-engine.ts';
import { heldJournal } from '../../../support/test-journals.ts';

describe('a journal that fails', () => {
  it('is seen in health$, and refuses new transactions until it works again', async () => {
    const { journal, failNext } = heldJournal({ held: false });
    const { engine, terminal } = await createTestEngine(undefined, { journal });
    const health: Health[] = [];
    engine.health$.subscribe((value) => health.push(value));
    failNext(1);
    expect(await engine.pay(order()).settled()).toMatchObject({ failure: { code: 'ERR_JOURNAL' } });
    expect(terminal.received).toEqual([]);
    expect(await engine.pay(order()).settled()).toMatchObject({ kind: 'approved' });
    expect(health).toEqual([{ journal: 'ok' }, { journal: 'failing', code: 'ERR_JOURNAL_FULL' }, { journal: 'ok' }]);
  });
});

describe('the health of a journal', () => {
  it('is reported when it changes, not for each append, and ends when the journal is closed', async () => {
    const { journal: disk, failNext } = heldJournal({ held: false });
    const { journal, health$ } = withHealth(disk);
    const health: (Health | 'ended')[] = [];
    health$.subscribe({ next: (value) => health.push(value), complete: () => health.push('ended') });
    await journal.append([]);
    failNext(2);
    await expect(journal.append([])).rejects.toMatchObject({ code: 'ERR_JOURNAL_FULL' });
    await expect(journal.append([])).rejects.toMatchObject({ code: 'ERR_JOURNAL_FULL' });
    await journal.append([]);
    await journal.append([]);
    await journal.close();
    expect(health).toEqual([
      { journal: 'ok' },
      { journal: 'failing', code: 'ERR_JOURNAL_FULL' },
      { journal: 'ok' },
      'ended',
    ]);
  });
});
