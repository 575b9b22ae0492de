import { describe, expect, it, vi } from 'vitest';
import { databaseRolledBack } from '../../../../adapters/postgres/postgres-errors.ts';
import { resolveOptions } from '../../../../adapters/postgres/postgres-options.ts';
import type { EngineSessions } from '../../../../adapters/postgres/session/engine-sessions.ts';
import { AppendGroups } from '../../../../adapters/postgres/writing/append-groups.ts';
import { toPostgresRows } from '../../../../adapters/postgres/writing/stored-row.ts';
import { opened } from '../../../compliance/journal-records.ts';

const GROUP = ['a', 'b', 'c'].map((name) => toPostgresRows([opened(name)]));

/** Appends to a database whose every statement fails so, and to which no other session comes about. */
function failing(refusal: object, reconnecting: Error = new Error('closed')) {
  const query = vi.fn<() => Promise<never>>(() => Promise.reject(Object.assign(new Error('refused'), refusal)));
  const session = { id: 's', fences: new Map(), connection: { query } };
  const sessions = {
    ready: () => Promise.resolve(session),
    lose: () => {},
    next: () => Promise.reject(reconnecting),
  } as unknown as EngineSessions;
  const options = resolveOptions({ connectionString: 'postgres://till@127.0.0.1/till' });
  return { groups: new AppendGroups(options, sessions), query };
}

const codesOf = (results: readonly unknown[]) => results.map((result) => (result as { code?: string }).code);

describe('a group of appends that the database refuses', () => {
  it('is not tried one by one where the database is busy: it would be so for each', async () => {
    const { groups, query } = failing({ severity: 'ERROR', code: '57014' });
    expect(codesOf(await groups.store(GROUP))).toEqual(GROUP.map(() => 'ERR_JOURNAL_BUSY'));
    expect(query).toHaveBeenCalledTimes(1);
  });

  it('is tried one by one where one of them cannot be kept', async () => {
    const { groups, query } = failing({ severity: 'ERROR', code: '22P05' });
    expect(codesOf(await groups.store(GROUP))).toEqual(GROUP.map(() => 'ERR_JOURNAL_RECORD'));
    expect(query).toHaveBeenCalledTimes(1 + GROUP.length);
  });

  it('is refused with the reason where its confirmation was lost, and the database was put back since', async () => {
    const { groups } = failing({ code: 'ECONNRESET' }, databaseRolledBack('7 records', '3'));
    expect(codesOf(await groups.store(GROUP))).toEqual(GROUP.map(() => 'ERR_JOURNAL_ROLLED_BACK'));
  });
});
