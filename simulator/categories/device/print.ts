import { z } from 'zod';
import { failed } from '../../messages/responses.ts';
import type { TerminalSettings } from '../../settings.ts';
import { SUCCESS, type DeviceOutput, type ImmediateResponse } from '../immediate-response.ts';
import { linesOf, OutputContent, xhtmlOf } from './output-content.ts';

/** Reference 6.5. */
export const PrintRequest = z.object({
  PrintOutput: z.object({
    DocumentQualifier: z.enum(['CashierReceipt', 'CustomerReceipt', 'Document', 'Journal', 'SaleReceipt', 'Voucher']),
    ResponseMode: z.enum(['NotRequired', 'Immediate', 'PrintEnd', 'SoundEnd']),
    OutputContent: OutputContent.refine(hasOneFormat),
  }),
});

/** The member of each format. A request has one format. */
const MEMBERS = { Text: 'OutputText', BarCode: 'OutputBarcode', XHTML: 'OutputXHTML' } as const;

function hasOneFormat(content: OutputContent): boolean {
  const others = Object.entries(MEMBERS).filter(([format]) => format !== content.OutputFormat);
  return others.every(([, member]) => content[member] === undefined);
}

/** Prints the document, if the terminal has a printer and paper. What happens without paper is UNCONFIRMED. */
export function printResponse(
  { PrintOutput }: z.infer<typeof PrintRequest>,
  { hasPrinter, printerStatus }: TerminalSettings,
): ImmediateResponse {
  const { DocumentQualifier, OutputContent: content } = PrintOutput;
  const refused = (condition: string, message: string) => ({
    body: { DocumentQualifier, Response: failed(condition, { message }) },
  });
  if (!hasPrinter) return refused('UnavailableDevice', 'The device has no printer.');
  if (printerStatus !== 'OK' && printerStatus !== 'PaperLow') return refused('DeviceOut', printerStatus);
  const paper = paperOf(content);
  if (paper === undefined) return refused('MessageFormat', 'Unsupported output format');
  return { body: { DocumentQualifier, Response: SUCCESS }, output: [paper] };
}

/** The one form of a document that comes out as an image, as the field found; of any other the paper stays blank. */
const IMAGE = /^<\?xml[^?]*\?>\s*<img src="data:image\/png;base64, ([A-Za-z0-9+/]+={0,2})"\s*\/>\s*$/;

/** What is on the paper; `undefined` when the format is not known. */
function paperOf(content: OutputContent): DeviceOutput | undefined {
  const blank = { kind: 'printed', lines: [] } as const;
  const { OutputFormat, OutputBarcode } = content;
  if (OutputFormat === 'Text' && content.OutputText !== undefined) return { ...blank, lines: linesOf(content) };
  if (OutputFormat === 'BarCode' && OutputBarcode !== undefined) {
    return OutputBarcode.BarcodeType === 'QRCode' ? { ...blank, qrCode: OutputBarcode.BarcodeValue } : blank;
  }
  if (OutputFormat !== 'XHTML' || content.OutputXHTML === undefined) return undefined;
  const base64 = IMAGE.exec(xhtmlOf(content))?.[1];
  return base64 === undefined ? blank : { ...blank, image: { kind: 'PNG', base64 } };
}
