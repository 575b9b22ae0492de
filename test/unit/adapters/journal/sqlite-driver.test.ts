import { afterEach, expect, it, vi } from 'vitest';
import { loadSqliteDriver } from '../../../../adapters/journal/sqlite-driver.ts';

const native = vi.hoisted(() => ({ problem: new Error('') }));

vi.mock('better-sqlite3', () => ({
  default: function Database() {
    throw native.problem;
  },
}));

afterEach(() => vi.restoreAllMocks());

it('better-sqlite3 without its native part is to be built, not to be installed once more', async () => {
  native.problem = new Error('Could not locate the bindings file. Tried:\n → /x/better_sqlite3.node');
  await expect(loadSqliteDriver('better-sqlite3')).rejects.toMatchObject({
    code: 'ERR_CONFIG_JOURNAL_DRIVER',
    found: expect.stringContaining('Could not locate the bindings file'),
    advice: expect.stringMatching(/is installed, but its native part .*`npm rebuild better-sqlite3`/),
  });
});

it('better-sqlite3 that is not there is to be installed', async () => {
  native.problem = Object.assign(new Error("Cannot find package 'better-sqlite3'"), { code: 'ERR_MODULE_NOT_FOUND' });
  await expect(loadSqliteDriver('better-sqlite3')).rejects.toMatchObject({
    advice: expect.stringContaining('install it with `npm install better-sqlite3`'),
  });
});
