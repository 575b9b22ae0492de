import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { deriveKeyMaterial, open } from '../../../crypto/index.ts';
import {
  inputRequest,
  paymentRequest,
  printRequest,
  readInput,
  readNotification,
  readReceipts,
  readResponseResult,
} from '../../../protocol/index.ts';
import type { JsonObject } from '../../../protocol/json.ts';
import { refusedByModel } from '../../support/messages/adyen-models.ts';

const shared = new URL('../../../../shared/', import.meta.url);
const isThere = existsSync(new URL('cases/', shared));
if (!isThere) console.log('skipped: the small inputs and the vectors of other projects are not there');

const jsonOf = (path: string) => JSON.parse(readFileSync(new URL(path, shared), 'utf8')) as Record<string, JsonObject>;
const caseOf = (name: string, message: string) => jsonOf(`cases/${name}.json`)[message];
const money = (currency: string, value: number) => ({ currency, value });
const sale = { reference: 'ORDER-T1', atMs: Date.parse('2026-05-04T10:15:00.000Z') };
const asked = (amount: ReturnType<typeof money>) => ({ category: 'Payment', ServiceID: 'A1', amount }) as const;

describe.skipIf(!isThere)('the small inputs', () => {
  it('with a surcharge have it as a fee, and not as a tip', () => {
    const read = readResponseResult(caseOf('m1-surcharge', 'PaymentResponse'), asked(money('AUD', 10_000)));
    expect(read).toMatchObject({
      kind: 'approved',
      charged: 'yes',
      amounts: { authorized: money('AUD', 10_150), fees: money('AUD', 150) },
    });
    expect(read).not.toHaveProperty('amounts.tip');
    expect(read).not.toHaveProperty('amounts.unclear');
  });

  it('with a keyed card are built, but for data that is empty', () => {
    const built = paymentRequest({
      ...sale,
      amount: money('EUR', 1750),
      tokenRequestedType: 'Customer',
      forceEntryMode: ['Keyed'],
    });
    const { SaleData, ...others } = caseOf('m2-mke-request', 'PaymentRequest') as { SaleData: object };
    expect({ ...built, SaleData: { SaleToAcquirerData: '', ...built.SaleData } }).toEqual({ SaleData, ...others });
  });

  it('with cash back are built', () => {
    const built = paymentRequest({ ...sale, amount: money('AUD', 1200), cashBack: money('AUD', 200) });
    expect(built).toEqual(caseOf('m3-cashback-request', 'PaymentRequest'));
  });

  it('with a QR code on paper are built', () => {
    expect(printRequest({ qrCode: 'https://shop.example/r/1' })).toEqual(caseOf('m4-print-qr-request', 'PrintRequest'));
  });

  it('with a signature and its buttons are built, and the answer is read', () => {
    const question = {
      command: 'GetSignature',
      question: 'Please sign',
      detail: 'Here',
      cancelLabel: 'Clear',
      confirmLabel: 'Done',
      maxSeconds: 30,
    } as const;
    const { InputRequest } = caseOf('m5-input-signature-phone', 'signature') as { InputRequest: object };
    expect(inputRequest(question)).toEqual(InputRequest);
    expect(refusedByModel('InputRequest', InputRequest)).toEqual([]);
  });

  it('with a phone number are read', () => {
    const { InputResponse } = caseOf('m5-input-signature-phone', 'phoneAnswer') as { InputResponse: object };
    const read = readInput(InputResponse, { command: 'GetPhoneNumber', question: 'Number?' });
    expect(read).toEqual({ kind: 'phoneNumber', phoneNumber: '+31600000000' });
  });

  it('with a loyalty pass of an acquired card are read', () => {
    const body = caseOf('m6-card-acquisition-loyalty', 'CardAcquisitionResponse');
    expect(readResponseResult(body, { category: 'CardAcquisition', ServiceID: 'A1' })).toMatchObject({
      kind: 'accepted',
      charged: 'no',
      loyalty: [
        { id: 'member-0001', brand: 'pass.shop.example', entryMode: 'Tapped', identificationType: 'AccountNumber' },
      ],
    });
  });
});

interface Vector {
  readonly id: string;
  readonly wrapper: string;
  readonly passphrase: string;
  readonly NexoBlob: string;
  readonly Nonce: string;
  readonly Hmac: string;
}

/** The message that a vector of another project holds. */
async function opened(id: string): Promise<Record<string, JsonObject>> {
  const { vectors } = jsonOf('vectors/external.json') as unknown as { vectors: readonly Vector[] };
  const vector = vectors.find((each) => each.id === id);
  if (vector === undefined) throw new Error(`no vector ${id}`);
  const plaintext = open(await deriveKeyMaterial(vector.passphrase), vector);
  const message = JSON.parse(Buffer.from(plaintext).toString()) as Record<string, Record<string, JsonObject>>;
  return message[vector.wrapper] ?? {};
}

describe.skipIf(!isThere)('the vectors of other projects', () => {
  it('hold an event, which is read', async () => {
    expect(readNotification(await opened('A'))).toMatchObject({
      kind: 'event',
      event: 'SaleWakeUp',
      details: expect.stringContaining('reference_id=') as unknown,
    });
  });

  it.each([
    ['C', 100, 'Contactless'],
    ['D', 1099, undefined],
    ['E', 100, 'Contactless'],
  ])('hold in %s a payment of %i, which is read with its card and its receipts', async (id, value, entryMode) => {
    const { PaymentResponse } = await opened(id);
    const amount = money('EUR', value);
    const read = readResponseResult(PaymentResponse, asked(amount));
    expect(read).toMatchObject({
      kind: 'approved',
      charged: 'yes',
      amounts: { requested: amount, authorized: amount },
      card: { brand: 'mc', maskedPan: expect.stringMatching(/\d{4}$/) as unknown, ...(entryMode && { entryMode }) },
      cardholderVerification: { emvResult: expect.stringMatching(/^[0-9A-F]{6}$/) as unknown },
      pspReference: expect.stringMatching(/^\w{16}$/) as unknown,
      advice: 'none',
    });
    expect(read).not.toHaveProperty('amounts.unclear');
    const receipts = readReceipts(PaymentResponse?.['PaymentReceipt']);
    expect(receipts.map(({ qualifier }) => qualifier)).toEqual(['CashierReceipt', 'CustomerReceipt']);
    expect(receipts.every(({ lines }) => lines.some(({ key }) => key === 'totalAmount'))).toBe(true);
  });
});
