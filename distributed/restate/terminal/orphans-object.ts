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
        const orphan = await ctx.run('keep', (): Orphan => ({
          id: parts.newId(),
          atMs: read().atMs,
          detail: plain(response),
        }));
        ctx.set(orphan.id, orphan);
      },

      list: handlers.object.shared(async (ctx: ObjectSharedContext) => {
        const kept = await Promise.all((await ctx.stateKeys()).map((id) => ctx.get<Orphan>(id)));
        return kept.filter((orphan) => orphan !== null).toSorted((one, other) => one.atMs - other.atMs);
      }),

      dismiss: async (ctx: ObjectContext, { id }) => {
        const isKept = (await ctx.get<Orphan>(id)) !== null;
        ctx.clear(id);
        return isKept;
      },
    } satisfies OrphanHandlers,
  });
}
