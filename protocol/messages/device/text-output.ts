import { z } from 'zod';
import { formatValue } from '../../../errors.ts';
import { omitUndefined } from '../../json.ts';
import { wholeNumber, withRule } from '../../validation/input-rules.ts';

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
  /** Default: the terminal's, which is SingleWidth. */
  readonly width?: (typeof WIDTHS)[number] | undefined;
  /** Default: the terminal's, which is SingleHeight. */
  readonly height?: (typeof HEIGHTS)[number] | undefined;
  /** 1 to 500. */
  readonly startRow?: number | undefined;
  /** 1 to 500. */
  readonly startColumn?: number | undefined;
  /** The number of a character set of the terminal. */
  readonly characterSet?: number | undefined;
}

/** Lines of text, from the top; at least one of them is not blank. A string is a line without any style. */
export type TextLines = readonly (string | TextLine)[];

/** The newest definition has Underline, older ones Underlined: which of them a terminal reads is UNCONFIRMED. */
const STYLES = ['Normal', 'Bold', 'Italic', 'Underline', 'Underlined'] as const;
const WIDTHS = ['SingleWidth', 'DoubleWidth'] as const;
const HEIGHTS = ['SingleHeight', 'DoubleHeight', 'HalfHeight'] as const;
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
  width: z.enum(WIDTHS).exactOptional(),
  height: z.enum(HEIGHTS).exactOptional(),
  startRow: wholeNumber(1, 500).exactOptional(),
  startColumn: wholeNumber(1, 500).exactOptional(),
  characterSet: wholeNumber(0, 999).exactOptional(),
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
  return omitUndefined({
    Text: line.text,
    CharacterStyle: line.style,
    Alignment: line.alignment,
    EndOfLineFlag: line.endOfLine,
    CharacterWidth: line.width,
    CharacterHeight: line.height,
    StartRow: line.startRow,
    StartColumn: line.startColumn,
    CharacterSet: line.characterSet,
  });
}

/** A DisplayOutput for the shopper's screen. */
export function displayOutput<Content extends object>(OutputContent: Content) {
  return { Device: 'CustomerDisplay', InfoQualify: 'Display', OutputContent } as const;
}
