import { z } from 'zod';
import { omitUndefined } from '../../json.ts';
import { optionalOrUndefined } from '../../validation/wire-schemas.ts';
import { wholeNumber, withRule } from '../../validation/input-rules.ts';
import { ResponseSchema } from '../response.ts';
import { resultOf, type RequestResult } from '../result.ts';
import { qrCodeContent, QrCodeSchema } from './output/barcode.ts';
import { DisplayedImageSchema, displayedImageContent } from './output/image.ts';
import { MenuEntriesSchema, menuEntries, type MenuEntry } from './output/menu.ts';
import { parseContent } from './output/one-content.ts';
import { displayOutput, textContent, TextLinesSchema, TextSchema, type TextLines } from './text-output.ts';
import { VirtualReceiptSchema, virtualReceiptXml, type VirtualReceipt } from './output/virtual-receipt.ts';
import { xhtmlContent, XhtmlSchema } from './output/xhtml.ts';

/** What to display: one content. It stays until the next request. */
export type DisplayRequestInput =
  | (Timed & {
      /** The text for the shopper. */
      readonly lines: TextLines;
      /** Choices below it, to be looked at: `input` asks for one. */
      readonly menu?: readonly MenuEntry[] | undefined;
    })
  | (Timed & {
      /** The content of a QR code, as the app that scans it reads it. */
      readonly qrCode: string;
      readonly header?: string | undefined;
      readonly footer?: string | undefined;
    })
  | (Timed & {
      /** The base64 of a PNG, JPEG, GIF or BMP file. */
      readonly image: string;
    })
  | {
      /** Back to the terminal's own screen. */
      readonly idle: true;
    }
  | (Timed & { readonly virtualReceipt: VirtualReceipt })
  | (Timed & {
      /** A document as it is: a `screen` in one of the terminal's layouts. */
      readonly xhtml: string;
    });

interface Timed {
  /** How long it stays at least, in seconds: 0 to 999. Default 0. */
  readonly minimumSeconds?: number | undefined;
}

const TIMED = { minimumSeconds: withRule({ code: 'ERR_INPUT_SECONDS' }, wholeNumber(0, 999)).exactOptional() };
const header = TextSchema.exactOptional();

const SCHEMAS = {
  menu: z.strictObject({ menu: MenuEntriesSchema, lines: TextLinesSchema, ...TIMED }),
  lines: z.strictObject({ lines: TextLinesSchema, ...TIMED }),
  qrCode: z.strictObject({ qrCode: QrCodeSchema, header, footer: header, ...TIMED }),
  image: z.strictObject({ image: DisplayedImageSchema, ...TIMED }),
  idle: z.strictObject({ idle: z.literal(true) }),
  virtualReceipt: z.strictObject({ virtualReceipt: VirtualReceiptSchema, ...TIMED }),
  xhtml: z.strictObject({ xhtml: XhtmlSchema, ...TIMED }),
} satisfies Record<string, z.ZodType<DisplayRequestInput>>;

/** All of them, for a document. `displayRequest` says better which one was meant, and what is wrong with it. */
export const DisplayRequestInputSchema = z.union(Object.values(SCHEMAS));

/**
 * Builds the body of a Display on the terminal's screen (reference 6.3).
 *
 * @throws {InputError} `ERR_INPUT_TEXT`, `ERR_INPUT_MENU`, `ERR_INPUT_QR_CODE`, `ERR_INPUT_IMAGE`, `ERR_INPUT_VIRTUAL_RECEIPT`,
 *   `ERR_INPUT_XHTML`, `ERR_INPUT_SECONDS`, `ERR_INPUT_REQUEST`
 */
export function displayRequest(input: DisplayRequestInput) {
  const asked: DisplayRequestInput = parseContent(SCHEMAS, input, '');
  const [first, ...more] = outputsOf(asked);
  const minimumSeconds = 'idle' in asked ? undefined : asked.minimumSeconds;
  // A list also for one: an object is answered with nothing, and nothing is displayed.
  return { DisplayOutput: [omitUndefined({ ...first, MinimumDisplayTime: minimumSeconds }), ...more] };
}

type Content =
  | ReturnType<typeof textContent | typeof qrCodeContent | typeof displayedImageContent | typeof xhtmlContent>
  | { readonly OutputFormat: 'MessageRef'; readonly PredefinedContent: { readonly ReferenceID: 'Idle' } };
type Output = ReturnType<typeof displayOutput<Content>> & { readonly MenuEntry?: ReturnType<typeof menuEntries> };

function outputsOf(asked: DisplayRequestInput): [Output, ...Output[]] {
  if ('qrCode' in asked) return [displayOutput(qrCodeContent(asked.qrCode)), ...textsAround(asked)];
  if ('image' in asked) return [displayOutput(displayedImageContent(asked.image))];
  if ('idle' in asked) {
    return [displayOutput({ OutputFormat: 'MessageRef', PredefinedContent: { ReferenceID: 'Idle' } })];
  }
  if ('virtualReceipt' in asked) return [displayOutput(xhtmlContent(virtualReceiptXml(asked.virtualReceipt)))];
  if ('xhtml' in asked) return [displayOutput(xhtmlContent(asked.xhtml))];
  const output = displayOutput(textContent(asked.lines));
  return [asked.menu === undefined ? output : { ...output, MenuEntry: menuEntries(asked.menu) }];
}

/** The header and the footer follow the code. A footer alone comes after an empty header: their places tell them apart (UNCONFIRMED). */
function textsAround({ header: above, footer: below }: { header?: string | undefined; footer?: string | undefined }) {
  const texts = below === undefined ? (above === undefined ? [] : [above]) : [above ?? '', below];
  return texts.map((line) => displayOutput(textContent([line])));
}

const OutputResult = z.looseObject({ Response: ResponseSchema });
const DisplayResponseSchema = z.looseObject({
  OutputResult: optionalOrUndefined(z.union([z.array(OutputResult), OutputResult.transform((one) => [one])])),
  // Where a terminal puts the refusal of a whole request is UNCONFIRMED: it may stand beside the results.
  Response: optionalOrUndefined(ResponseSchema),
});

/** Reads a DisplayResponse (reference 6.3); `undefined` when the body is not one. */
export function readDisplay(body: unknown): RequestResult | undefined {
  const parsed = DisplayResponseSchema.safeParse(body);
  if (!parsed.success) return undefined;
  const responses = [parsed.data.Response, ...(parsed.data.OutputResult ?? []).map(({ Response }) => Response)];
  const results = responses.flatMap((response) => (response === undefined ? [] : [resultOf(response)]));
  // One output that failed is a failure.
  return results.find(({ ok }) => !ok) ?? results[0];
}
