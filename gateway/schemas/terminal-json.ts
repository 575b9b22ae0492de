import { z } from 'zod';
import type { Terminal } from '../../engine/terminals/terminal-handle.ts';

/** A terminal, as this engine sees it. */
export const TerminalJsonSchema = z
  .object({
    poiid: z.string(),
    link: z.enum(['unknown', 'online', 'offline']).describe('as the traffic last proved it'),
    work: z
      .enum(['idle', 'occupied', 'quarantined'])
      .describe('quarantined: an outcome is unknown, nothing new is admitted'),
    running: z.string().describe('id of the transaction that has it').exactOptional(),
    unknown: z.array(z.string()).describe('ids of the transactions whose outcome is unknown'),
    waiting: z.array(z.string()).describe('ids, in the order in which they will be sent'),
    certificateEndsAtMs: z
      .number()
      .describe('when its certificate ends: epoch milliseconds; absent before the first connection to it')
      .exactOptional(),
    owner: z
      .object({
        isSelf: z.boolean().describe('it is this server'),
        name: z.string().exactOptional(),
        url: z.string().describe('where that server is reached').exactOptional(),
      })
      .describe('whose it is, where servers share the terminals; missing: no server has it at the moment')
      .exactOptional(),
    isLeaving: z.literal(true).describe('it is being removed: nothing new is admitted').exactOptional(),
    key: z
      .object({
        keyIdentifier: z.string(),
        keyVersion: z.number(),
        isActive: z.boolean().describe('whether it is the first of the keys: false, it still has an old one'),
        provenAtMs: z.number().describe('when its last verified answer proved it, in epoch milliseconds'),
      })
      .describe('the shared key that it uses; missing as long as that is not known')
      .exactOptional(),
  })
  .meta({ id: 'Terminal' });

export type TerminalJson = z.infer<typeof TerminalJsonSchema>;

export function terminalToJson({
  state,
  keyInUse,
  certificateEndsAtMs,
}: Pick<Terminal, 'state' | 'keyInUse' | 'certificateEndsAtMs'>): TerminalJson {
  const { poiid, link, work, running, unknown, waiting, owner, isLeaving } = state;
  return {
    poiid,
    link,
    work,
    ...(running !== undefined && { running }),
    unknown: [...unknown],
    waiting: [...waiting],
    ...(certificateEndsAtMs !== undefined && { certificateEndsAtMs }),
    ...(owner !== undefined && { owner }),
    ...(isLeaving && { isLeaving }),
    ...(keyInUse !== undefined && { key: keyInUse }),
  };
}
