import { describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../adapters/index.ts';
import { parsePOIID } from '../../../../protocol/ids.ts';
import { createPrng } from '../../../../simulator/primitives/prng.ts';
import { VirtualClock } from '../../../../simulator/world/virtual-clock.ts';
import { Database, type Tip } from '../../../../testkit/pair-world/database/database.ts';
import { Lines } from '../../../../testkit/pair-world/database/lines.ts';
import { PairJournal } from '../../../../testkit/pair-world/database/pair-journal.ts';
import { TillHost } from '../../../../testkit/shop/till-host.ts';
import { recordsFor } from '../../../support/stored-records.ts';
import { readAll } from '../../../support/test-journals.ts';

const POIID = parsePOIID('V400m-324688179');

/** Two engines' journals on one database. */
async function pair() {
  const clock = new VirtualClock();
  const database = new Database(clock, () => undefined);
  const lines = new Lines(clock, createPrng(1));
  const start = (machine: 'A' | 'B', memory: { tip: Tip } = { tip: { position: 0, entry: undefined } }) => {
    const host = new TillHost(clock, {
      machine: { now: () => clock.now(), upMs: () => clock.now() },
      name: machine,
      onEnd: ({ ended }) => journal.hostEnded(ended === 'poweredOff' ? ended : 'killed'),
      onThrow: () => undefined,
    });
    const journal = new PairJournal({ database, lines, host, machine, memory });
    return { host, journal, memory, ownership: journal.ownership };
  };
  const [A, B] = [start('A'), start('B')];
  await clock.advance(100);
  const acquire = (one: typeof A) => clock.until(one.ownership.acquire(POIID));
  return { clock, database, lines, A, B, acquire, start };
}

const [opened, stored] = recordsFor('ORDER-1', [{ type: 'intent.stored' }]).map((record) => ({
  ...record,
  poiid: POIID,
})) as [JournalRecord, JournalRecord];

describe('who owns a terminal in the pair', () => {
  it('is one engine, until its process is killed', async () => {
    const { clock, A, B, acquire } = await pair();
    expect([await acquire(A), await acquire(B)]).toEqual([true, false]);
    A.host.end('killed');
    await clock.advance(10);
    expect(await acquire(B)).toBe(true);
    expect(B.ownership.fenceOf(POIID)).toBe(2);
  });

  it('is the other one no sooner than the one that is stopped has lost its trust', async () => {
    const { clock, A, B, acquire } = await pair();
    await acquire(A);
    A.host.endAfter(0, 'stopped');
    await clock.advance(5000);
    expect([await acquire(B), A.ownership.owns(POIID)]).toEqual([false, false]);
    await clock.advance(1200);
    expect(await acquire(B)).toBe(true);
    A.host.wake();
    await clock.advance(1000);
    expect(A.ownership.owns(POIID)).toBe(false);
  });

  it('is told to nobody who asks for a terminal without a living owner', async () => {
    const { clock, A, acquire } = await pair();
    await acquire(A);
    expect(await clock.until(A.ownership.ownerOf(POIID))).toMatchObject({ owner: 'A', isSelf: true, fence: 1 });
    await clock.until(A.ownership.release(POIID));
    expect(await clock.until(A.ownership.ownerOf(POIID))).toBeUndefined();
  });
});

describe('an append in the pair', () => {
  it("is refused when the terminal is not the engine's, and stores nothing", async () => {
    const { clock, database, A, B, acquire } = await pair();
    await acquire(A);
    await expect(clock.until(B.journal.append([opened]))).rejects.toMatchObject({ code: 'ERR_JOURNAL_FENCED' });
    expect(database.recordsOf()).toEqual([]);
  });

  it('whose confirmation was lost with its session is looked up: it is stored', async () => {
    const { clock, database, lines, A, acquire } = await pair();
    await acquire(A);
    lines.health = { kind: 'losing' };
    const append = A.journal.append([opened]);
    await clock.advance(10);
    lines.health = { kind: 'well' };
    await expect(clock.until(append)).resolves.toBeUndefined();
    expect(database.recordsOf()).toHaveLength(1);
    expect(A.ownership.owns(POIID)).toBe(false);
  });

  it('that was on its way when its session was ended is not stored any more', async () => {
    const { clock, database, lines, A, acquire } = await pair();
    await acquire(A);
    lines.cut('A', 2000);
    const append = clock.until(A.journal.append([opened]).catch((error: unknown) => error));
    for (const { id, owner } of database.sessions) if (owner === 'A') database.end(id);
    expect(await append).toMatchObject({ code: 'ERR_JOURNAL_IO' });
    expect(database.recordsOf()).toEqual([]);
  });

  it('of records that are there is a conflict', async () => {
    const { clock, A, acquire } = await pair();
    await acquire(A);
    await clock.until(A.journal.append([opened, stored]));
    await expect(clock.until(A.journal.append([stored]))).rejects.toMatchObject({ code: 'ERR_JOURNAL_CONFLICT' });
    expect(await clock.until(readAll(A.journal))).toEqual([opened, stored]);
  });
});

it('an engine that knew of records which a failover lost owns nothing, also when it is started again', async () => {
  const { clock, database, A, acquire, start } = await pair();
  await acquire(A);
  await clock.until(A.journal.append([opened, stored]));
  database.failOver(1);
  await clock.advance(5000);
  expect(A.ownership.owns(POIID)).toBe(false);
  await expect(acquire(A)).rejects.toMatchObject({ code: 'ERR_JOURNAL_ROLLED_BACK' });
  A.host.end('killed');
  const again = start('A', A.memory);
  await expect(clock.until(again.journal.open(2000))).rejects.toMatchObject({ code: 'ERR_JOURNAL_ROLLED_BACK' });
});
