import { z } from 'zod';
import { toDecimal, type Amount } from '../../../money.ts';
import { wholeNumber, withRule } from '../../../validation/input-rules.ts';
import { QrCodeSchema } from './barcode.ts';
import { TextSchema, VisibleTextSchema } from '../text-output.ts';
import { escapeXml, fitsXhtml, XHTML_EXPECTED } from './xhtml.ts';

/** A list of what is bought, on the screen, until the next request. */
export interface VirtualReceipt {
  /** The layout of the terminal; one that a model does not have fails the request. Default `virtual-receipt.xslt`. */
  readonly layout?: string | undefined;
  /** The heading of the list. */
  readonly header?: string | undefined;
  readonly lines: readonly VirtualReceiptLine[];
  readonly subtotal?: Amount | undefined;
  readonly tax?: Amount | undefined;
  readonly total: Amount;
  /** An image above the list, where the model has one (SFO1): its address. */
  readonly image?: string | undefined;
  /** Left out by a model without it. */
  readonly qrCode?: { readonly header?: string; readonly value: string; readonly footer?: string } | undefined;
  /** How a terminal reads `value` of an amount is UNCONFIRMED. Default `minorUnits`, as in the platform's other interfaces. */
  readonly amountsIn?: 'minorUnits' | 'majorUnits' | undefined;
}

/** A line of a virtual receipt. */
export interface VirtualReceiptLine {
  /** Default 1. */
  readonly count?: number | undefined;
  readonly description: string;
  /** A discount is negative. */
  readonly amount: Amount;
  /** SFO1 alone: the address of an image. */
  readonly icon?: string | undefined;
  /** SFO1 alone. */
  readonly subtitle?: string | undefined;
}

const AmountSchema = z.strictObject({
  currency: z.string('a currency code').regex(/^[A-Z]{3}$/, 'a currency code, such as EUR'),
  value: z.int('a whole number of minor units'),
});

export const VirtualReceiptSchema = withRule(
  { code: 'ERR_INPUT_VIRTUAL_RECEIPT' },
  z.strictObject({
    layout: VisibleTextSchema.exactOptional(),
    header: TextSchema.exactOptional(),
    lines: z.array(
      z.strictObject({
        count: wholeNumber(0, 99_999).exactOptional(),
        description: TextSchema,
        amount: AmountSchema,
        icon: VisibleTextSchema.exactOptional(),
        subtitle: TextSchema.exactOptional(),
      }),
    ),
    subtotal: AmountSchema.exactOptional(),
    tax: AmountSchema.exactOptional(),
    total: AmountSchema,
    image: VisibleTextSchema.exactOptional(),
    qrCode: z
      .strictObject({ header: TextSchema.exactOptional(), value: QrCodeSchema, footer: TextSchema.exactOptional() })
      .exactOptional(),
    amountsIn: z.enum(['minorUnits', 'majorUnits']).exactOptional(),
  }),
)
  // The document is built to be measured: what does not fit must not be sent.
  .refine(
    (receipt) => fitsXhtml(virtualReceiptXml(receipt as VirtualReceipt)),
    XHTML_EXPECTED,
  ) satisfies z.ZodType<VirtualReceipt>;

/** The document for the screen (reference 6.3); how its parts are nested is UNCONFIRMED. */
export function virtualReceiptXml(receipt: VirtualReceipt): string {
  const { layout = 'virtual-receipt.xslt', header, lines, subtotal, tax, total, image, qrCode, amountsIn } = receipt;
  const amount = (name: string, given: Amount | undefined) =>
    given === undefined ? '' : element(name, amountXml(given, amountsIn));
  const line = ({ count = 1, description, amount: price, icon, subtitle }: VirtualReceiptLine) =>
    text('count', String(count)) +
    text('description', description) +
    text('subtitle', subtitle) +
    text('icon', icon) +
    amount('amount', price);
  return (
    `<?xml version="1.0" encoding="UTF-8"?><screen name="${escapeXml(layout)}">` +
    text('image', image) +
    (qrCode === undefined
      ? ''
      : element(
          'qrcodeblock',
          text('header', qrCode.header) + text('qrcode', qrCode.value) + text('footer', qrCode.footer),
        )) +
    text('list-header', header) +
    element('lines', lines.map((one) => element('line', line(one))).join('')) +
    amount('subtotal', subtotal) +
    amount('tax', tax) +
    amount('total', total) +
    '</screen>'
  );
}

function amountXml(amount: Amount, unit: VirtualReceipt['amountsIn'] = 'minorUnits'): string {
  const { currency, value } = amount;
  const major = () => (value < 0 ? '-' : '') + toDecimal({ currency, value: Math.abs(value) });
  return text('currency', currency) + text('value', unit === 'minorUnits' ? String(value) : major());
}

function text(name: string, content: string | undefined): string {
  return content === undefined ? '' : element(name, escapeXml(content));
}

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}
