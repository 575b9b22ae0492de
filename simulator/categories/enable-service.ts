import { z } from 'zod';
import { DisplayOutput, linesOf } from '../messages/device-output.ts';
import { failed, notSimulated } from '../messages/responses.ts';
import { SUCCESS, type DeviceOutput, type ImmediateResponse } from './immediate-response.ts';
import type { HeldCard } from './transaction-result.ts';

/** Reference 6.6. */
export const EnableServiceRequest = z.object({
  TransactionAction: z.enum(['AbortTransaction', 'StartTransaction']),
  DisplayOutput: DisplayOutput.optional(),
});

/** Ends a card acquisition. The answer when no card is held is UNCONFIRMED. */
export function enableServiceResponse(
  { TransactionAction, DisplayOutput: display }: z.infer<typeof EnableServiceRequest>,
  held: HeldCard | undefined,
): ImmediateResponse {
  if (TransactionAction === 'StartTransaction') return { body: { Response: notSimulated(TransactionAction) } };
  if (held === undefined) {
    return { body: { Response: failed('NotAllowed', { message: 'There is no card acquisition to end' }) } };
  }
  const output: readonly DeviceOutput[] =
    display === undefined ? [] : [{ kind: 'displayed', lines: linesOf(display.OutputContent) }];
  return { body: { Response: SUCCESS }, output, releasesCard: true };
}
