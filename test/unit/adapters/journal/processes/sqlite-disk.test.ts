import { execFileSync } from 'node:child_process';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { JournalRecord } from '../../../../../adapters/ports/journal.port.ts';
import { newer, olderPlacesOf, opened, orphan, placesOf, settled } from '../../../../compliance/journal-records.ts';
import { driver, newFolder, openSqliteJournal } from '../../../../compliance/sqlite.ts';
import { startChild } from './child.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A record of that many bytes and a little more. */
const large = (name: string, bytes: number): JournalRecord => orphan(name, { text: 'x'.repeat(bytes) });

function succeeds(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Waits in turns of the event loop until the thread stands before its nth COMMIT, and no other clock. */
async function arrival(gate: Int32Array, commits: number): Promise<void> {
  while (Atomics.load(gate, 1) < commits) await turn();
}

function openGate(gate: Int32Array): void {
  Atomics.store(gate, 0, 0);
  Atomics.notify(gate, 0);
}

describe.skipIf(driver === undefined)('on a slow disk', () => {
  it('the event loop goes on, and nothing is acknowledged before the commit', async () => {
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const path = join(newFolder(), 'journal.db');
    const journal = await openSqliteJournal(path, { testing: { gate } });
    Atomics.store(gate, 0, 1);
    let stored = false;
    const append = journal.append([opened('a')]).then(() => (stored = true));
    await arrival(gate, 1);
    for (let turns = 0; turns < 10_000; turns += 1) await turn();
    expect(stored).toBe(false);
    openGate(gate);
    await append;
    expect(await placesOf(journal.read())).toEqual(['a0']);
    await journal.close();
  });

  it('appends that wait together share one commit', async () => {
    const gate = new Int32Array(new SharedArrayBuffer(8));
    const journal = await openSqliteJournal(join(newFolder(), 'journal.db'), { testing: { gate } });
    Atomics.store(gate, 0, 1);
    const first = journal.append([opened('first')]);
    await arrival(gate, 1);
    const names = Array.from({ length: 100 }, (_, index) => `t${index}-`);
    const others = names.map((name) => journal.append([opened(name)]));
    openGate(gate);
    await Promise.all([first, ...others]);
    expect(Atomics.load(gate, 1)).toBe(2);
    expect(await placesOf(journal.read())).toHaveLength(101);
    await journal.close();
  });
});

describe.skipIf(driver === undefined)('a journal that may grow no more', () => {
  it('refuses what does not fit, stores beside it what does, and goes on when there is room', async () => {
    const path = join(newFolder(), 'journal.db');
    const journal = await openSqliteJournal(path, { testing: { pageCountMax: 61 } });
    await journal.append([{ ...large('old', 40_000), settles: true }, ...newer(1)]);
    const outcomes = await Promise.allSettled([
      journal.append([opened('a')]),
      journal.append([large('b', 50_000)]),
      journal.append([opened('c')]),
    ]);
    expect(outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'stored'))).toEqual([
      'stored',
      'ERR_JOURNAL_FULL',
      'stored',
    ]);
    expect(await olderPlacesOf(journal.read())).toEqual(['old0', 'a0', 'c0']);
    expect(await journal.prune(1)).toBe(1);
    await journal.append([large('b', 50_000)]);
    await journal.close();
    const again = await openSqliteJournal(path);
    expect(await olderPlacesOf(again.read())).toEqual(['a0', 'c0', 'b0']);
    await again.close();
  });
});

const folder = newFolder();
const mounted = succeeds('mount', '-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder);
if (!mounted) console.log('skipped: a full disk and a read-only one, because this user cannot mount any');
afterAll(() => {
  if (mounted) execFileSync('umount', [folder]);
});

describe.skipIf(driver === undefined || !mounted)('on a small disk', () => {
  const path = join(folder, 'journal.db');
  const filler = join(folder, 'filler');
  afterEach(() => rmSync(filler, { force: true }));

  it('a full disk refuses appends, and the same append works when there is room again', async () => {
    const journal = await openSqliteJournal(path);
    await journal.append([opened('a')]);
    expect(() => writeFileSync(filler, new Uint8Array(1024 * 1024))).toThrow('ENOSPC');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await expect(journal.append([large('b', 30_000)])).rejects.toMatchObject({ code: 'ERR_JOURNAL_FULL' });
    }
    rmSync(filler);
    await journal.append([large('b', 30_000)]);
    await journal.append([settled('b', 1)]);
    expect(await placesOf(journal.read())).toEqual(['a0', 'b0', 'b1']);
    await journal.close();
    const again = await openSqliteJournal(path);
    expect(await placesOf(again.readOpen())).toEqual(['a0']);
    await again.close();
  });

  it('a disk that is read-only is refused when the journal is opened', async () => {
    execFileSync('mount', ['-o', 'remount,ro', folder]);
    await expect(openSqliteJournal(path)).rejects.toMatchObject({ code: 'ERR_CONFIG_JOURNAL' });
    execFileSync('mount', ['-o', 'remount,rw', folder]);
    await (await openSqliteJournal(path)).close();
  });
});

const limits = succeeds('prlimit', '--version');
if (!limits) console.log('skipped: a disk that fails, because prlimit is not installed');

describe.skipIf(driver === undefined || !limits)('on a disk that fails', () => {
  it('appends are refused, and work when the disk does', async () => {
    const path = join(newFolder(), 'journal.db');
    const child = startChild(path, 'serve');
    expect(await child.line()).toBe('open');
    child.send(opened('a'));
    expect(await child.line()).toBe('stored');
    // Beyond this size the kernel refuses to write, with an error that is not "disk full".
    execFileSync('prlimit', ['--pid', `${child.pid}`, `--fsize=${statSync(`${path}-wal`).size + 8192}:unlimited`]);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      child.send(large('b', 50_000));
      expect(await child.line()).toBe('ERR_JOURNAL_IO');
    }
    execFileSync('prlimit', ['--pid', `${child.pid}`, '--fsize=unlimited']);
    child.send(large('b', 50_000));
    expect(await child.line()).toBe('stored');
    expect(await child.ended()).toBe(0);
    const journal = await openSqliteJournal(path);
    expect(await placesOf(journal.read())).toEqual(['a0', 'b0']);
    await journal.close();
  });
});

describe.skipIf(driver === undefined)('a journal whose file is taken away', () => {
  it('takes nothing more, because it would be lost, until the file is back', async () => {
    const path = join(newFolder(), 'journal.db');
    const journal = await openSqliteJournal(path);
    renameSync(path, `${path}.moved`);
    await expect(journal.append([opened('a')])).rejects.toMatchObject({ code: 'ERR_JOURNAL_MOVED' });
    writeFileSync(path, '');
    await expect(journal.append([opened('a')])).rejects.toMatchObject({ code: 'ERR_JOURNAL_MOVED' });
    renameSync(`${path}.moved`, path);
    await journal.append([opened('a')]);
    await journal.close();
  });
});
