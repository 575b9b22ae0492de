import type { JournalRecord } from '../../../adapters/ports/journal.port.ts';
import type { Ownership } from '../../../adapters/ports/ownership.port.ts';
import type { SharedJournal } from '../../../adapters/ports/shared-journal.port.ts';
import { JournalError } from '../../../errors.ts';
import type { POIID } from '../../../protocol/ids.ts';
import { keptJournal } from '../test-journals.ts';

interface Session {
  readonly owner: string;
  readonly fences: Map<POIID, number>;
  readonly lost: Set<(poiid: POIID) => void>;
}

/** A journal in memory that several engines share, and which terminal is whose: as the database of a store pair. */
export function sharedDatabase({ hints = false }: { readonly hints?: boolean } = {}) {
  const memory = keptJournal();
  const log: JournalRecord[] = [];
  const owners = new Map<POIID, { fence: number; session: Session | undefined }>();
  const heard = { records: new Set<() => void>(), owners: new Set<() => void>() };
  const tell = (news: keyof typeof heard) => {
    if (hints) for (const listener of heard[news]) listener();
  };
  const listen = (news: keyof typeof heard) => (listener: () => void) => {
    heard[news].add(listener);
    return () => void heard[news].delete(listener);
  };

  /** An engine of it. */
  function connect(owner: string) {
    const session: Session = { owner, fences: new Map(), lost: new Set() };
    const appended: JournalRecord[] = [];
    const journal: SharedJournal = {
      ...memory,
      async append(records) {
        for (const { poiid, transaction } of records) {
          const current = poiid === undefined ? undefined : owners.get(poiid);
          if (poiid === undefined || (current?.session === session && current.fence === session.fences.get(poiid)))
            continue;
          throw new JournalError('ERR_JOURNAL_FENCED', `terminal ${poiid} is not of ${owner}`, { transaction });
        }
        await memory.append(records);
        log.push(...records);
        appended.push(...records);
        tell('records');
      },
      async *readOpenOf(poiid) {
        for await (const record of journal.readOpen()) if (record.poiid === poiid) yield record;
      },
      position: () => log.length,
      async *readAfter(position) {
        for (const [index, record] of log.slice(position).entries()) yield { position: position + index + 1, record };
      },
      onRecords: listen('records'),
    };
    const ownership: Ownership = {
      earlierOwnerMayWake: true,
      owns: (poiid) => session.fences.has(poiid),
      fenceOf: (poiid) => session.fences.get(poiid),
      async acquire(poiid) {
        const current = owners.get(poiid);
        if (current?.session === session && session.fences.has(poiid)) return true;
        if (current?.session !== undefined && current.session !== session) return false;
        const fence = (current?.fence ?? 0) + 1;
        owners.set(poiid, { fence, session });
        session.fences.set(poiid, fence);
        tell('owners');
        return true;
      },
      async release(poiid) {
        const current = owners.get(poiid);
        if (!session.fences.delete(poiid) || current?.session !== session) return;
        owners.set(poiid, { ...current, session: undefined });
        tell('owners');
      },
      onLost(listener) {
        session.lost.add(listener);
        return () => void session.lost.delete(listener);
      },
      async ownerOf(poiid) {
        const { fence, session: holder } = owners.get(poiid) ?? {};
        if (holder === undefined || fence === undefined) return undefined;
        return {
          owner: holder.owner,
          url: `http://${holder.owner}:4460`,
          fence,
          sinceMs: 0,
          isSelf: holder === session,
        };
      },
      onChange: listen('owners'),
    };
    /** Its session ends: its terminals are free. @param isHeard whether it learns of that */
    const cut = (isHeard = true) => {
      for (const [poiid, current] of owners) {
        if (current.session === session) owners.set(poiid, { ...current, session: undefined });
      }
      if (!isHeard) return;
      const lost = [...session.fences.keys()];
      session.fences.clear();
      for (const poiid of lost) for (const listener of session.lost) listener(poiid);
    };
    /** It gives a terminal up in its own mind alone. */
    const forget = (poiid: POIID) => void session.fences.delete(poiid);
    return { journal, ownership, appended, cut, forget };
  }

  return { connect, memory };
}
