import { z } from 'zod';
import { DisplayOutput, linesOf } from '../messages/device-output.ts';
import { SUCCESS, type ImmediateResponse } from './immediate-response.ts';

/** Reference 6.3. */
export const DisplayRequest = z.object({ DisplayOutput: z.array(DisplayOutput).min(1) });

/** Displays every output of the request. */
export function displayResponse({ DisplayOutput: outputs }: z.infer<typeof DisplayRequest>): ImmediateResponse {
  return {
    body: { OutputResult: outputs.map(({ Device, InfoQualify }) => ({ Device, InfoQualify, Response: SUCCESS })) },
    output: outputs.map(({ OutputContent }) => ({ kind: 'displayed', lines: linesOf(OutputContent) })),
  };
}
