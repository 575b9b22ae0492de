import { z } from 'zod';
import { formatValue } from '../../../errors.ts';
import { omitUndefined } from '../../json.ts';
import { withRule } from '../../validation/input-rules.ts';

/** A line of text to display or to print. */
export interface TextLine {
  /** `\n` breaks it; other control characters are refused. */
  readonly text: string;
  /** Default: the terminal's, which is Normal. */
  readonly style?: (typeof STYLES)[number] | undefined;
  /** Default: the terminal's, which is Left. */
  readonly alignment?: (typeof ALIGNMENTS)[number] | undefined;
  /** `false`: the next text continues in the same line, as for two columns. */
  readonly endOfLine?: boolean | undefined;
}

/** Lines of text, from the top; at least one of them is not blank. A string is a line without any style. */
export type TextLines = readonly (string | TextLine)[];

const STYLES = ['Normal', 'Bold', 'Italic', 'Underline'] as const;
const ALIGNMENTS = ['Left', 'Right', 'Centred', 'Justified'] as const;

/** A text for a screen or a printer, which may be empty. */
export const TextSchema = withRule(
  { code: 'ERR_INPUT_TEXT' },
  z.string('a text without control characters').regex(/^(?:\P{Cc}|\n)*$/u),
);

/** A text that is not blank. */
export const VisibleTextSchema = TextSchema.refine((text) => text.trim() !== '', 'some text');

const TextLineSchema = z.strictObject({
  text: TextSchema,
  style: z.enum(STYLES).exactOptional(),
  alignment: z.enum(ALIGNMENTS).exactOptional(),
  endOfLine: z.boolean().exactOptional(),
});

export const TextLinesSchema = withRule(
  { code: 'ERR_INPUT_TEXT' },
  z
    .array(z.union([TextSchema, TextLineSchema], 'a text or { text }'), 'one line or more')
    .min(1)
    .superRefine((lines, issues) => {
      if (lines.some((line) => textOf(line).trim() !== '')) return;
      const [line, ...others] = lines;
      const found = formatValue(line !== undefined && others.length === 0 ? textOf(line) : lines);
      issues.addIssue({ code: 'custom', message: 'some text', params: { found } });
    }) satisfies z.ZodType<TextLines>,
);

function textOf(line: string | TextLine): string {
  return typeof line === 'string' ? line : line.text;
}

/** The OutputContent for lines of text (reference 6.3, 6.5). */
export function textContent(lines: TextLines) {
  return { OutputFormat: 'Text', OutputText: lines.map(outputText) } as const;
}

function outputText(line: string | TextLine) {
  if (typeof line === 'string') return { Text: line };
  const { text, style, alignment, endOfLine } = line;
  return omitUndefined({ Text: text, CharacterStyle: style, Alignment: alignment, EndOfLineFlag: endOfLine });
}

/** A DisplayOutput for the shopper's screen. */
export function displayOutput<Content extends object>(OutputContent: Content) {
  return { Device: 'CustomerDisplay', InfoQualify: 'Display', OutputContent } as const;
}
