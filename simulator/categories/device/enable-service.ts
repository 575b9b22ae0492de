import { z } from 'zod';
import { failed } from '../../messages/responses.ts';
import { SUCCESS, type ImmediateResponse } from '../immediate-response.ts';
import { DisplayOutput, linesOf } from './output-content.ts';

const ICONS = ['Accepted', 'AcceptedAnimated', 'Declined', 'DeclinedAnimated', 'Idle'] as const;

/** Reference 6.6. The text is a header and a footer beside an icon. */
const Screen = DisplayOutput.extend({
  OutputContent: z.object({
    OutputFormat: z.literal('Text'),
    PredefinedContent: z.object({ ReferenceID: z.enum(ICONS) }).optional(),
    OutputText: z
      .array(z.object({ Text: z.string() }))
      .min(1)
      .max(2),
  }),
});

export const EnableServiceRequest = z
  .object({
    TransactionAction: z.enum(['AbortTransaction', 'StartTransaction']),
    ServicesEnabled: z
      .array(z.enum(['CardAcquisition', 'Loyalty', 'Payment']))
      .min(1)
      .optional(),
    DisplayOutput: Screen.optional(),
  })
  // Required with the one, absent with the other.
  .refine(
    ({ TransactionAction, ServicesEnabled: services }) => isStart(TransactionAction) === (services !== undefined),
    {
      path: ['ServicesEnabled'],
    },
  );

function isStart(action: string): boolean {
  return action === 'StartTransaction';
}

/** Starts a transaction, or ends one and the card acquisition. The answer when there is none to end is UNCONFIRMED. */
export function enableServiceResponse(
  { TransactionAction, DisplayOutput: display }: z.infer<typeof EnableServiceRequest>,
  { isOpen }: { readonly isOpen: boolean },
): ImmediateResponse {
  const starts = isStart(TransactionAction);
  if (!starts && !isOpen) {
    return { body: { Response: failed('NotAllowed', { message: 'There is no card acquisition to end' }) } };
  }
  const effect = starts ? { startsTransaction: true } : { releasesCard: true };
  const content = display?.OutputContent;
  if (content === undefined) {
    const canceled = { kind: 'displayed', lines: ['Transaction canceled'], screen: 'Declined' } as const;
    return { body: { Response: SUCCESS }, output: starts ? [] : [canceled], ...effect };
  }
  const screen = content.PredefinedContent && { screen: content.PredefinedContent.ReferenceID };
  return {
    body: { Response: SUCCESS },
    output: [{ kind: 'displayed', lines: linesOf(content), ...screen }],
    ...effect,
  };
}
