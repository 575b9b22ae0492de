import { z } from 'zod';

/** The texts that a till sends to the terminal's screen and printer. */

const OutputText = z.array(z.object({ Text: z.string() }));
export const OutputContent = z.object({ OutputFormat: z.string(), OutputText: OutputText.optional() });
export const DisplayOutput = z.object({ Device: z.string(), InfoQualify: z.string(), OutputContent });

/** The lines of an output; none when it is not text. */
export function linesOf({ OutputText: lines = [] }: z.infer<typeof OutputContent>): readonly string[] {
  return lines.map(({ Text }) => Text);
}
