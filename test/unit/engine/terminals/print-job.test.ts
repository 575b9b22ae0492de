import { describe, expect, it } from 'vitest';
import type { Receipt } from '../../../../index.ts';
import { settle } from '../../../support/clock.ts';
import { PNG } from '../../../support/messages/images.ts';
import { http, never, type Asked, type Behaviour } from '../../../support/terminal/sealed-terminal.ts';
import { createTestEngine, POIID } from '../../../support/test-engine.ts';

const printed = (asked: Asked) => asked.answer({ DocumentQualifier: 'Document', Response: { Result: 'Success' } });
const fails = (asked: Asked) =>
  asked.answer({ DocumentQualifier: 'Document', Response: { Result: 'Failure', ErrorCondition: 'DeviceOut' } });

/** The n-th Print, from 0, is answered by the n-th behaviour. */
const inTurn = (...behaviours: readonly Behaviour[]): Behaviour => {
  let turn = 0;
  return (asked) => {
    if (asked.category === 'Abort') return http(200, '');
    turn += 1;
    return (behaviours[turn - 1] ?? printed)(asked);
  };
};

const SLIP = [{ image: PNG }, { lines: ['Order 42'] }, { qrCode: 'https://shop.example/r/42' }] as const;

const formatsOf = (received: readonly Asked[]) =>
  received.map(({ message }) => {
    const { PrintOutput } = message['PrintRequest'] as { PrintOutput: { OutputContent: { OutputFormat: string } } };
    return PrintOutput.OutputContent.OutputFormat;
  });

describe('a print of several contents', () => {
  it('is one request for each, in their order, and says of each what became of it', async () => {
    const { engine, terminal } = await createTestEngine(printed);
    const job = engine.terminal(POIID).print(SLIP);
    const ok = { kind: 'answered', ok: true };
    expect(await job).toEqual({ ok: true, printed: 3, parts: [ok, ok, ok] });
    expect(formatsOf(terminal.received)).toEqual(['XHTML', 'Text', 'BarCode']);
    const serviceIds = terminal.received.map(({ header }) => header['ServiceID']);
    expect(new Set(serviceIds).size).toBe(3);
    expect(job.serviceId).toBe(serviceIds[2]);
  });

  it('never has two of them under way', async () => {
    let finish: (() => void) | undefined;
    const { engine, terminal } = await createTestEngine(async (asked) => {
      await new Promise<void>((resolve) => (finish = resolve));
      return printed(asked);
    });
    const job = engine.terminal(POIID).print(SLIP);
    for (const count of [1, 2, 3]) {
      await settle();
      expect(terminal.received).toHaveLength(count);
      finish?.();
    }
    expect(await job).toMatchObject({ printed: 3 });
  });

  it('stops at the first that is not printed, and says which are on the paper', async () => {
    const { engine, terminal } = await createTestEngine(inTurn(printed, fails));
    expect(await engine.terminal(POIID).print(SLIP)).toEqual({
      ok: false,
      printed: 1,
      parts: [
        { kind: 'answered', ok: true },
        { kind: 'answered', ok: false, errorCondition: 'DeviceOut' },
        { kind: 'notTried' },
      ],
    });
    expect(terminal.received).toHaveLength(2);
  });

  it('does not go on after an answer that is lost: that part may be on the paper', async () => {
    const lost = () => ({ kind: 'failed', delivery: 'maybeSent', failure: { code: 'ERR_LINK_RESET' } }) as never;
    const { engine } = await createTestEngine(inTurn(lost));
    expect(await engine.terminal(POIID).print(SLIP)).toMatchObject({
      ok: false,
      printed: 0,
      parts: [{ kind: 'noAnswer' }, { kind: 'notTried' }, { kind: 'notTried' }],
    });
  });

  it('is aborted by its handle: an Abort of the part under way, and no other part', async () => {
    let finish: (() => void) | undefined;
    const slowly: Behaviour = async (asked) => {
      await new Promise<void>((resolve) => (finish = resolve));
      return printed(asked);
    };
    const { engine, terminal } = await createTestEngine(inTurn(slowly));
    const job = engine.terminal(POIID).print(SLIP);
    await settle();
    const { serviceId } = job;
    expect(await job.abort()).toEqual({ kind: 'answered' });
    expect(terminal.received.at(-1)?.message['AbortRequest']).toMatchObject({
      MessageReference: { MessageCategory: 'Print', ServiceID: serviceId },
    });
    finish?.();
    expect(await job).toMatchObject({
      ok: false,
      printed: 1,
      parts: [{ ok: true }, { kind: 'notTried' }, { kind: 'notTried' }],
    });
    expect(terminal.count('Print')).toBe(1);
  });

  it('is aborted by a signal', async () => {
    const { engine, terminal } = await createTestEngine(inTurn(printed, () => never));
    const stop = new AbortController();
    void engine.terminal(POIID).print(SLIP, { signal: stop.signal });
    await settle();
    stop.abort();
    await settle();
    expect(terminal.received.map(({ category }) => category)).toEqual(['Print', 'Print', 'Abort']);
    const withdrawn = engine.terminal(POIID).print(SLIP, { signal: AbortSignal.abort() });
    expect(await withdrawn).toMatchObject({ printed: 0, parts: [{ failure: { code: 'ERR_WITHDRAWN' } }, {}, {}] });
  });

  it.each([
    ['nothing', [], 'ERR_INPUT_PRINT', 'parts'],
    ['too much', Array.from({ length: 51 }, () => ({ lines: ['a'] })), 'ERR_INPUT_PRINT', 'parts'],
    ['a mistake in the last', [{ lines: ['a'] }, { qrCode: '' }], 'ERR_INPUT_QR_CODE', 'parts[1].qrCode'],
  ])('with %s is refused as a whole, and nothing is sent', async (_, parts, code, path) => {
    const { engine, terminal } = await createTestEngine(printed);
    await expect(engine.terminal(POIID).print(parts)).rejects.toMatchObject({ code, path });
    expect(terminal.received).toEqual([]);
  });

  it('prints the receipts of a payment as its outcome has them', async () => {
    const lines = [{ name: 'TOTAL', value: 'EUR 1.00', bold: true, endOfLine: true }];
    const receipts: Receipt[] = ['CashierReceipt', 'CustomerReceipt'].map((qualifier) => ({
      qualifier,
      signatureRequired: qualifier === 'CashierReceipt',
      format: 'Text',
      lines,
    }));
    const { engine, terminal } = await createTestEngine(printed);
    await engine.terminal(POIID).print(receipts.map((receipt) => ({ receipt })));
    expect(terminal.received.map(({ message }) => message['PrintRequest'])).toMatchObject([
      { PrintOutput: { DocumentQualifier: 'CashierReceipt', RequiredSignatureFlag: true } },
      { PrintOutput: { DocumentQualifier: 'CustomerReceipt' } },
    ]);
  });
});

describe('the answer to an Input', () => {
  it('is waited for as long as the person has, and 30 s', async () => {
    const { engine, clock } = await createTestEngine(() => never);
    let result: unknown;
    const question = { command: 'GetAnyKey', question: 'Read this', maxSeconds: 600 } as const;
    void engine
      .terminal(POIID)
      .input(question)
      .then((answer) => (result = answer));
    await settle();
    await clock.step(629_999);
    await settle();
    expect(result).toBeUndefined();
    await clock.step(1);
    await settle();
    expect(result).toMatchObject({ kind: 'noAnswer' });
  });
});
