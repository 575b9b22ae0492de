import { afterEach } from 'vitest';
import {
  postgresJournal,
  type PostgresJournal,
  type PostgresJournalOptions,
} from '../../../adapters/postgres/index.ts';
import { systemClock } from '../../../adapters/system-clock.ts';
import type { JournalRecord } from '../../../adapters/ports/journal.port.ts';
import { parsePOIID, parseTransactionId, type POIID } from '../../../protocol/ids.ts';
import { paymentInput } from '../transactions.ts';

export const LANE_1 = parsePOIID('V400m-324688179');
export const LANE_2 = parsePOIID('V400m-324688180');

const opened: PostgresJournal[] = [];

afterEach(async () => {
  for (const journal of opened.splice(0)) await journal.close();
});

/** A journal that is closed after the test. */
export async function openJournal(options: PostgresJournalOptions): Promise<PostgresJournal> {
  const journal = await postgresJournal(options);
  opened.push(journal);
  return journal;
}

/** One of several engines, which share the journal. */
export function openEngine(connectionString: string, owner: string, options: Partial<PostgresJournalOptions> = {}) {
  return openJournal({ connectionString, shared: true, owner, url: `http://${owner}:4460`, ...options });
}

/** A clock that a test sets forward, as a process finds it that was stopped. */
export function stoppedClock() {
  let stoppedMs = 0;
  return {
    clock: {
      ...systemClock,
      now: () => systemClock.now() + stoppedMs,
      upMs: () => systemClock.upMs() + stoppedMs,
    },
    stop: (ms: number) => void (stoppedMs += ms),
  };
}

/** The first record of a payment on that terminal. */
export function intentOn(poiid: POIID, name: string, over: Parameters<typeof paymentInput>[0] = {}): JournalRecord {
  const input = paymentInput({ id: parseTransactionId(name), POIID: poiid, ...over });
  return {
    version: 2,
    transaction: input.id,
    seq: 0,
    atMs: input.createdAtMs,
    poiid: input.POIID,
    type: 'opened',
    input,
  };
}
