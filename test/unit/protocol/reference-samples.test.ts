import { describe, expect, it, test } from 'vitest';
import { parsePOIID, parseSaleID, parseServiceID } from '../../../protocol/ids.ts';
import {
  abortRequest,
  cardAcquisitionRequest,
  diagnosisRequest,
  encodeSaleToAcquirerData,
  getTotalsRequest,
  paymentRequest,
  readAdditionalResponse,
  readDiagnosis,
  readDisplay,
  readEnableService,
  readInput,
  readLogin,
  readNotification,
  readPrint,
  readReceipts,
  readResponseResult,
  readScannedBarcode,
  readTotals,
  readTransactionStatus,
  reconciliationRequest,
  reversalRequest,
  scanBarcodeRequest,
  storedValueRequest,
  transactionStatusRequest,
} from '../../../protocol/index.ts';
import { isObject } from '../../../protocol/json.ts';
import { refusedByModel } from '../../support/messages/adyen-models.ts';
import { DEVICE_REQUESTS } from '../../support/messages/device-sample-rows.ts';
import { SAMPLES } from '../../support/messages/reference-samples.ts';

const eur = (value: number) => ({ currency: 'EUR', value });
const at = (time: string, reference: string) => ({ reference, atMs: Date.parse(time) });
const earlier = {
  MessageCategory: 'Payment',
  SaleID: parseSaleID('TILL-01'),
  ServiceID: parseServiceID('A0000001Z9'),
  POIID: parsePOIID('S1F2-000158213605011'),
} as const;

const samples = SAMPLES ?? [];
const bodyOf = (title: string) => samples.find((sample) => sample.title === title)?.body ?? {};
const asked = (value: number, more: object = {}) =>
  ({ category: 'Payment', ServiceID: 'A1', amount: eur(value), ...more }) as const;

/** Each payment response, with what was asked for and what it means. */
const PAYMENTS: readonly (readonly [title: string, asked: ReturnType<typeof asked>, expected: object])[] = [
  [
    'terminal-api.md PaymentResponse 0',
    asked(1234),
    {
      kind: 'approved',
      pspReference: 'QWERTY1234567890',
      poiTransactionId: { tenderReference: 'Bx4N001777889731004' },
      authorisation: { code: '654321' },
      cardholderVerification: { methods: ['OnlinePIN'] },
      card: { entryMode: 'Contactless' },
      amounts: { requested: eur(1234), authorized: eur(1234) },
    },
  ],
  [
    'terminal-api.md PaymentResponse 1',
    asked(1234),
    { kind: 'failed', charged: 'no', errorCondition: 'Busy', runningServiceId: 'A0000001Z9', advice: 'terminalBusy' },
  ],
  [
    'payments.md PaymentResponse 0',
    asked(10000),
    { kind: 'approved', amounts: { tip: eur(1000), authorized: eur(11000) } },
  ],
  [
    'payments.md PaymentResponse 1',
    asked(12000, { cashBack: eur(2000) }),
    { kind: 'approved', amounts: { cashBack: eur(2000), authorized: eur(12000) } },
  ],
  [
    'payments.md PaymentResponse 2',
    asked(10000),
    { kind: 'approved', amounts: { fees: eur(150), authorized: eur(10150) } },
  ],
  [
    'payments.md PaymentResponse 3',
    asked(10000),
    { kind: 'partial', charged: 'yes', amounts: { authorized: eur(6000), remaining: eur(4000) } },
  ],
  [
    'payments.md PaymentResponse 4',
    asked(10000),
    { kind: 'approved', card: { brand: 'visa', entryMode: 'Keyed' }, authorisation: { avsResult: '7 Both match' } },
  ],
  [
    'payments.md PaymentResponse 5',
    asked(10000),
    {
      kind: 'approved',
      amounts: { authorized: eur(10000) },
      conversion: { accepted: true, amount: { currency: 'USD', value: 11180 }, rate: '1.1180', markup: '3.00' },
    },
  ],
  [
    'payments.md PaymentResponse 6',
    asked(10000),
    { kind: 'approved', offline: true, offlineAuthCode: 'Offline approved', unconfirmedBatchCount: 1 },
  ],
  [
    'payments.md PaymentResponse 7',
    asked(10000),
    { kind: 'approved', pspReference: 'QWERTY1234567891', adjustAuthorisationData: 'BQABAQx' },
  ],
  [
    'payments.md PaymentResponse 8',
    asked(10000),
    {
      kind: 'approved',
      token: {
        storedPaymentMethodId: 'M5N7TQ4TG5PFWR50',
        shopperReference: 'cust-77',
        networkReference: '123456789012345',
        alias: 'M469000000000001',
      },
    },
  ],
  [
    'payments.md PaymentResponse 9',
    asked(10000),
    { kind: 'partial', card: { isGiftCard: true }, amounts: { authorized: eur(2500), remaining: eur(7500) } },
  ],
  [
    'payments.md PaymentResponse 10',
    asked(3000, { refund: true }),
    {
      kind: 'accepted',
      charged: 'no',
      amounts: { authorized: eur(3000) },
      authorisation: { acquirerResponseCode: 'APPROVED' },
    },
  ],
];

const CONFIRMATION = {
  command: 'GetConfirmation',
  question: 'Join the club?',
  cancelLabel: 'No',
  confirmLabel: 'Yes',
} as const;
const MENU = { command: 'GetMenuEntry', question: 'Which drink?', entries: ['Tea', 'Water'] } as const;

/** Every other answer, with its reader and what it reads. */
const ANSWERS: readonly (readonly [title: string, read: (body: unknown) => unknown, expected: object])[] = [
  [
    'terminal-api.md TransactionStatusResponse 0',
    (body) => readTransactionStatus(body, earlier, at('2026-05-04T10:15:30.000Z', 'ORDER-1001')),
    { kind: 'repeated', body: { Response: { ErrorCondition: 'Cancel' } } },
  ],
  [
    'terminal-api.md TransactionStatusResponse 1',
    (body) => readTransactionStatus(body, earlier, undefined),
    { kind: 'inProgress' },
  ],
  [
    'terminal-api.md TransactionStatusResponse 2',
    (body) => readTransactionStatus(body, earlier, undefined),
    { kind: 'notFound' },
  ],
  [
    'terminal-api.md DiagnosisResponse 0',
    readDiagnosis,
    { ok: true, printerStatus: 'OK', details: { batteryLevel: '81%' } },
  ],
  ['terminal-api.md DisplayResponse 0', readDisplay, { ok: true }],
  ['terminal-api.md InputResponse 0', (body) => readInput(body, CONFIRMATION), { kind: 'confirmed', confirmed: true }],
  ['terminal-api.md PrintResponse 0', readPrint, { ok: true }],
  ['devices.md PrintResponse 0', readPrint, { ok: true }],
  ['devices.md DisplayResponse 0', readDisplay, { ok: true }],
  ['devices.md InputResponse 0', (body) => readInput(body, MENU), { kind: 'chosen', chosen: [1] }],
  ['devices.md AdminResponse 0', readScannedBarcode, { ok: true, data: '4001234', symbology: 'EAN8' }],
  ['devices.md EnableServiceResponse 0', readEnableService, { ok: true }],
  ['devices.md LoginResponse 0', readLogin, { ok: true, software: { manufacturer: 'Adyen' } }],
  [
    'devices.md GetTotalsResponse 0',
    readTotals,
    { ok: true, poiReconciliationId: '57', totals: [{ cardBrand: 'visa', operatorId: 'ann' }] },
  ],
  ['devices.md ReconciliationResponse 0', readTotals, { ok: true, poiReconciliationId: '56', totals: [] }],
  [
    'devices.md DiagnosisResponse 0',
    readDiagnosis,
    { ok: true, platformReached: true, details: { unconfirmedBatchCount: '2' } },
  ],
  // `request` resolves with these as they are.
  ['devices.md CardReaderAPDUResponse 0', (body) => body, {}],
  ['devices.md CardReaderInitResponse 0', (body) => body, {}],
  [
    'terminal-api.md DisplayRequest 1',
    (DisplayRequest) => readNotification({ DisplayRequest }),
    { event: 'CARD_PRESENTED', transactionId: 'Bx4N001777889731004' },
  ],
  [
    'terminal-api.md EventNotification 0',
    (EventNotification) => readNotification({ EventNotification }),
    { event: 'Shutdown' },
  ],
  [
    'devices.md EventNotification 0',
    (EventNotification) => readNotification({ EventNotification }),
    { event: 'SaleWakeUp' },
  ],
];

const form = (data: Parameters<typeof encodeSaleToAcquirerData>[0]) => encodeSaleToAcquirerData(data, 'form');
const sale = { reference: 'ORDER-1001', atMs: Date.parse('2026-05-04T10:15:30.000Z') };
const acquired = { TransactionID: 'oLkO0012345678903', TimeStamp: '2026-05-04T10:15:00.000Z' };
const original = { TransactionID: 'Bx4N001777889731004.QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' };
const scan = (timeoutMs: number) => scanBarcodeRequest({ sessionId: 42, timeoutMs });
const giftCard = { number: '6006491200000000000', provider: 'svs', expiryDate: '1229' };

/** Each request that the builders make, as they make it. */
const REQUESTS: readonly (readonly [title: string, built: object])[] = [
  [
    'terminal-api.md PaymentRequest 0',
    paymentRequest({
      ...sale,
      amount: eur(1234),
      saleReferenceId: 'BASKET-77',
      operatorId: 'emp-12',
      operatorLanguage: 'en',
      tokenRequestedType: 'Customer',
      saleToAcquirerData: form({ tenderOptions: ['ReceiptHandler', 'AskGratuity'] }),
      allowedPaymentBrands: ['visa', 'mc'],
      forceEntryMode: ['Contactless'],
      paymentType: 'Normal',
    }),
  ],
  [
    'terminal-api.md ReversalRequest 0',
    reversalRequest({
      ...at('2026-05-04T11:02:00.000Z', 'ORDER-1001-R1'),
      original,
      reason: 'MerchantCancel',
      amount: eur(400),
      saleToAcquirerData: form({ currency: 'EUR' }),
    }),
  ],
  ['terminal-api.md AbortRequest 0', abortRequest(earlier)],
  ['terminal-api.md TransactionStatusRequest 0', transactionStatusRequest(earlier, { receipts: true })],
  ['terminal-api.md DiagnosisRequest 0', diagnosisRequest({ host: false })],
  [
    'terminal-api.md CardAcquisitionRequest 0',
    cardAcquisitionRequest({
      ...at('2026-05-04T10:14:00.000Z', 'ACQ-9'),
      tokenRequestedType: 'Customer',
      amount: eur(1234),
    }),
  ],
  [
    'terminal-api.md StoredValueRequest 0',
    storedValueRequest({ ...at('2026-05-04T10:00:00.000Z', 'GC-5'), items: [{ type: 'Load', amount: eur(2500) }] }),
  ],
  [
    'terminal-api.md GetTotalsRequest 0',
    getTotalsRequest({ totalDetails: ['SaleID'], totalFilter: { saleId: 'TILL-01' } }),
  ],
  ['terminal-api.md AdminRequest 0', scan(30_000)],
  ['devices.md AdminRequest 0', scan(20_000)],
  ['devices.md AbortRequest 0', abortRequest({ ...earlier, MessageCategory: 'Input', ServiceID: 'in0042' as never })],
  [
    'payments.md PaymentRequest 0',
    paymentRequest({
      ...sale,
      amount: eur(10000),
      saleToAcquirerData: form({ tenderOptions: ['ReceiptHandler', 'AskGratuity'] }),
    }),
  ],
  ['payments.md PaymentRequest 1', paymentRequest({ ...sale, amount: eur(12000), cashBack: eur(2000) })],
  [
    'payments.md PaymentRequest 2',
    paymentRequest({
      ...sale,
      amount: eur(10000),
      saleReferenceId: 'Order-1',
      saleToAcquirerData: form({ tenderOptions: ['AllowPartialAuthorisation'] }),
    }),
  ],
  ['payments.md PaymentRequest 3', paymentRequest({ ...sale, amount: eur(10000), forceEntryMode: ['Keyed'] })],
  [
    'payments.md PaymentRequest 4',
    paymentRequest({
      ...sale,
      amount: eur(10000),
      saleToAcquirerData: form({ authorisationType: 'PreAuth', manualCapture: true }),
    }),
  ],
  [
    'payments.md PaymentRequest 5',
    paymentRequest({
      ...sale,
      amount: eur(4000),
      paidAmount: eur(6000),
      paymentType: 'Normal',
      splitPaymentFlag: true,
    }),
  ],
  [
    'payments.md PaymentRequest 6',
    paymentRequest({
      ...sale,
      amount: eur(10000),
      cardAcquisition: acquired,
      saleToAcquirerData: form({ shopperReference: 'cust-77', recurringProcessingModel: 'CardOnFile' }),
    }),
  ],
  [
    'payments.md PaymentRequest 7',
    paymentRequest({
      ...sale,
      amount: eur(10000),
      giftCard,
      saleToAcquirerData: form({ tenderOptions: ['AllowPartialAuthorisation'] }),
    }),
  ],
  ['payments.md PaymentRequest 8', paymentRequest({ ...sale, amount: eur(3000), paymentType: 'Refund' })],
  [
    'devices.md GetTotalsRequest 0',
    getTotalsRequest({ totalDetails: ['OperatorID'], totalFilter: { totalsGroupId: 'FRONT' } }),
  ],
  [
    'devices.md ReconciliationRequest 0',
    reconciliationRequest({ type: 'PreviousReconciliation', poiReconciliationId: '56' }),
  ],
  ['devices.md DiagnosisRequest 0', diagnosisRequest({ host: true })],
  ...DEVICE_REQUESTS,
];

/** `request` carries these as they are; the screen of a confirmation is in a newer sample, and needs its four texts. */
const NOT_BUILT = /^devices\.md CardReader\w+Request \d$|^terminal-api\.md InputRequest 0$/;

/** What Adyen's documentation has and its models do not. */
const NOT_IN_MODELS = ['PaymentRequest.PaymentData.PaymentInstrumentData.StoredValueAccountID: unknown'];

/** What a sample leaves out or what is made up for it: members that we send beside, and times that are written in another way. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (!isObject(value)) return typeof value === 'string' ? value.replace(/\.000Z$/, 'Z') : value;
  const members = Object.entries(value).filter(
    ([name]) => name !== 'ProtectedCardData' && name !== 'CertificationCode',
  );
  return Object.fromEntries(members.map(([name, member]) => [name, comparable(member)]));
}

describe.skipIf(SAMPLES === undefined)('the samples of the reference', () => {
  it('are all covered here', () => {
    expect(samples.length).toBeGreaterThan(60);
    const covered = new Set([...PAYMENTS, ...ANSWERS, ...REQUESTS].map(([title]) => title));
    const left = samples.filter(({ title, name }) => name !== 'other' && !covered.has(title) && !NOT_BUILT.test(title));
    expect(left.map(({ title }) => title)).toEqual([]);
    expect([...covered].filter((title) => !samples.some((sample) => sample.title === title))).toEqual([]);
  });

  test.each(PAYMENTS)('%s is read as what it says of the money', (title, request, expected) => {
    expect(readResponseResult(bodyOf(title), request)).toMatchObject(expected);
  });

  test.each(ANSWERS)('%s is read', (title, read, expected) => {
    expect(read(bodyOf(title))).toMatchObject(expected);
  });

  test.each(REQUESTS)('%s is made by our builder', (title, built) => {
    expect(comparable(built)).toMatchObject(comparable(bodyOf(title)) as object);
  });

  test.each(REQUESTS)("%s as we make it is what Adyen's model accepts", (title, built) => {
    const [, name = ''] = title.split(' ');
    expect(refusedByModel(name, built).filter((line) => !NOT_IN_MODELS.includes(line))).toEqual([]);
  });

  it('have a receipt, whose lines are read in order', () => {
    const receipt = samples.find(
      ({ body }) => body['DocumentQualifier'] === 'CustomerReceipt' && 'OutputContent' in body,
    );
    const [read] = readReceipts(receipt?.body);
    expect(read?.lines.map(({ key }) => key)).toEqual(['header1', 'txdate', 'filler', 'totalAmount', 'approved']);
    expect(read?.lines[3]).toMatchObject({ name: 'TOTAL', value: '€ 12.34', bold: true });
  });

  it('have words of the terminal in two forms, which read the same', () => {
    const words = 'pspReference=QWERTY1234567890&authCode=123456&posEntryMode=CLESS_CHIP';
    const json = Buffer.from(JSON.stringify({ additionalData: readAdditionalResponse(words) })).toString('base64');
    expect(readAdditionalResponse(json)).toEqual(readAdditionalResponse(words));
  });
});
