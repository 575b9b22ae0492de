import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readBody } from '../../../../../cli/settings/requests/body-option.ts';
import { readEarlier } from '../../../../../cli/settings/requests/earlier-transaction.ts';
import { readGiftCard } from '../../../../../cli/settings/requests/gift-card-option.ts';
import { readInput } from '../../../../../cli/settings/requests/input-option.ts';
import { readPaymentConditions, readSale } from '../../../../../cli/settings/requests/sale-options.ts';
import { readDisplay, readPrint } from '../../../../../cli/settings/requests/text-options.ts';
import { readTotalsRequest } from '../../../../../cli/settings/requests/totals-option.ts';
import { useTestFolder } from '../test-folder.ts';

const at = useTestFolder();

async function file(content: string): Promise<string> {
  await writeFile(at('input'), content);
  return at('input');
}

describe('options about the sale and the card', () => {
  const connection = { poiid: 'P-1', address: 'a', settings: { id: 'basket-1' }, engineOptions: {} as never };

  it('become the members of the request, and what is not given stays absent', () => {
    expect(readSale({ reference: 'R' }, { ...connection, settings: {} })).toEqual({ poiid: 'P-1', reference: 'R' });
    const flags = { reference: 'R', queue: true, operatorId: 'ada', shiftNumber: '3', tokenRequestedType: 'Customer' };
    expect(readSale(flags as Parameters<typeof readSale>[0], connection)).toEqual({
      poiid: 'P-1',
      reference: 'R',
      id: 'basket-1',
      queue: true,
      operatorId: 'ada',
      shiftNumber: '3',
      tokenRequestedType: 'Customer',
    });
  });

  it('add to the data for the platform that is given as JSON', () => {
    const saleToAcquirerData = '{"tenderOptions":["AskGratuity"],"authorisationType":"PreAuth"}';
    const flags = { reference: 'R', saleToAcquirerData, tenderOption: ['BypassPin'], shopperReference: 'S' };
    expect(readSale({ ...flags, receipts: true }, connection).saleToAcquirerData).toEqual({
      tenderOptions: ['AskGratuity', 'BypassPin', 'ReceiptHandler'],
      authorisationType: 'PreAuth',
      shopperReference: 'S',
    });
  });

  it('say how the card is read and which ones are taken', () => {
    const flags = { forceEntryMode: ['Keyed'], allowedPaymentBrand: ['visa'], debitPreferred: true, forceOnline: true };
    expect(readPaymentConditions(flags as Parameters<typeof readPaymentConditions>[0])).toEqual({
      forceEntryMode: ['Keyed'],
      allowedPaymentBrands: ['visa'],
      debitPreferredFlag: true,
      forceOnlineFlag: true,
    });
  });
});

describe('an earlier transaction', () => {
  const names = ['--a', '--b', '--c'] as const;

  it('is named by its id or by both parts of its POITransactionID', () => {
    expect(readEarlier('x', names, [undefined, undefined, undefined])).toBeUndefined();
    expect(readEarlier('x', names, ['A', undefined, undefined])).toEqual({ id: 'A' });
    expect(readEarlier('x', names, [undefined, 'T', 'S'])).toEqual({
      poiTransactionId: { TransactionID: 'T', TimeStamp: 'S' },
    });
  });

  it.each([
    [['A', 'T', undefined], 'found --a and 1 of the two'],
    [[undefined, undefined, 'S'], 'found 1 of the two'],
  ])('is not named by a mixture: %j', (given, words) => {
    expect(() => readEarlier('x', names, given)).toThrow(`x: expected either --a, or both --b and --c, ${words}`);
  });
});

describe('a gift card', () => {
  it('has its number from a file, and what else is given', async () => {
    const giftCardFile = await file('6364530000000000 \n');
    expect(await readGiftCard({ giftCardFile, giftCardProvider: 'svs' })).toEqual({
      number: '6364530000000000',
      provider: 'svs',
    });
    expect(await readGiftCard({ giftCardEntryMode: 'MagStripe' })).toEqual({ entryMode: 'MagStripe' });
    expect(await readGiftCard({})).toBeUndefined();
  });

  it('that was scanned needs its number', async () => {
    await expect(readGiftCard({ giftCardProvider: 'svs' })).rejects.toMatchObject({ code: 'ERR_INPUT_GIFT_CARD' });
    await expect(readGiftCard({ giftCardFile: at('none') })).rejects.toMatchObject({ code: 'ERR_INPUT_FILE' });
  });
});

describe('what a terminal is asked', () => {
  it('has the options of a question in the names of the library, and numbers as numbers', () => {
    expect(readInput('GetConfirmation', 'Receipt?', { confirmLabel: 'Please' })).toEqual({
      command: 'GetConfirmation',
      question: 'Receipt?',
      cancelLabel: 'No',
      confirmLabel: 'Please',
    });
    const flags = { entry: ['Tea', 'Coffee'], chosenMax: '2', maxSeconds: 'ten' };
    expect(readInput('GetMenuEntry', 'Which?', flags)).toEqual({
      command: 'GetMenuEntry',
      question: 'Which?',
      entries: ['Tea', 'Coffee'],
      chosenMax: 2,
      maxSeconds: 'ten',
    });
  });

  it('has lines with one style, or a QR code', async () => {
    expect(await readPrint(['Thank you', ''], { style: 'Bold', alignment: 'Centred' })).toEqual({
      lines: [
        { text: 'Thank you', style: 'Bold', alignment: 'Centred' },
        { text: '', style: 'Bold', alignment: 'Centred' },
      ],
    });
    expect(await readDisplay([], { qrCode: 'https://a', header: 'Scan me', minimumSeconds: '5' })).toEqual({
      qrCode: 'https://a',
      header: 'Scan me',
      minimumSeconds: 5,
    });
    expect(await readPrint(['both'], { qrCode: 'x' })).toEqual({ lines: [{ text: 'both' }], qrCode: 'x' });
  });

  it('has totals that are broken down and filtered', () => {
    expect(readTotalsRequest({})).toEqual({});
    expect(readTotalsRequest({ by: ['OperatorID'], shiftNumber: '3' })).toEqual({
      totalDetails: ['OperatorID'],
      totalFilter: { shiftNumber: '3' },
    });
  });
});

describe('a body', () => {
  it('is the JSON of an object, with or without a byte order mark', async () => {
    expect(await readBody(await file('\uFEFF{"A":1}\n'))).toEqual({ A: 1 });
    await expect(readBody(await file('null'))).rejects.toThrow('body: expected JSON of an object');
  });
});
