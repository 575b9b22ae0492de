import { isDeepStrictEqual } from 'node:util';
import { handlers, object, type ObjectContext, type ObjectSharedContext } from '@restatedev/restate-sdk';
import type { Orphan } from 'tenderline';
import type { WorkerParts } from 'tenderline/runtime';
import { ORPHANS, type OrphanHandlers, type Reading } from '../contracts.ts';
import { plain } from '../transaction/head.ts';
import { PRIVATE } from '../worker/settings.ts';

/** The verified results of one terminal that no transaction waits for: each is kept until a person dismisses it. */
export function orphansObject({ parts, read }: { readonly parts: WorkerParts; readonly read: () => Reading }) {
  return object({
    name: ORPHANS.name,
    options: { ...PRIVATE, enableLazyState: true },
    handlers: {
      keep: async (ctx: ObjectContext, response) => {
        const detail = plain(response);
        // The same one comes again where its exchange was repeated.
        if ((await keptOf(ctx)).some((known) => isDeepStrictEqual(known.detail, detail))) return;
        const orphan = await ctx.run('keep', (): Orphan => ({ id: parts.newId(), atMs: read().atMs, detail }));
        ctx.set(orphan.id, orphan);
      },

      list: handlers.object.shared(async (ctx: ObjectSharedContext) =>
        (await keptOf(ctx)).toSorted((one, other) => one.atMs - other.atMs),
      ),

      dismiss: async (ctx: ObjectContext, { id }) => {
        const isKept = (await ctx.get<Orphan>(id)) !== null;
        ctx.clear(id);
        return isKept;
      },
    } satisfies OrphanHandlers,
  });
}

async function keptOf(ctx: ObjectSharedContext): Promise<readonly Orphan[]> {
  const kept: Orphan[] = [];
  for (const id of await ctx.stateKeys()) {
    const orphan = await ctx.get<Orphan>(id);
    if (orphan !== null) kept.push(orphan);
  }
  return kept;
}
