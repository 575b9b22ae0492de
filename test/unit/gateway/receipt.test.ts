import { describe, expect, it } from 'vitest';
import { payment, startTestGateway } from '../../support/gateway/test-gateway.ts';
import { never } from '../../support/terminal/sealed-terminal.ts';
import { APPROVAL } from '../../support/terminal/terminal-behaviours.ts';

const PATH = '/v1/transactions/basket-1';

const receipt = (DocumentQualifier: string, OutputFormat = 'Text') => ({
  DocumentQualifier,
  RequiredSignatureFlag: false,
  OutputContent: { OutputFormat, OutputText: [{ Text: 'name=TOTAL&value=10.99&key=totalAmount' }] },
});

/** A gateway with a payment whose answer has these receipts. */
async function paidWith(...PaymentReceipt: readonly object[]) {
  const world = await startTestGateway((asked) => asked.answer({ ...APPROVAL, PaymentReceipt }));
  await world.put(`${PATH}?wait=30`, payment());
  return world;
}

describe('the receipt of a transaction', () => {
  it("is the customer's as text, forty columns wide, unless another copy and width are asked for", async () => {
    const { get } = await paidWith(receipt('CashierReceipt'), receipt('CustomerReceipt'), receipt('CustomerReceipt'));
    const line = `TOTAL${' '.repeat(30)}10.99\n`;
    const answer = await get(`${PATH}/receipt`);
    expect(answer).toMatchObject({ status: 200, text: line + line });
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect((await get(`${PATH}/receipt?kind=merchant&width=12`)).text).toBe('TOTAL  10.99\n');
  });

  it('is named, and not shown as nothing, where it is no text', async () => {
    const { get } = await paidWith(receipt('CustomerReceipt', 'XHTML'));
    expect((await get(`${PATH}/receipt`)).text).toBe('("XHTML": only as JSON)\n');
  });

  it.each(['0', '201', '4.5', 'wide', '', '10&width=20'])('is refused with the width %j', async (width) => {
    const { get } = await paidWith(receipt('CustomerReceipt'));
    const answer = await get(`${PATH}/receipt?width=${width}`);
    expect(answer).toMatchObject({
      status: 400,
      json: { code: 'ERR_INPUT_WIDTH', path: 'width', expected: 'a whole number of columns from 1 to 200' },
    });
  });

  it('is not there for another copy, for an answer without one, and before there is an outcome', async () => {
    const withOne = await paidWith(receipt('CustomerReceipt'));
    const withNone = await paidWith();
    const pending = await startTestGateway(() => never);
    await pending.put(PATH, payment());
    const asked = [
      [withOne, '?kind=merchant', '"CustomerReceipt"'],
      [withNone, '', 'one without (approved)'],
      [pending, '', 'one that has no outcome yet'],
    ] as const;
    for (const [{ get }, query, found] of asked) {
      const answer = await get(`${PATH}/receipt${query}`);
      expect(answer).toMatchObject({ status: 404, json: { code: 'ERR_INPUT_RECEIPT' } });
      expect(answer.json['found']).toContain(found);
    }
  });

  it('is not there for an id that is not known, and for a copy that is none', async () => {
    const { get } = await paidWith(receipt('CustomerReceipt'));
    expect(await get('/v1/transactions/basket-2/receipt')).toMatchObject({
      status: 404,
      json: { code: 'ERR_INPUT_TRANSACTION' },
    });
    expect((await get(`${PATH}/receipt?kind=cashier`)).status).toBe(400);
  });
});
