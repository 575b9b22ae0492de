import { readForm } from './form.ts';
import { omitUndefined } from '../json.ts';
import { columnsOf, cutIntoRows } from './text-width.ts';

/** A receipt to be printed by the till. Scheme rules want every line of it, in order (reference 4.6). */
export interface Receipt {
  /** For whom: `CashierReceipt`, `CustomerReceipt`, or another word of the terminal. Empty when the terminal sent none. */
  readonly qualifier: 'CashierReceipt' | 'CustomerReceipt' | (string & {});
  /** The shopper must sign this copy, and staff must compare the signature. */
  readonly signatureRequired: boolean;
  /** `Text`, or another OutputFormat: then `lines` may be empty and `content` is the whole receipt. */
  readonly format: 'Text' | (string & {});
  readonly lines: readonly ReceiptLine[];
  /** OutputContent as received, for a format other than `Text`. */
  readonly content?: unknown;
}

/** A line of a receipt. */
export interface ReceiptLine {
  /** Text on the left. */
  readonly name?: string;
  /** Text on the right. */
  readonly value?: string;
  /** The subject of the line, for example `totalAmount`; an open list. */
  readonly key?: string;
  readonly bold: boolean;
  /** `false`: the next line continues this one on the paper. */
  readonly endOfLine: boolean;
}

/** Reads PaymentReceipt: a list, or a single receipt. Total: unreadable input results in no receipt, or in an empty line. */
export function readReceipts(paymentReceipt: unknown): Receipt[] {
  return listOf(paymentReceipt)
    .filter((entry) => typeof entry === 'object' && entry !== null)
    .map(readReceipt);
}

interface WireReceipt {
  readonly DocumentQualifier?: unknown;
  readonly RequiredSignatureFlag?: unknown;
  readonly OutputContent?: unknown;
}

function readReceipt({ DocumentQualifier, RequiredSignatureFlag, OutputContent }: WireReceipt): Receipt {
  const content: { OutputFormat?: unknown; OutputText?: unknown } =
    typeof OutputContent === 'object' && OutputContent !== null ? OutputContent : {};
  const outputFormat = typeof content.OutputFormat === 'string' ? content.OutputFormat : 'Text';
  const format = outputFormat.toLowerCase() === 'text' ? 'Text' : outputFormat;
  return {
    qualifier: typeof DocumentQualifier === 'string' ? DocumentQualifier : '',
    signatureRequired: isTrue(RequiredSignatureFlag),
    format,
    lines: listOf(content.OutputText).map(readLine),
    ...(format !== 'Text' && { content: OutputContent }),
  };
}

function readLine(entry: unknown): ReceiptLine {
  const line: { Text?: unknown; CharacterStyle?: unknown; EndOfLineFlag?: unknown } =
    typeof entry === 'object' && entry !== null ? entry : { Text: entry };
  return {
    ...readText(typeof line.Text === 'string' || typeof line.Text === 'number' ? String(line.Text) : ''),
    bold: typeof line.CharacterStyle === 'string' && line.CharacterStyle.toLowerCase() === 'bold',
    endOfLine: line.EndOfLineFlag === undefined || isTrue(line.EndOfLineFlag),
  };
}

/** Form pairs; a text without any of the three members is used as it is, on the left. */
function readText(text: string): Pick<ReceiptLine, 'name' | 'value' | 'key'> {
  const found: { name?: string; value?: string; key?: string } = {};
  for (const [member, value] of readForm(text)) {
    if (member !== 'name' && member !== 'value' && member !== 'key') continue;
    found[member] = found[member] === undefined ? value : `${found[member]} ${value}`;
  }
  const { name, value, key } = found;
  if (name === undefined && value === undefined && key === undefined) return text === '' ? {} : { name: text };
  return omitUndefined({ name, value, key });
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined || value === null ? [] : [value];
}

function isTrue(flag: unknown): boolean {
  return flag === true || flag === 'true';
}

/**
 * The receipt as plain text: `name` on the left, `value` on the right, wrapped where they do not fit. No text is left out;
 * bold is lost, control characters become spaces.
 *
 * @param width in columns: what a Latin letter takes, and half of what an East Asian character takes. 1 or more; below 2 such a character
 *   makes its row wider. Default 40.
 */
export function receiptToText({ lines }: Receipt, width = 40): string {
  const rows: string[] = [];
  let name = '';
  let value = '';
  for (const [index, line] of lines.entries()) {
    name += line.name ?? '';
    value += line.value ?? '';
    if (!line.endOfLine && index < lines.length - 1) continue;
    // One by one: a long line has more rows than a call accepts arguments.
    for (const row of layOut(wrap(name, width), wrap(value, width), width)) rows.push(row);
    name = '';
    value = '';
  }
  return rows.join('\n');
}

/** Both columns on their own rows, the first row of `right` beside the last of `left` where there is room for it. */
function layOut(left: string[], right: string[], width: number): string[] {
  const [first, ...rest] = right;
  const last = left.at(-1);
  if (first === undefined) return left.length > 0 ? left : [''];
  const gap = last === undefined ? 0 : width - columnsOf(last) - columnsOf(first);
  if (last === undefined || gap < 1) return [...left, ...right.map((row) => alignRight(row, width))];
  return [...left.slice(0, -1), last + ' '.repeat(gap) + first, ...rest.map((row) => alignRight(row, width))];
}

function alignRight(row: string, width: number): string {
  return ' '.repeat(Math.max(0, width - columnsOf(row))) + row;
}

/** Rows of at most `width` columns, broken at a space if there is one. Text that fits is unchanged. */
function wrap(text: string, width: number): string[] {
  const columns = Math.max(1, Math.floor(width));
  const line = text.replace(/\p{Cc}/gu, ' ');
  if (line.trim() === '') return [];
  if (columnsOf(line) <= columns) return [line];
  const rows: string[] = [];
  for (const word of line.trim().split(/\s+/)) {
    const last = rows.at(-1);
    if (last !== undefined && columnsOf(last) + 1 + columnsOf(word) <= columns) {
      rows[rows.length - 1] = `${last} ${word}`;
      continue;
    }
    // One by one: a long word has more rows than a call accepts arguments.
    for (const row of cutIntoRows(word, columns)) rows.push(row);
  }
  return rows;
}
