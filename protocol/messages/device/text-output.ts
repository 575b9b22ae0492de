import { checkWord, wrong } from '../check.ts';

/** A line of text to show or to print. */
export interface TextLine {
  /** `\n` breaks it; other control characters are refused. */
  readonly text: string;
  /** Default: the terminal's, which is Normal. */
  readonly style?: (typeof STYLES)[number];
  /** Default: the terminal's, which is Left. */
  readonly alignment?: (typeof ALIGNMENTS)[number];
  /** `false` lets the next one go on in the same line, which is how two columns are made. */
  readonly endOfLine?: boolean;
}

/** Lines of text, from the top; at least one has something to read in it. A string is a line without any style. */
export type TextLines = readonly (string | TextLine)[];

const STYLES = ['Normal', 'Bold', 'Italic', 'Underline'] as const;
const ALIGNMENTS = ['Left', 'Right', 'Centred', 'Justified'] as const;

/**
 * The OutputContent for lines of text (reference 6.3, 6.5).
 *
 * @param thing how the caller calls the lines, for the message
 * @throws {InputError} `ERR_INPUT_TEXT`
 */
export function textContent(lines: TextLines, thing: string) {
  if (!Array.isArray(lines) || lines.length === 0) throw wrong('ERR_INPUT_TEXT', thing, 'one line or more', lines);
  const OutputText = lines.map((line, index) => outputText(line, `${thing}[${index}]`));
  if (OutputText.every(({ Text }) => Text.trim() === '')) {
    throw wrong('ERR_INPUT_TEXT', thing, 'some text', lines.length === 1 ? OutputText[0]?.Text : lines);
  }
  return { OutputFormat: 'Text', OutputText } as const;
}

function outputText(line: string | TextLine, thing: string) {
  if (typeof line === 'string') return { Text: checkedText(line, thing) };
  if (typeof line !== 'object' || line === null) throw wrong('ERR_INPUT_TEXT', thing, 'a text or { text }', line);
  const { text, style, alignment, endOfLine } = line;
  if (style !== undefined) checkWord('ERR_INPUT_TEXT', `${thing}.style`, STYLES, style);
  if (alignment !== undefined) checkWord('ERR_INPUT_TEXT', `${thing}.alignment`, ALIGNMENTS, alignment);
  return {
    Text: checkedText(text, `${thing}.text`),
    ...(style !== undefined && { CharacterStyle: style }),
    ...(alignment !== undefined && { Alignment: alignment }),
    ...(endOfLine !== undefined && { EndOfLineFlag: endOfLine }),
  };
}

/** A text that goes onto a screen or a paper, and may be empty. @throws {InputError} `ERR_INPUT_TEXT` */
export function checkedText(text: unknown, thing: string): string {
  if (typeof text === 'string' && !/[^\P{Cc}\n]/u.test(text)) return text;
  throw wrong('ERR_INPUT_TEXT', thing, 'a text without control characters', text);
}

/** A DisplayOutput for the screen that the shopper sees. */
export function displayOutput<Content extends object>(OutputContent: Content) {
  return { Device: 'CustomerDisplay', InfoQualify: 'Display', OutputContent } as const;
}
