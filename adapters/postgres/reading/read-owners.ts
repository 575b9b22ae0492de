import type { POIID } from '../../../protocol/ids.ts';
import type { TerminalOwner } from '../../ports/ownership.port.ts';
import type { ResolvedOptions } from '../postgres-options.ts';
import { SILENT_SINCE } from '../session/live-session.ts';
import type { ReadConnection } from './read-connection.ts';

interface OwnerLine {
  readonly poiid: POIID;
  readonly owner: string;
  readonly url: string | null;
  readonly sinceMs: number;
  readonly session: string;
  readonly fence: number;
}

/** Alive: it is connected, and not silent. */
const ALIVE = `e.seen_at > ${SILENT_SINCE}
  AND EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.pid = e.pid AND a.backend_start = e.backend_start)`;
const FIELDS =
  'owner.poiid, e.owner, e.url, extract(epoch FROM since)::float8 * 1000 AS "sinceMs", e.session, fence::float8 AS fence';

/**
 * The living owners of terminals; of a journal that is one engine's, that engine owns all.
 *
 * @param self the session of this engine
 */
export async function readOwners(
  reading: ReadConnection,
  { schema, shared }: Pick<ResolvedOptions, 'schema' | 'shared'>,
  poiids: readonly POIID[],
  self: string | undefined,
): Promise<ReadonlyMap<POIID, TerminalOwner>> {
  const lines = (await reading.query(
    shared
      ? `SELECT ${FIELDS} FROM ${schema}.terminal_owner owner JOIN ${schema}.engine_session e ON e.session = owner.session
         WHERE owner.poiid = ANY ($1) AND ${ALIVE}`
      : `SELECT ${FIELDS} FROM unnest($1::text[]) AS owner(poiid),
         (SELECT *, number AS fence, seen_at AS since FROM ${schema}.engine_session WHERE is_whole) e WHERE ${ALIVE}`,
    [poiids],
  )) as unknown as readonly OwnerLine[]; // as selected
  return new Map(
    lines.map(({ poiid, owner, url, fence, sinceMs, session }) => {
      const isSelf = session === self;
      return [poiid, { owner, ...(url !== null && { url }), fence, sinceMs: Math.round(sinceMs), isSelf }];
    }),
  );
}
