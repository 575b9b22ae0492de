import { decodeJson, classifyResponse } from '../../protocol/codec.ts';
import { readAdditionalResponse } from '../../protocol/fields/additional-response.ts';
import { MessageHeaderSchema, notEchoed, sameHeader } from '../../protocol/header.ts';
import { parsePOIID, parseSaleID, parseServiceID, parseTransactionId } from '../../protocol/ids.ts';
import { readBalanceInquiry } from '../../protocol/messages/balance-inquiry.ts';
import { readCardAcquisition } from '../../protocol/messages/card-acquisition.ts';
import { readDiagnosis } from '../../protocol/messages/diagnosis.ts';
import { readDisplay } from '../../protocol/messages/device/display.ts';
import { readEnableService } from '../../protocol/messages/enable-service.ts';
import { readInput } from '../../protocol/messages/device/input-answer.ts';
import { readNotification, readNotificationIds } from '../../protocol/messages/notifications.ts';
import { readPrint } from '../../protocol/messages/device/print.ts';
import { readStoredValue } from '../../protocol/messages/stored-value.ts';
import { fromWire, parseAmount, toDecimal, toWire } from '../../protocol/money.ts';
import { readForm, writeForm } from '../../protocol/fields/form.ts';
import { readPOITransactionID } from '../../protocol/fields/poi-transaction-id.ts';
import { readReceipts, receiptToText } from '../../protocol/fields/receipts.ts';
import { readRejection } from '../../protocol/rejection.ts';
import { decodeSaleToAcquirerData, encodeSaleToAcquirerData } from '../../protocol/fields/sale-to-acquirer-data.ts';
import * as bodies from './bodies.ts';
import type { Target } from './target.ts';

/** The value in the bytes, as the codec gives it to the readers: `undefined` when there is none. */
const valueIn = (input: Buffer) => decodeJson(input);
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const question = 'Which?';

const reader = (name: string, seeds: readonly unknown[], read: (body: unknown) => unknown): Target => ({
  name,
  seeds,
  run: (input) => read(valueIn(input)),
});

export const PROTOCOL_TARGETS: readonly Target[] = [
  { name: 'classify-response', seeds: bodies.WIRE_ANSWERS, run: (input) => classifyResponse(input) },
  {
    name: 'rejection',
    seeds: bodies.WIRE_ANSWERS,
    run: (input) => readRejection(classifyResponse(input), bodies.REQUEST),
  },
  reader('header', [{ ...bodies.REQUEST, MessageType: 'Response', DeviceID: 'D1' }], (value) => {
    const { data } = MessageHeaderSchema.safeParse(value);
    return data && [data, sameHeader(data, { ...data }), notEchoed(bodies.REQUEST, data)];
  }),
  reader('diagnosis', [bodies.DIAGNOSIS], readDiagnosis),
  reader('display', [bodies.DISPLAY], readDisplay),
  reader('print', [bodies.PRINT], readPrint),
  reader('enable-service', [{ Response: bodies.SUCCESS }], readEnableService),
  reader('stored-value', [bodies.STORED_VALUE], readStoredValue),
  reader('balance-inquiry', [bodies.BALANCE], readBalanceInquiry),
  reader('card-acquisition', [bodies.CARD_ACQUISITION], readCardAcquisition),
  reader('input', bodies.INPUTS, (body) => [
    readInput(body, { command: 'GetConfirmation', question, cancelLabel: 'No', confirmLabel: 'Yes' }),
    readInput(body, { command: 'TextString', question }),
    readInput(body, { command: 'DigitString', question }),
    readInput(body, { command: 'DecimalString', question }),
    readInput(body, { command: 'GetMenuEntry', question, entries: ['Tea', 'Coffee', 'Water'] }),
  ]),
  reader('notification', bodies.NOTIFICATIONS, (message) => [
    readNotification(message),
    readNotificationIds((message as { MessageHeader?: unknown } | undefined)?.MessageHeader),
  ]),
  reader('receipts', [bodies.RECEIPTS], (value) =>
    readReceipts(value).map((receipt) => [receipt, receiptToText(receipt), receiptToText(receipt, 1)]),
  ),
  reader('poi-transaction-id', [bodies.POI_TRANSACTION_ID], readPOITransactionID),
  {
    name: 'additional-response',
    seeds: [
      'tid=1&errors=a%0Ab',
      'Not enough balance',
      base64({ additionalData: { a: 1 }, tid: '2', list: [1, { b: 2 }] }),
    ],
    run: (_, text) => [text, unquoted(text)].map(readAdditionalResponse),
  },
  {
    name: 'additional-response-json',
    seeds: [{ additionalData: { pspReference: 'Q1', 'x.y': 'z' }, list: [1, { b: 2 }], offline: false }],
    run: (input) => readAdditionalResponse(input.toString('base64')),
  },
  {
    name: 'form',
    seeds: ['a=1&b=%C3%A9+x&c', '&&=&a=b=c'],
    run: (_, text) => writeForm(readForm(text)),
  },
  {
    name: 'sale-to-acquirer-data',
    seeds: ['tenderOption=AskGratuity&metadata.lane=1&split.api=1', base64({ metadata: { lane: '1' } })],
    run: (input, text) => [text, unquoted(text), input.toString('base64')].map(decodeSaleToAcquirerData),
  },
  {
    name: 'sale-to-acquirer-data-input',
    seeds: [bodies.SALE_TO_ACQUIRER_DATA],
    codes: /^ERR_INPUT_/,
    run: (input) => {
      const data = valueIn(input) as Parameters<typeof encodeSaleToAcquirerData>[0];
      return [encodeSaleToAcquirerData(data, 'json'), encodeSaleToAcquirerData(data, 'form')];
    },
  },
  {
    name: 'amount',
    seeds: [{ currency: 'EUR', value: 1099 }],
    codes: /^ERR_INPUT_(AMOUNT|CURRENCY)$/,
    run: (input) => {
      const amount = parseAmount(valueIn(input));
      if (Object.is(amount.value, -0)) throw new Error('an amount of minus nothing');
      if (fromWire(toWire(amount), amount.currency)?.value !== amount.value)
        throw new Error('it does not survive the wire');
      return [amount, toDecimal(amount)];
    },
  },
  {
    name: 'amount-on-the-wire',
    seeds: [12.34, '12.34', '0.10', 1e-7],
    run: (input, text) => {
      const amounts = [valueIn(input), text].flatMap((major) =>
        ['EUR', 'JPY', 'BHD', '__proto__'].map((currency) => fromWire(major, currency)),
      );
      if (amounts.some((amount) => amount !== undefined && !(Number.isSafeInteger(amount.value) && amount.value >= 0)))
        throw new Error('not an amount in minor units');
      return amounts;
    },
  },
  {
    name: 'ids',
    seeds: ['A0000001Z9', 'TILL-01', 'V400m-324688179', '01890a5d-ac96-774b-bcce-b302099a8057'],
    codes: /^ERR_INPUT_(SERVICEID|SALEID|POIID|TRANSACTIONID)$/,
    run: (input, text) =>
      [valueIn(input), text].map((value) => {
        const parsers = [parseServiceID, parseSaleID, parsePOIID, parseTransactionId];
        // Each is asked, and the last complaint is looked at.
        const results = parsers.map((parse) => attempt(() => parse(value)));
        const refused = results.find((result) => result instanceof Error);
        if (refused !== undefined) throw refused;
        return results;
      }),
  },
];

/** Mutated texts come quoted. */
function unquoted(text: string): string {
  return text.replace(/^"([^]*)"$/, '$1');
}

function attempt(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
