import { z } from 'zod';
import type { Alert, Orphan } from '../../engine/transactions/unmatched-responses.ts';
import { MESSAGE_CLASS_OF, type MessageCategory } from '../../protocol/header.ts';
import { isObject, omitUndefined } from '../../protocol/json.ts';
import { SettledResultJsonSchema, settledResultToJson } from '../../protocol/index.ts';
import type { SettledResult } from '../../protocol/outcome.ts';
import { readResponseResult } from '../../protocol/response-result.ts';

/** A result that no transaction waits for, as it may leave the process. */
export const OrphanJsonSchema = z
  .object({
    id: z.string(),
    atMs: z.number().describe('when it arrived, in epoch milliseconds'),
    transaction: z.string().describe('the transaction that was settled before').exactOptional(),
    poiid: z.string().describe('the terminal that answered').exactOptional(),
    serviceId: z.string().describe('of the request that it answers').exactOptional(),
    category: z.string().exactOptional(),
    result: SettledResultJsonSchema.describe('what it says of the money, where that can be read').exactOptional(),
  })
  .meta({ id: 'Orphan' });

export const AlertJsonSchema = z
  .object({
    kind: z.enum(['lateAnswer', 'orphan']),
    orphan: OrphanJsonSchema,
  })
  .meta({ id: 'Alert' });

type ResultJson = z.infer<typeof SettledResultJsonSchema>;

export type OrphanJson = z.infer<typeof OrphanJsonSchema>;
export type AlertJson = z.infer<typeof AlertJsonSchema>;

/** The members of an orphan that may leave the process: its message stays in the journal. */
export function orphanToJson({ id, atMs, detail }: Orphan): OrphanJson {
  const { transaction, result, header, body } = detail;
  if (typeof transaction === 'string') {
    return { id, atMs, transaction, result: resultJson(result as SettledResult) };
  }
  const { POIID, ServiceID, MessageCategory } = isObject(header) ? header : {};
  return omitUndefined({
    id,
    atMs,
    poiid: textOf(POIID),
    serviceId: textOf(ServiceID),
    category: textOf(MessageCategory),
    result: resultIn(body, MessageCategory, ServiceID),
  });
}

export function alertToJson({ kind, orphan }: Alert): AlertJson {
  return { kind, orphan: orphanToJson(orphan) };
}

function resultIn(body: unknown, category: unknown, ServiceID: unknown): ResultJson | undefined {
  if (typeof category !== 'string' || !Object.hasOwn(MESSAGE_CLASS_OF, category)) return undefined;
  const asked = { category: category as MessageCategory, ServiceID: textOf(ServiceID) ?? '' };
  const answer = isObject(body) ? body[`${category}Response`] : undefined;
  const result = readResponseResult(answer, asked);
  return result.kind === 'undecided' ? undefined : resultJson(result);
}

/** The same, with the types of a schema: they allow to write. */
function resultJson(result: SettledResult): ResultJson {
  return settledResultToJson(result) as ResultJson;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
