import type { Row } from './records.ts';
import { fromFailure, type AppendResult } from './sqlite-calls.ts';
import { journalError } from './sqlite-errors.ts';

/** How many appends may share one commit: bounds what is copied to the thread at a time. */
const GROUP_APPENDS_MAX = 256;

interface WaitingAppend<Stored> {
  readonly rows: readonly Stored[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export interface GroupedAppends<Stored> {
  /** Resolves when the rows are stored, rejects when they are not. */
  add(rows: readonly Stored[]): Promise<void>;
  /** Resolves when nothing is waiting. */
  idle(): Promise<void>;
}

/**
 * Stores appends that wait at the same time in one commit. While one group is being written the next one gathers, so that a slow disk
 * makes groups larger, not the queue longer.
 *
 * @param store stores a group; returns one result per append
 */
export function groupAppends<Stored = Row>(
  store: (group: readonly (readonly Stored[])[]) => Promise<readonly AppendResult[]>,
): GroupedAppends<Stored> {
  const waiting: WaitingAppend<Stored>[] = [];
  let draining: Promise<void> | undefined;

  const drain = async () => {
    // Everything appended in the same turn already belongs to the first group.
    await Promise.resolve();
    while (waiting.length > 0) await storeGroup(waiting.splice(0, GROUP_APPENDS_MAX));
    draining = undefined;
  };

  const storeGroup = async (group: readonly WaitingAppend<Stored>[]) => {
    try {
      const results = await store(group.map(({ rows }) => rows));
      for (const [index, { resolve, reject }] of group.entries()) {
        const result = results[index];
        // An append counts as stored only if the result says so.
        if (result === 'stored') resolve();
        else reject(result === undefined ? journalError(undefined) : fromFailure(result));
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  };

  return {
    add: (rows) =>
      new Promise((resolve, reject) => {
        waiting.push({ rows, resolve, reject });
        draining ??= drain();
      }),
    idle: () => draining ?? Promise.resolve(),
  };
}
