import { z } from 'zod';

/** How the terminal reads what it shall show, ask and print: see requests.ts. */

const OutputText = z.array(z.object({ Text: z.string() }));
const OutputContent = z.object({ OutputFormat: z.string(), OutputText: OutputText.optional() });
const DisplayOutput = z.object({ Device: z.string(), InfoQualify: z.string(), OutputContent });

/** Reference 6.3. */
export const DisplayRequest = z.object({ DisplayOutput: z.array(DisplayOutput).min(1) });

/** Reference 6.4. Of the commands, these are simulated. */
export const InputRequest = z.object({
  DisplayOutput: DisplayOutput.extend({ MenuEntry: z.array(OutputContent).min(1).optional() }).optional(),
  InputData: z.object({
    Device: z.string(),
    InfoQualify: z.string(),
    InputCommand: z.enum(['GetConfirmation', 'TextString', 'DigitString', 'DecimalString', 'GetMenuEntry']),
    MaxInputTime: z.int().positive().optional(),
  }),
});
export type InputRequest = Readonly<z.infer<typeof InputRequest>>;

/** Reference 6.5. */
export const PrintRequest = z.object({
  PrintOutput: z.object({ DocumentQualifier: z.string(), ResponseMode: z.string(), OutputContent }),
});

/** Reference 6.6. */
export const EnableServiceRequest = z.object({
  TransactionAction: z.enum(['AbortTransaction', 'StartTransaction']),
  DisplayOutput: DisplayOutput.optional(),
});

/** The lines of an output; none when it is not text. */
export function linesOf({ OutputText: lines = [] }: z.infer<typeof OutputContent>): readonly string[] {
  return lines.map(({ Text }) => Text);
}
