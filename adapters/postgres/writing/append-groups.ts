import { errorCode, JournalError } from '../../../errors.ts';
import type { POIID } from '../../../protocol/ids.ts';
import { conflict } from '../../journal/records.ts';
import { toFailure, type AppendResult } from '../../journal/sqlite-calls.ts';
import type { ResolvedOptions } from '../postgres-options.ts';
import { connectionLost, fenced, isRefusal, postgresError, sqlState } from '../postgres-errors.ts';
import type { EngineSessions } from '../session/engine-sessions.ts';
import type { LiveSession } from '../session/live-session.ts';
import type { PostgresRow } from './stored-row.ts';

type Append = readonly PostgresRow[];

interface Answer {
  readonly position: number;
  readonly hash: string;
  readonly results: readonly (Refusal | null)[];
}

type Refusal =
  | { readonly code: 'fenced'; readonly transaction: string; readonly poiid: string }
  | { readonly code: 'conflict'; readonly transaction: string; readonly seq: number };

/**
 * Stores groups of appends, each group in one statement. When this says that an append is stored or is not, that is so: where the confirmation of
 * the database was lost, the next session looks, after it has made sure that nothing more of the last one can be stored.
 */
export class AppendGroups {
  readonly #options: ResolvedOptions;
  readonly #sessions: EngineSessions;

  constructor(options: ResolvedOptions, sessions: EngineSessions) {
    this.#options = options;
    this.#sessions = sessions;
  }

  /** One result per append. */
  async store(group: readonly Append[]): Promise<readonly AppendResult[]> {
    let session: LiveSession;
    try {
      session = await this.#sessions.ready(this.#options.statementTimeoutMs);
    } catch (error) {
      return group.map(() => toFailure(postgresError(error)));
    }
    try {
      return await this.#storeIn(session, group);
    } catch (error) {
      if (!isRefusal(error)) {
        this.#sessions.lose(session);
        return this.#lookUp(group);
      }
      // Another server may take writes; and a session that was ended ends.
      if (['25006', 'TL001'].includes(sqlState(error) ?? '')) this.#sessions.lose(session);
      // Who is busy would be so for each of them, one after the other.
      else if (group.length > 1 && postgresError(error).code !== 'ERR_JOURNAL_BUSY') return this.#storeEach(group);
      return group.map(() => toFailure(postgresError(error)));
    }
  }

  /** One of them is what the database cannot take: the others may still fit. */
  async #storeEach(group: readonly Append[]): Promise<readonly AppendResult[]> {
    const results: AppendResult[] = [];
    for (const append of group) results.push(...(await this.store([append])));
    return results;
  }

  async #storeIn(session: LiveSession, group: readonly Append[]): Promise<readonly AppendResult[]> {
    const appends = group.map((rows) => rows.map(({ wire }) => wire));
    // As they are now: a terminal may be lost while the statement is on its way.
    const fences: Readonly<Record<string, number>> = Object.fromEntries(session.fences);
    const { rows } = await session.connection.query(`SELECT ${this.#options.schema}.append($1, $2, $3) AS answer`, [
      session.id,
      JSON.stringify(fences),
      JSON.stringify(appends),
    ]);
    const [line] = rows as unknown as readonly { answer: Answer }[]; // as the function of the schema builds it
    if (line === undefined) throw connectionLost();
    const { position, hash, results } = line.answer;
    this.#sessions.tip.advance({ position, hash });
    for (const refusal of results) {
      if (refusal?.code !== 'fenced') continue;
      this.#sessions.loseTerminal(session, refusal.poiid as POIID, fences[refusal.poiid]);
    }
    return results.map(resultOf);
  }

  /** Whether they are there. Waits as long as it takes until the database says so. */
  async #lookUp(group: readonly Append[]): Promise<readonly AppendResult[]> {
    for (;;) {
      let session: LiveSession;
      try {
        // Its beginning has ended the one before: a statement that is still on its way is refused.
        session = await this.#sessions.next();
      } catch (error) {
        // Whether it is stored is not known; that the database was put back is, and a person has to know it.
        if (errorCode(error) === 'ERR_JOURNAL_ROLLED_BACK') return group.map(() => toFailure(postgresError(error)));
        const what = 'the journal was closed before the database could say whether the record is stored';
        return group.map(() => toFailure(new JournalError('ERR_JOURNAL_IO', `the journal: ${what}`)));
      }
      try {
        return await this.#found(session, group);
      } catch {
        this.#sessions.lose(session);
      }
    }
  }

  async #found(session: LiveSession, group: readonly Append[]): Promise<readonly AppendResult[]> {
    const { rows } = await session.connection.query(
      `SELECT transaction_id AS t, seq::float8 AS s, record AS x FROM ${this.#options.schema}.records
       WHERE transaction_id = ANY ($1)`,
      [group.flatMap((append) => append.map(({ transaction }) => transaction))],
    );
    const lines = rows as unknown as readonly { t: string; s: number; x: string }[]; // as selected
    const texts = new Map(lines.map(({ t, s, x }) => [`${t} ${s}`, x]));
    return group.map((append) => {
      // An append is stored whole or not at all; another record in its place is not it.
      const isStored = append.every(({ transaction, seq, text }) => texts.get(`${transaction} ${seq}`) === text);
      if (isStored) return 'stored';
      const what = 'the connection was lost before the record was stored';
      return toFailure(new JournalError('ERR_JOURNAL_IO', `the journal: ${what}`));
    });
  }
}

function resultOf(refusal: Refusal | null): AppendResult {
  if (refusal === null) return 'stored';
  const { transaction } = refusal;
  return toFailure(refusal.code === 'fenced' ? fenced(transaction, refusal.poiid) : conflict(transaction, refusal.seq));
}
