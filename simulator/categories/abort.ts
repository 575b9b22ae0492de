import { z } from 'zod';
import { filterOf, matches, MessageReference } from '../messages/message-reference.ts';
import { readBody, type RequestHeader } from '../messages/request-reader.ts';

/** Reference 5.2. */
const AbortRequest = z.object({ AbortReason: z.string(), MessageReference });

/** Whether an Abort names the request that is in progress, by category and ServiceID; any other is ignored (reference 5.2). */
export function abortsRequest(header: RequestHeader, body: unknown, running: RequestHeader): boolean {
  const request = readBody(AbortRequest, 'Abort', body);
  if (!request.ok) return false;
  const { MessageReference: reference } = request.value;
  const filter = filterOf(reference, header);
  const isComplete = reference.MessageCategory !== undefined && reference.ServiceID !== undefined;
  return filter !== undefined && isComplete && matches(filter, running);
}
