import { decodeJson } from '../../protocol/codec.ts';
import { balanceInquiryRequest } from '../../protocol/messages/balance-inquiry.ts';
import { displayRequest } from '../../protocol/messages/device/display.ts';
import { inputRequest } from '../../protocol/messages/device/input.ts';
import { printRequest } from '../../protocol/messages/device/print.ts';
import { enableServiceRequest } from '../../protocol/messages/enable-service.ts';
import { storedValueRequest, type StoredValueItem } from '../../protocol/messages/stored-value.ts';
import { SECRET, type Target } from './target.ts';

/** A builder of requests, fed with what a caller may give: it builds a body or throws an InputError. */
function builder<Input>(name: string, seeds: readonly Input[], build: (input: Input) => unknown): Target {
  return { name, seeds, codes: /^ERR_INPUT_/, run: (bytes) => build(decodeJson(bytes) as Input) };
}

const amount = { currency: 'EUR', value: 2500 };
const original = { TransactionID: 'A.B', TimeStamp: '2026-05-04T10:15:33.120Z' };

/** What stands in the inputs of requests. */
export const INPUT_TARGETS: readonly Target[] = [
  builder(
    'display-input',
    [
      { lines: ['Welcome', { text: 'Jane', style: 'Bold' }], minimumSeconds: 5 },
      { lines: ['Today'], menu: ['Tea', { text: 'Coffee', tag: 'Selectable', selected: true }] },
      { qrCode: 'https://shop.example/j/42', header: 'Scan', footer: 'Thanks' },
      { idle: true },
      { virtualReceipt: { lines: [{ count: 2, description: '<Tea>', amount }], total: amount } },
    ],
    displayRequest,
  ),
  builder(
    'print-input',
    [
      { lines: [{ text: 'Order', alignment: 'Centred', endOfLine: false }, ''] },
      { qrCode: 'https://shop.example/r/42' },
      { xhtml: '<p>a</p>', documentQualifier: 'Voucher' },
      {
        receipt: {
          qualifier: 'CustomerReceipt',
          signatureRequired: true,
          format: 'Text',
          lines: [{ name: 'TOTAL', value: 'EUR 1.00', bold: true, endOfLine: true }],
        },
      },
    ],
    printRequest,
  ),
  builder(
    'input-input',
    [
      { command: 'GetConfirmation', question: 'Join?', detail: 'Free', cancelLabel: 'No', confirmLabel: 'Yes' },
      { command: 'DigitString', question: 'PIN?', placeholder: '1', minLength: 4, maxLength: 8, masked: true },
      { command: 'GetMenuEntry', question: 'Which?', entries: ['Tea', 'Coffee'], chosenMax: 2, maxSeconds: 30 },
    ],
    inputRequest,
  ),
  builder('enable-service-input', [{}, { lines: ['Thank you'] }], enableServiceRequest),
  builder(
    'balance-inquiry-input',
    [{ giftCard: { number: SECRET, entryMode: 'Keyed', expiryDate: '0228' } }, { cardAcquisition: original }],
    balanceInquiryRequest,
  ),
  builder<readonly StoredValueItem[]>(
    'stored-value-input',
    [[{ type: 'Load', amount, giftCard: { number: SECRET } }], [{ type: 'Activate' }, { type: 'Reverse', original }]],
    (items) => storedValueRequest({ reference: 'GC-1', atMs: 0, items }),
  ),
];
