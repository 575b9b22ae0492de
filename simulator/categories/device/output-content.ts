import { z } from 'zod';
import type { DeviceOutput } from '../immediate-response.ts';

/** What a till sends to the terminal's screen and printer (reference 6.3 to 6.5). */

/** Of base64 in OutputXHTML. */
const XHTML_LENGTH_MAX = 262_144;

const OutputText = z.object({
  Text: z.string(),
  CharacterStyle: z.enum(['Normal', 'Bold', 'Italic', 'Underline', 'Underlined']).optional(),
  CharacterWidth: z.enum(['SingleWidth', 'DoubleWidth']).optional(),
  CharacterHeight: z.enum(['SingleHeight', 'DoubleHeight', 'HalfHeight']).optional(),
  Alignment: z.enum(['Left', 'Right', 'Centred', 'Justified']).optional(),
  EndOfLineFlag: z.boolean().optional(),
  StartRow: z.int().min(1).max(500).optional(),
  StartColumn: z.int().min(1).max(500).optional(),
});

export const OutputContent = z.object({
  OutputFormat: z.string(),
  OutputText: z.array(OutputText).optional(),
  OutputBarcode: z.object({ BarcodeType: z.string(), BarcodeValue: z.string().min(1) }).optional(),
  OutputXHTML: z
    .string()
    .max(XHTML_LENGTH_MAX)
    .regex(/^[A-Za-z0-9+/]*={0,2}$/)
    .optional(),
  // The definition allows it with MessageRef alone; the documentation and terminals have it with Text.
  PredefinedContent: z
    .object({
      ReferenceID: z.string().min(1),
      Language: z
        .string()
        .regex(/^[a-z]{2}$/)
        .optional(),
    })
    .optional(),
});
export type OutputContent = Readonly<z.infer<typeof OutputContent>>;

export const DisplayOutput = z.object({
  Device: z.enum(['CustomerDisplay', 'CashierDisplay', 'CashierInput', 'CustomerInput']),
  InfoQualify: z.string(),
  OutputContent,
});

/** The lines of an output; none when it is not text. */
export function linesOf({ OutputText: lines = [] }: Pick<OutputContent, 'OutputText'>): readonly string[] {
  return lines.map(({ Text }) => Text);
}

/** How the text of OutputXHTML reads. */
export function xhtmlOf({ OutputXHTML = '' }: OutputContent): string {
  return Buffer.from(OutputXHTML, 'base64').toString('utf8');
}

/** What an image file is, by its first bytes; `undefined` when it is none that a terminal knows (reference 6.3). */
export function imageKind(base64: string): NonNullable<DeviceOutput['image']>['kind'] | undefined {
  const bytes = Buffer.from(base64, 'base64');
  const beginning = bytes.subarray(0, 8).toString('latin1');
  if (beginning === '\x89PNG\r\n\x1a\n') return 'PNG';
  if (beginning.startsWith('\xff\xd8\xff')) return 'JPEG';
  if (beginning.startsWith('GIF8')) return 'GIF';
  return beginning.startsWith('BM') ? 'BMP' : undefined;
}
