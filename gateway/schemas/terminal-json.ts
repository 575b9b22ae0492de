import { z } from 'zod';
import type { TerminalState } from '../../engine/terminals/terminal-queue.ts';

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
  })
  .meta({ id: 'Terminal' });

export type TerminalJson = z.infer<typeof TerminalJsonSchema>;

export function terminalToJson(
  { poiid, link, work, running, unknown, waiting }: TerminalState,
  certificateEndsAtMs: number | undefined,
): TerminalJson {
  return {
    poiid,
    link,
    work,
    ...(running !== undefined && { running }),
    unknown: [...unknown],
    waiting: [...waiting],
    ...(certificateEndsAtMs !== undefined && { certificateEndsAtMs }),
  };
}
