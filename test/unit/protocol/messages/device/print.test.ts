import { describe, expect, it } from 'vitest';
import { readReceipts } from '../../../../../protocol/fields/receipts.ts';
import { printRequest } from '../../../../../protocol/messages/device/print.ts';
import { GIF, PNG } from '../../../../support/messages/images.ts';
import { refusalOf } from '../../../../support/refusal.ts';

const contentOf = (input: Parameters<typeof printRequest>[0]) => printRequest(input).PrintOutput.OutputContent;

/** As terminals send them: the name on the left, the value on the right, as form pairs. */
const receipts = readReceipts([
  {
    DocumentQualifier: 'CashierReceipt',
    RequiredSignatureFlag: true,
    OutputContent: {
      OutputFormat: 'Text',
      OutputText: [
        { Text: 'key=header1', EndOfLineFlag: true },
        { Text: 'name=TOTAL&value=EUR%2010.99&key=totalAmount', CharacterStyle: 'Bold', EndOfLineFlag: true },
        { Text: 'name=APPROVED', EndOfLineFlag: true },
        { Text: 'name=a%20name%20that%20is%20long&value=and%20a%20long%20value', EndOfLineFlag: true },
        { Text: 'name=Ref', EndOfLineFlag: false },
        { Text: 'value=42', EndOfLineFlag: true },
      ],
    },
  },
]);
const [receipt] = receipts;
if (receipt === undefined) throw new Error('no receipt');

describe('a Print', () => {
  it('has every style of a line', () => {
    const line = {
      text: 'Table 7',
      style: 'Underlined',
      width: 'DoubleWidth',
      height: 'DoubleHeight',
      startRow: 1,
      startColumn: 500,
      characterSet: 2,
    } as const;
    expect(contentOf({ lines: [line] })).toEqual({
      OutputFormat: 'Text',
      OutputText: [
        {
          Text: 'Table 7',
          CharacterStyle: 'Underlined',
          CharacterWidth: 'DoubleWidth',
          CharacterHeight: 'DoubleHeight',
          StartRow: 1,
          StartColumn: 500,
          CharacterSet: 2,
          EndOfLineFlag: true,
        },
      ],
    });
  });

  it('of a QR code has an address as it is, and percent-encodes anything else', () => {
    expect(printRequest({ qrCode: 'https://shop.example/r/42?a=b&c=d' })).toEqual({
      PrintOutput: {
        DocumentQualifier: 'CustomerReceipt',
        ResponseMode: 'PrintEnd',
        OutputContent: {
          OutputFormat: 'BarCode',
          OutputBarcode: { BarcodeType: 'QRCode', BarcodeValue: 'https://shop.example/r/42?a=b&c=d' },
        },
      },
    });
    expect(contentOf({ qrCode: 'Table 7\nTea' })).toMatchObject({
      OutputBarcode: { BarcodeValue: 'Table%207%0ATea' },
    });
  });

  it('of an image has the one form that was seen to come out on paper', () => {
    const { OutputFormat, OutputXHTML } = contentOf({ image: PNG }) as { OutputFormat: string; OutputXHTML: string };
    expect(OutputFormat).toBe('XHTML');
    expect(Buffer.from(OutputXHTML, 'base64').toString()).toBe(
      `<?xml version="1.0" encoding="UTF-8"?><img src="data:image/png;base64, ${PNG}"/>`,
    );
  });

  it('of a document sends it as it is', () => {
    expect(contentOf({ xhtml: '<p>é</p>' })).toEqual({
      OutputFormat: 'XHTML',
      OutputXHTML: Buffer.from('<p>é</p>').toString('base64'),
    });
  });

  it('of a receipt has every line of it, in two columns where they fit, and its qualifier', () => {
    const left = { Alignment: 'Left', EndOfLineFlag: true };
    const right = { Alignment: 'Right', EndOfLineFlag: true };
    const bold = { CharacterStyle: 'Bold' };
    expect(printRequest({ receipt })).toEqual({
      PrintOutput: {
        DocumentQualifier: 'CashierReceipt',
        ResponseMode: 'PrintEnd',
        RequiredSignatureFlag: true,
        OutputContent: {
          OutputFormat: 'Text',
          OutputText: [
            { Text: '', ...left },
            { Text: 'TOTAL', ...bold, ...left, EndOfLineFlag: false },
            { Text: 'EUR 10.99', ...bold, ...right },
            { Text: 'APPROVED', ...left },
            { Text: 'a name that is long', ...left },
            { Text: 'and a long value', ...right },
            { Text: 'Ref', ...left, EndOfLineFlag: false },
            { Text: '42', ...right },
          ],
        },
      },
    });
  });

  it('of a receipt that is no text sends it as it came, unless it is a bar code that terminals do not print', () => {
    const [qrCode, barcode] = ['QRCode', 'EAN13'].map((BarcodeType) => {
      const OutputContent = { OutputFormat: 'BarCode', OutputBarcode: { BarcodeType, BarcodeValue: '4001234' } };
      return readReceipts({ DocumentQualifier: 'Other', OutputContent })[0];
    });
    if (qrCode === undefined || barcode === undefined) throw new Error('no receipts');
    expect(printRequest({ receipt: qrCode }).PrintOutput).toMatchObject({
      DocumentQualifier: 'Document',
      OutputContent: qrCode.content,
    });
    expect(refusalOf(() => printRequest({ receipt: barcode })).code).toBe('ERR_INPUT_RECEIPT');
  });

  it('has the members that were given in place of its own', () => {
    const settings = {
      documentQualifier: 'Voucher',
      responseMode: 'Immediate',
      integratedPrintFlag: true,
      requiredSignatureFlag: false,
    } as const;
    expect(printRequest({ receipt, ...settings }).PrintOutput).toMatchObject({
      DocumentQualifier: 'Voucher',
      ResponseMode: 'Immediate',
      IntegratedPrintFlag: true,
      RequiredSignatureFlag: false,
    });
  });

  const tooLong = `<p>${'x'.repeat(196_603)}</p>`;
  it.each([
    ['two formats', { lines: ['a'], qrCode: 'b' }, 'ERR_INPUT_REQUEST', 'found "qrCode"'],
    ['a bar code of another kind', { barcode: { type: 'EAN13' } }, 'ERR_INPUT_REQUEST', 'found "barcode"'],
    ['an empty QR code', { qrCode: '' }, 'ERR_INPUT_QR_CODE', 'qrCode: expected some text'],
    ['a QR code that is too large', { qrCode: 'é'.repeat(1477) }, 'ERR_INPUT_QR_CODE', 'at most 2953 bytes'],
    ['an image of another kind', { image: GIF }, 'ERR_INPUT_IMAGE', 'image: expected the base64 of a PNG file'],
    ['an image that is bytes', { image: 7 }, 'ERR_INPUT_IMAGE', 'image: expected the base64 of a PNG file'],
    ['an image with a line break', { image: `${PNG}\n` }, 'ERR_INPUT_IMAGE', 'base64'],
    [
      'an image that is too large',
      { image: PNG.slice(0, -4) + 'AAAA'.repeat(50_000) },
      'ERR_INPUT_IMAGE',
      'at most 262144',
    ],
    ['a document that is too long', { xhtml: tooLong }, 'ERR_INPUT_XHTML', 'at most 262144 characters of base64'],
    ['a text for a document', { xhtml: 'Hello' }, 'ERR_INPUT_XHTML', 'xhtml: expected XHTML'],
    ['no receipt', { receipt: {} }, 'ERR_INPUT_RECEIPT', 'receipt.qualifier'],
    ['an empty receipt', { receipt: { ...receipt, lines: [] } }, 'ERR_INPUT_RECEIPT', 'a receipt with lines'],
    ['a row beyond the last', { lines: [{ text: 'a', startRow: 501 }] }, 'ERR_INPUT_TEXT', 'startRow'],
    ['a qualifier of its own', { lines: ['a'], documentQualifier: 'Bill' }, 'ERR_INPUT_REQUEST', 'documentQualifier'],
    ['no answer wanted', { lines: ['a'], responseMode: 'NotRequired' }, 'ERR_INPUT_REQUEST', 'responseMode'],
    ['nothing', {}, 'ERR_INPUT_TEXT', 'lines: expected one line or more'],
  ])('with %s is refused before anything is sent', (_, input, code, text) => {
    expect(refusalOf(() => printRequest(Object(input)))).toMatchObject({
      code,
      message: expect.stringContaining(text),
    });
  });

  it('takes the longest document that a terminal takes', () => {
    const longest = `<p>${'x'.repeat(196_601)}</p>`;
    expect(contentOf({ xhtml: longest })).toMatchObject({ OutputXHTML: expect.stringMatching(/^.{262144}$/) });
  });
});
