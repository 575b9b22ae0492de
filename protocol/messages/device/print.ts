import { z } from 'zod';
import type { Receipt } from '../../fields/receipts.ts';
import { omitUndefined } from '../../json.ts';
import { ResponseSchema } from '../response.ts';
import { resultOf, type RequestResult } from '../result.ts';
import { printedQrCodeContent, type qrCodeContent, QrCodeSchema } from './output/barcode.ts';
import { PrintedImageSchema, printedImageContent } from './output/image.ts';
import { parseContent } from './output/one-content.ts';
import { PrintedReceiptSchema, receiptContent } from './output/printed-receipt.ts';
import { textContent, TextLinesSchema, type TextLines } from './text-output.ts';
import { xhtmlContent, XhtmlSchema } from './output/xhtml.ts';

/** What to print: one content, since a request has one format. */
export type PrintRequestInput = PrintSettings &
  (
    | {
        /** The text to print: empty lines are printed too, as long as there is some text. */
        readonly lines: TextLines;
      }
    | {
        /** The content of a QR code; terminals print no other bar code. */
        readonly qrCode: string;
      }
    | {
        /** The base64 of a PNG file. The head of a printer has 384 pixels. */
        readonly image: string;
      }
    | {
        /** A receipt of a payment, one of `outcome.receipts`. */
        readonly receipt: Receipt;
      }
    | {
        /** A document as it is. A printer is known to print nothing of one but an image: use `image`. */
        readonly xhtml: string;
      }
  );

interface PrintSettings {
  /** Default `Document`; `CustomerReceipt` for a QR code, and that of the receipt for a receipt. */
  readonly documentQualifier?: (typeof QUALIFIERS)[number] | undefined;
  /** `Immediate` is answered before the paper is out. Default `PrintEnd`. */
  readonly responseMode?: 'PrintEnd' | 'Immediate' | undefined;
  readonly integratedPrintFlag?: boolean | undefined;
  /** Default: false; what the receipt says for a receipt. */
  readonly requiredSignatureFlag?: boolean | undefined;
}

const QUALIFIERS = ['CashierReceipt', 'CustomerReceipt', 'Document', 'Journal', 'SaleReceipt', 'Voucher'] as const;

const SETTINGS = {
  documentQualifier: z.enum(QUALIFIERS).exactOptional(),
  responseMode: z.enum(['PrintEnd', 'Immediate']).exactOptional(),
  integratedPrintFlag: z.boolean().exactOptional(),
  requiredSignatureFlag: z.boolean().exactOptional(),
};

const SCHEMAS = {
  lines: z.strictObject({ lines: TextLinesSchema, ...SETTINGS }),
  qrCode: z.strictObject({ qrCode: QrCodeSchema, ...SETTINGS }),
  image: z.strictObject({ image: PrintedImageSchema, ...SETTINGS }),
  receipt: z.strictObject({ receipt: PrintedReceiptSchema, ...SETTINGS }),
  xhtml: z.strictObject({ xhtml: XhtmlSchema, ...SETTINGS }),
} satisfies Record<string, z.ZodType<PrintRequestInput>>;

/** All of them, for a document. `printRequest` says better which one was meant, and what is wrong with it. */
export const PrintRequestInputSchema = z.union(Object.values(SCHEMAS));

/**
 * Builds the body of a Print; it is answered when the paper is out (reference 6.5).
 *
 * @param path of the input, as the caller would write it. Default: it is the argument itself
 * @throws {InputError} `ERR_INPUT_TEXT`, `ERR_INPUT_QR_CODE`, `ERR_INPUT_IMAGE`, `ERR_INPUT_RECEIPT`, `ERR_INPUT_XHTML`,
 *   `ERR_INPUT_REQUEST`
 */
export function printRequest(input: PrintRequestInput, path = '') {
  const asked: PrintRequestInput = parseContent(SCHEMAS, input, path);
  const byContent = contentOf(asked);
  const { documentQualifier, responseMode = 'PrintEnd', integratedPrintFlag, requiredSignatureFlag } = asked;
  return {
    PrintOutput: omitUndefined({
      DocumentQualifier: documentQualifier ?? byContent.qualifier,
      ResponseMode: responseMode,
      IntegratedPrintFlag: integratedPrintFlag,
      RequiredSignatureFlag: requiredSignatureFlag ?? byContent.signature,
      OutputContent: byContent.content,
    }),
  };
}

interface Printed {
  /** One of a receipt that is no text goes back as it came. */
  readonly content: ReturnType<typeof textContent | typeof qrCodeContent | typeof xhtmlContent> | object;
  readonly qualifier: string;
  readonly signature?: true;
}

function contentOf(asked: PrintRequestInput): Printed {
  if ('qrCode' in asked) return { content: printedQrCodeContent(asked.qrCode), qualifier: 'CustomerReceipt' };
  if ('image' in asked) return { content: printedImageContent(asked.image), qualifier: 'Document' };
  if ('xhtml' in asked) return { content: xhtmlContent(asked.xhtml), qualifier: 'Document' };
  if ('receipt' in asked) {
    const { qualifier, signatureRequired } = asked.receipt;
    const isKnown = QUALIFIERS.some((known) => known === qualifier);
    return {
      content: receiptContent(asked.receipt),
      qualifier: isKnown ? qualifier : 'Document',
      ...(signatureRequired && { signature: true }),
    };
  }
  const { OutputFormat, OutputText } = textContent(asked.lines);
  const lines = OutputText.map((line) => ({ EndOfLineFlag: true, ...line }));
  return { content: { OutputFormat, OutputText: lines }, qualifier: 'Document' };
}

const PrintResponseSchema = z.looseObject({ Response: ResponseSchema });

/** Reads a PrintResponse (reference 6.5); `undefined` when the body is not one. Without a printer it is an UnavailableDevice failure. */
export function readPrint(body: unknown): RequestResult | undefined {
  const parsed = PrintResponseSchema.safeParse(body);
  return parsed.success ? resultOf(parsed.data.Response) : undefined;
}
