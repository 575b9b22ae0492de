import { describe, expect, it } from 'vitest';
import type { MessageCategory } from '../../../../protocol/header.ts';
import { balanceInquiryRequest, readBalanceInquiry } from '../../../../protocol/messages/balance-inquiry.ts';
import { cardAcquisitionRequest, readCardAcquisition } from '../../../../protocol/messages/card-acquisition.ts';
import { displayRequest, readDisplay } from '../../../../protocol/messages/device/display.ts';
import { enableServiceRequest, readEnableService } from '../../../../protocol/messages/enable-service.ts';
import { readInput } from '../../../../protocol/messages/device/input-answer.ts';
import type { InputRequestInput } from '../../../../protocol/messages/device/input-question.ts';
import { inputRequest } from '../../../../protocol/messages/device/input.ts';
import { paymentRequest } from '../../../../protocol/messages/payment.ts';
import { printRequest, readPrint } from '../../../../protocol/messages/device/print.ts';
import { reversalRequest } from '../../../../protocol/messages/reversal.ts';
import { readStoredValue, storedValueRequest } from '../../../../protocol/messages/stored-value.ts';
import { readResponseResult } from '../../../../protocol/response-result.ts';
import { at, header, message } from '../../../support/simulator.ts';
import { GIFT_CARD } from '../../../support/messages/terminal-messages.ts';
import { wireBench } from '../../../support/wire/wire-bench.ts';

const bench = wireBench();
const atMs = Date.UTC(2026, 4, 4, 10, 15, 30);
const eur = (value: number) => ({ currency: 'EUR', value });

let requests = 0;

/** Sends what the client side built over TLS, sealed; the body of the answer. */
async function ask(category: MessageCategory, body: object): Promise<unknown> {
  requests += 1;
  const answer = await bench.send(message(header(category, `W${requests}`), { ...body }));
  return at(JSON.parse(bench.till.open(answer.body)), 'SaleToPOIResponse', `${category}Response`);
}

describe('over the wire, as the client builds and reads it,', () => {
  it('a card is acquired and the payment goes on with it', async () => {
    const acquired = await ask(
      'CardAcquisition',
      cardAcquisitionRequest({ reference: 'ACQ-1', atMs, amount: eur(1234), tokenRequestedType: 'Customer' }),
    );
    const card = readCardAcquisition(acquired);
    expect(card).toMatchObject({
      ok: true,
      card: {
        paymentBrand: 'mc',
        maskedPan: '541333 **** 9999',
        entryModes: ['ICC'],
        token: { requestedType: 'Customer', value: 'M469509594859802' },
      },
    });
    if (card?.poiTransactionId === undefined) throw new Error('no POITransactionID to go on with');
    bench.terminal.configure({ shopper: { does: 'neverPresents' } });
    const payment = { reference: 'ORDER-1', atMs, amount: eur(1234), cardAcquisition: card.poiTransactionId };
    const paid = await ask('Payment', paymentRequest(payment));
    expect(readResponseResult(paid, { category: 'Payment', ServiceID: 'W2' })).toMatchObject({ kind: 'approved' });
    expect(bench.terminal.ledger.total()).toEqual({ EUR: 1234 });
  });

  it('an acquisition is ended, with a text for the shopper', async () => {
    await ask('CardAcquisition', cardAcquisitionRequest({ reference: 'ACQ-1', atMs }));
    const displayed: (readonly string[])[] = [];
    bench.terminal.events.on('displayed', ({ lines }) => displayed.push(lines));
    expect(readEnableService(await ask('EnableService', enableServiceRequest({ lines: ['Thank you'] })))).toEqual({
      ok: true,
    });
    expect(displayed).toEqual([['Thank you']]);
  });

  it('a gift card is loaded, asked for its balance and the loading undone', async () => {
    bench.terminal.configure({ giftCards: { [GIFT_CARD]: eur(500) } });
    const giftCard = { number: GIFT_CARD };
    const load = await ask(
      'StoredValue',
      storedValueRequest({ reference: 'GC-1', atMs, items: [{ type: 'Load', amount: eur(2000), giftCard }] }),
    );
    const loaded = readStoredValue(load);
    expect(loaded).toMatchObject({ ok: true, rows: [{ type: 'Load', amount: eur(2000), balance: eur(2500) }] });
    const balance = async () => readBalanceInquiry(await ask('BalanceInquiry', balanceInquiryRequest({ giftCard })));
    expect(await balance()).toMatchObject({ ok: true, balance: eur(2500) });

    if (loaded?.poiTransactionId === undefined) throw new Error('no POITransactionID to undo');
    const items = [{ type: 'Reverse', original: loaded.poiTransactionId }] as const;
    await ask('StoredValue', storedValueRequest({ reference: 'GC-2', atMs, items }));
    expect(await balance()).toMatchObject({ ok: true, balance: eur(500) });
    expect(bench.terminal.giftCards.balance(GIFT_CARD)).toEqual(eur(500));
    expect(bench.terminal.ledger.entries).toEqual([]);
  });

  it('a text is displayed and a text is printed, where there is a printer', async () => {
    expect(readDisplay(await ask('Display', displayRequest({ lines: ['Welcome'] })))).toEqual({ ok: true });
    const print = async () => readPrint(await ask('Print', printRequest({ lines: ['Order 42'] })));
    expect(await print()).toEqual({ ok: true });
    bench.terminal.configure({ hasPrinter: false });
    expect(await print()).toEqual({
      ok: false,
      errorCondition: 'UnavailableDevice',
      message: 'The device has no printer.',
    });
  });

  it.each<[InputRequestInput, object]>([
    [
      { command: 'GetConfirmation', question: 'Join?', cancelLabel: 'No', confirmLabel: 'Yes' },
      { kind: 'confirmed', confirmed: true },
    ],
    [
      { command: 'TextString', question: 'Your name' },
      { kind: 'text', text: 'Jane' },
    ],
    [
      { command: 'DigitString', question: 'Your PIN code' },
      { kind: 'digits', digits: '0042' },
    ],
    [
      { command: 'DecimalString', question: 'How much?' },
      { kind: 'decimal', decimal: '12.50' },
    ],
    [
      { command: 'GetMenuEntry', question: 'What?', entries: ['Tea', 'Coffee'] },
      { kind: 'chosen', chosen: [0] },
    ],
  ])('the shopper answers %j', async (question, answer) => {
    expect(readInput(await ask('Input', inputRequest(question)), question)).toEqual(answer);
    bench.terminal.nextInput({ does: 'cancels' });
    expect(readInput(await ask('Input', inputRequest(question)), question)).toMatchObject({
      kind: 'none',
      errorCondition: 'Cancel',
    });
  });

  it('money is given back without a payment to refer to, and nothing is charged', async () => {
    const refund = paymentRequest({ reference: 'R1', atMs, amount: eur(400), paymentType: 'Refund' });
    const asked = { category: 'Payment', ServiceID: 'W', amount: eur(400), refund: true } as const;
    expect(readResponseResult(await ask('Payment', refund), asked)).toMatchObject({
      kind: 'accepted',
      charged: 'no',
      amounts: { authorized: eur(400) },
    });
    expect(bench.terminal.ledger.charges()).toEqual([]);
    expect(bench.terminal.ledger.reversals()).toMatchObject([{ amount: eur(400) }]);
  });

  it('a reversal reports how much it gives back, also when all was requested', async () => {
    const paid = await ask('Payment', paymentRequest({ reference: 'ORDER-1', atMs, amount: eur(1234) }));
    const { poiTransactionId: original } = { poiTransactionId: undefined, ...readCardAcquisition(paid) };
    if (original === undefined) throw new Error('no POITransactionID to refund');
    const reversal = reversalRequest({ reference: 'R1', atMs, original, reason: 'MerchantCancel' });
    const verdict = readResponseResult(await ask('Reversal', reversal), { category: 'Reversal', ServiceID: 'W' });
    expect(verdict).toMatchObject({ kind: 'accepted', charged: 'no', amounts: { authorized: eur(1234) } });
  });
});
