import { Client } from 'pg';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { happened, placesOf, settled } from '../../../compliance/journal-records.ts';
import { newDatabase, waitingAppends, type TestDatabase } from '../../../support/postgres/database.ts';
import { intentOn, LANE_1, LANE_2, openEngine, openJournal, stoppedClock } from '../../../support/postgres/engines.ts';
import { postgresBin } from '../../../support/postgres/server.ts';

const WAIT = { timeout: 30_000, interval: 20 };

describe.skipIf(postgresBin === undefined)('the owner of a terminal', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await newDatabase();
  });

  const killSessionOf = (owner: string) =>
    database.query('SELECT pg_terminate_backend(pid) FROM tenderline.engine_session WHERE owner = $1', [owner]);
  const silence = (owner: string) =>
    database.query("UPDATE tenderline.engine_session SET seen_at = seen_at - interval '1 hour' WHERE owner = $1", [
      owner,
    ]);

  it('is one engine at a time, and every engine can say which, and where it answers', async () => {
    const a = await openEngine(database.url, 'a');
    const b = await openEngine(database.url, 'b');
    expect(await a.ownership.ownerOf(LANE_1)).toBeUndefined();
    expect(await a.ownership.acquire(LANE_1)).toBe(true);
    expect(await b.ownership.acquire(LANE_1)).toBe(false);
    expect(await b.ownership.acquire(LANE_2)).toBe(true);
    expect([a.ownership.owns(LANE_1), b.ownership.owns(LANE_1)]).toEqual([true, false]);
    const owner = { owner: 'a', url: 'http://a:4460', fence: 1, sinceMs: expect.any(Number) };
    expect(await a.ownership.ownerOf(LANE_1)).toEqual({ ...owner, isSelf: true });
    expect(await b.ownership.ownerOf(LANE_1)).toEqual({ ...owner, isSelf: false });
  });

  it('is the only one of which records of the terminal are stored', async () => {
    const a = await openEngine(database.url, 'a');
    const b = await openEngine(database.url, 'b');
    await a.ownership.acquire(LANE_1);
    await a.append([intentOn(LANE_1, 'pay-1')]);
    const fenced = { name: 'JournalError', code: 'ERR_JOURNAL_FENCED' };
    await expect(b.append([intentOn(LANE_1, 'pay-2')])).rejects.toMatchObject(fenced);
    // Its terminal is known from the transaction, also where a record does not name it.
    await expect(b.append([happened('pay-1', 1)])).rejects.toMatchObject({ ...fenced, transaction: 'pay-1' });
    await a.append([happened('pay-1', 1)]);
    expect(await placesOf(b.read())).toEqual(['pay-10', 'pay-11']);
  });

  it('gives it back, and the next one has a greater fence and reads what is open', async () => {
    const a = await openEngine(database.url, 'a');
    const b = await openEngine(database.url, 'b');
    await a.ownership.acquire(LANE_1);
    await a.ownership.acquire(LANE_2);
    await a.append([
      intentOn(LANE_1, 'open-'),
      intentOn(LANE_1, 'done-'),
      settled('done-', 1),
      intentOn(LANE_2, 'other-'),
    ]);
    await a.ownership.release(LANE_1);
    expect(a.ownership.owns(LANE_1)).toBe(false);
    expect(await b.ownership.ownerOf(LANE_1)).toBeUndefined();
    expect(await b.ownership.acquire(LANE_1)).toBe(true);
    expect(b.ownership.fenceOf(LANE_1)).toBe(2);
    expect(await placesOf(b.readOpenOf(LANE_1))).toEqual(['open-0']);
    await expect(a.append([happened('open-', 1)])).rejects.toMatchObject({ code: 'ERR_JOURNAL_FENCED' });
    await b.append([happened('open-', 1)]);
  });

  it('is none any more when its session is gone, and says so at once', async () => {
    const a = await openEngine(database.url, 'a');
    const b = await openEngine(database.url, 'b');
    const lost = vi.fn<(poiid: string) => void>();
    a.ownership.onLost(lost);
    await a.ownership.acquire(LANE_1);
    await a.append([intentOn(LANE_1, 'pay-1')]);
    await killSessionOf('a');
    await vi.waitFor(() => expect(lost).toHaveBeenCalledWith(LANE_1), WAIT);
    expect(a.ownership.owns(LANE_1)).toBe(false);
    await vi.waitFor(async () => expect(await b.ownership.acquire(LANE_1)).toBe(true), WAIT);
    // The first one has a session again, and still nothing of what it lost.
    await expect(a.append([happened('pay-1', 1)])).rejects.toMatchObject({ code: 'ERR_JOURNAL_FENCED' });
    expect(await a.ownership.acquire(LANE_1)).toBe(false);
    await b.append([happened('pay-1', 1)]);
  });

  it('is none any more from the moment at which a process wakes that was stopped for too long', async () => {
    const { clock, stop } = stoppedClock();
    const a = await openEngine(database.url, 'a', { clock });
    const lost = vi.fn<(poiid: string) => void>();
    a.ownership.onLost(lost);
    await a.ownership.acquire(LANE_1);
    expect(a.ownership.owns(LANE_1)).toBe(true);
    stop(4000);
    // Nothing has run since: not even that the database is asked.
    expect(a.ownership.owns(LANE_1)).toBe(false);
    expect(lost).toHaveBeenCalledTimes(1);
    // What was decided before is not done later, although nobody else took the terminal.
    await vi.waitFor(async () => expect(await a.ownership.acquire(LANE_1)).toBe(true), WAIT);
    expect(a.ownership.fenceOf(LANE_1)).toBe(2);
  });

  it('loses the terminal to another one when the database has not heard of it for too long', async () => {
    const a = await openEngine(database.url, 'a', { heartbeatMs: 2_000_000, trustMs: 2_000_000_000 });
    const b = await openEngine(database.url, 'b');
    await a.ownership.acquire(LANE_1);
    expect(await b.ownership.acquire(LANE_1)).toBe(false);
    // The margin counts: it believes in itself for so long.
    await database.query(
      "UPDATE tenderline.engine_session SET trust_ms = 2400000, seen_at = now() - interval '59 minutes' WHERE owner = 'a'",
    );
    expect(await b.ownership.acquire(LANE_1)).toBe(false);
    await silence('a');
    expect(await b.ownership.acquire(LANE_1)).toBe(true);
    await vi.waitFor(() => expect(a.ownership.owns(LANE_1)).toBe(false), WAIT);
  });

  it('stores nothing under an old fence, whatever it believes', async () => {
    const a = await openEngine(database.url, 'a');
    await a.ownership.acquire(LANE_1);
    await database.query('UPDATE tenderline.terminal_owner SET fence = fence + 1');
    expect(a.ownership.owns(LANE_1)).toBe(true);
    await expect(a.append([intentOn(LANE_1, 'pay-1')])).rejects.toMatchObject({ code: 'ERR_JOURNAL_FENCED' });
    expect(await placesOf(a.read())).toEqual([]);
  });

  it('loses the terminal when the database refuses a record of it, whatever it believed', async () => {
    const a = await openEngine(database.url, 'a');
    const lost = vi.fn<(poiid: string) => void>();
    a.ownership.onLost(lost);
    await a.ownership.acquire(LANE_1);
    await a.ownership.acquire(LANE_2);
    await database.query('UPDATE tenderline.terminal_owner SET fence = fence + 1 WHERE poiid = $1', [LANE_1]);
    await expect(a.append([intentOn(LANE_1, 'pay-1')])).rejects.toMatchObject({ code: 'ERR_JOURNAL_FENCED' });
    expect(lost.mock.calls).toEqual([[LANE_1]]);
    expect([a.ownership.owns(LANE_1), a.ownership.owns(LANE_2)]).toEqual([false, true]);
  });

  it('of a server that is gone is waited for as long as it may believe in itself, from when the next server knows of it', async () => {
    const a = await openEngine(database.url, 'a');
    await a.ownership.acquire(LANE_1);
    // As a replica has it that was promoted: the session, and neither its connection nor its lock.
    const ghost = '00000000-0000-4000-8000-000000000001';
    await database.query(
      `INSERT INTO tenderline.engine_session (session, owner, is_whole, pid, backend_start, trust_ms, seen_at, server)
       VALUES ('${ghost}', 'gone', false, 1, now(), 4000, now() - interval '1 hour', 'another server')`,
    );
    await database.query(
      `INSERT INTO tenderline.terminal_owner VALUES ('${LANE_2}', 7, '${ghost}', 'gone', NULL, now())`,
    );
    const b = await openEngine(database.url, 'b');
    expect(await b.ownership.ownerOf(LANE_2)).toBeUndefined();
    expect(await b.ownership.acquire(LANE_2)).toBe(false);
    await database.query("UPDATE tenderline.engine_session SET believes_until = now() WHERE owner = 'gone'");
    expect(await b.ownership.acquire(LANE_2)).toBe(true);
    expect(b.ownership.fenceOf(LANE_2)).toBe(8);
  });

  it('stores nothing under an old fence, also in a database whose transactions see no news by default', async () => {
    await database.query(`ALTER DATABASE ${database.name} SET default_transaction_isolation = 'repeatable read'`);
    const a = await openEngine(database.url, 'a');
    await a.ownership.acquire(LANE_1);
    const taker = new Client({ connectionString: database.url });
    await taker.connect();
    // As a takeover does it, while the append waits for its turn.
    await taker.query('BEGIN ISOLATION LEVEL READ COMMITTED; SELECT * FROM tenderline.tip FOR UPDATE');
    await taker.query('UPDATE tenderline.terminal_owner SET fence = fence + 1');
    const outcome = a.append([intentOn(LANE_1, 'pay-1')]).catch((error: unknown) => error);
    await vi.waitFor(async () => expect(await waitingAppends(database)).toBe(1), WAIT);
    await taker.query('COMMIT');
    await taker.end();
    expect(await outcome).toMatchObject({ code: 'ERR_JOURNAL_FENCED' });
    expect(await placesOf(a.read())).toEqual([]);
  });

  it('believes in itself no longer because of an append, of which the others do not see when it was', async () => {
    const { clock, stop } = stoppedClock();
    const a = await openEngine(database.url, 'a', { clock, heartbeatMs: 1_000_000, trustMs: 2_000_000 });
    await a.ownership.acquire(LANE_1);
    stop(1_500_000);
    await a.append([intentOn(LANE_1, 'pay-1')]);
    stop(500_000);
    expect(a.ownership.owns(LANE_1)).toBe(false);
  });

  it('hears of records and of owners of another engine', async () => {
    const a = await openEngine(database.url, 'a');
    const b = await openEngine(database.url, 'b');
    const [records, owners] = [vi.fn<() => void>(), vi.fn<() => void>()];
    b.onRecords(records);
    b.ownership.onChange(owners);
    await a.ownership.acquire(LANE_1);
    await vi.waitFor(() => expect(owners).toHaveBeenCalled(), WAIT);
    await a.append([intentOn(LANE_1, 'pay-1')]);
    await vi.waitFor(() => expect(records).toHaveBeenCalled(), WAIT);
    const found = [];
    for await (const { position, record } of b.readAfter(0)) found.push([position, record.transaction]);
    expect(found).toEqual([[1, 'pay-1']]);
    await vi.waitFor(() => expect(b.position()).toBe(1), WAIT);
  });

  it('of the whole journal excludes every other engine, until it ends', async () => {
    const whole = await openJournal({ connectionString: database.url, owner: 'whole' });
    expect(await whole.ownership.acquire(LANE_1)).toBe(true);
    expect(whole.ownership.owns(LANE_1)).toBe(true);
    const refused = { name: 'JournalInUseError', code: 'ERR_CONFIG_JOURNAL_IN_USE' };
    await expect(openJournal({ connectionString: database.url })).rejects.toMatchObject(refused);
    await expect(openEngine(database.url, 'b')).rejects.toMatchObject(refused);
    expect(await whole.ownership.ownerOf(LANE_1)).toMatchObject({ owner: 'whole', isSelf: true });
    await whole.close();
    const b = await openEngine(database.url, 'b');
    await expect(openJournal({ connectionString: database.url })).rejects.toMatchObject(refused);
    await b.close();
    await openJournal({ connectionString: database.url });
  });
});
