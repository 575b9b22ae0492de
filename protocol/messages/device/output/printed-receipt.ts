import { z } from 'zod';
import type { Receipt, ReceiptLine } from '../../../fields/receipts.ts';
import { columnsOf } from '../../../fields/text-width.ts';
import { withRule } from '../../../validation/input-rules.ts';
import { textContent, type TextLine } from '../text-output.ts';

/** What fits on a line of a terminal's paper (reference 6.5). */
const COLUMNS = 32;

const ReceiptLineSchema = z.object({
  name: z.string().exactOptional(),
  value: z.string().exactOptional(),
  key: z.string().exactOptional(),
  bold: z.boolean(),
  endOfLine: z.boolean(),
});

/** A receipt as `outcome.receipts` has it. */
export const PrintedReceiptSchema = withRule(
  { code: 'ERR_INPUT_RECEIPT' },
  z
    .object({
      qualifier: z.string(),
      signatureRequired: z.boolean(),
      format: z.string(),
      lines: z.array(ReceiptLineSchema),
      content: z.looseObject({ OutputFormat: z.string() }).exactOptional(),
    })
    .refine(({ content, lines }) => content !== undefined || lines.length > 0, 'a receipt with lines')
    .refine(isPrintable, 'a receipt that a terminal prints: of its bar codes, only QRCode'),
) satisfies z.ZodType<Receipt>;

function isPrintable({ content }: { readonly content?: { readonly [member: string]: unknown } }): boolean {
  if (content?.['OutputFormat'] !== 'BarCode') return true;
  return (Object(content['OutputBarcode']) as { BarcodeType?: unknown }).BarcodeType === 'QRCode';
}

/** The OutputContent for a receipt: every line of it, in order (reference 4.6); one that is no text as it came. */
export function receiptContent({ lines, content }: Receipt): object {
  return (content as object | undefined) ?? textContent(wholeLines(lines).flatMap(columnsIn));
}

interface WholeLine {
  readonly name: string;
  readonly value: string;
  readonly bold: boolean;
}

/** Lines that continue one another are one on the paper. */
function wholeLines(lines: readonly ReceiptLine[]): WholeLine[] {
  const whole: WholeLine[] = [];
  let open: WholeLine | undefined;
  for (const { name = '', value = '', bold, endOfLine } of lines) {
    open = { name: (open?.name ?? '') + name, value: (open?.value ?? '') + value, bold: bold || open?.bold === true };
    if (!endOfLine) continue;
    whole.push(open);
    open = undefined;
  }
  return open === undefined ? whole : [...whole, open];
}

/** The name on the left and the value on the right, beside it where there is room. */
function columnsIn({ name, value, bold }: WholeLine): TextLine[] {
  const style = bold ? ({ style: 'Bold' } as const) : {};
  const left: TextLine = { text: name, ...style, alignment: 'Left', endOfLine: true };
  const right: TextLine = { text: value, ...style, alignment: 'Right', endOfLine: true };
  if (value === '') return [left];
  if (name === '') return [right];
  return [{ ...left, endOfLine: columnsOf(name) + 1 + columnsOf(value) > COLUMNS }, right];
}
