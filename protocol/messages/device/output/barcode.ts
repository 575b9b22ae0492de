import { z } from 'zod';
import { wellFormed } from '../../../fields/text-bytes.ts';
import { withRule } from '../../../validation/input-rules.ts';

/** What the largest QR code holds. */
const BYTES_MAX = 2953;

/** The content of a QR code. Terminals print and display no other kind of bar code (reference 6.5). */
export const QrCodeSchema = withRule(
  { code: 'ERR_INPUT_QR_CODE' },
  z
    .string('the content of a QR code, as text')
    .refine((value) => value !== '', 'some text')
    .refine((value) => Buffer.byteLength(value) <= BYTES_MAX, `at most ${BYTES_MAX} bytes`),
);

/** The OutputContent for a QR code. */
export function qrCodeContent(BarcodeValue: string) {
  return { OutputFormat: 'BarCode', OutputBarcode: { BarcodeType: 'QRCode', BarcodeValue } } as const;
}

const URL_START = /^[a-z][a-z0-9+.-]*:\/\/\S*$/i;

/** The same on paper: an address as it is, anything else percent-encoded (reference 6.5). */
export function printedQrCodeContent(value: string) {
  return qrCodeContent(URL_START.test(value) ? value : encodeURIComponent(wellFormed(value)));
}
