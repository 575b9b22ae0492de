import { once } from 'node:events';
import { request as httpsRequest } from 'node:https';
import { describe, expect, it } from 'vitest';
import { OpenError } from '../../../../errors.ts';
import type { ScriptEntry } from '../../../../simulator/faults/fault-script.ts';
import { at, payment } from '../../../support/simulator.ts';
import { verdictOf } from '../../../support/terminal/terminal-core.ts';
import { BROKEN, envelopeOf, remembered, responseHeader, wireBench } from '../../../support/wire/wire-bench.ts';

const bench = wireBench();

const plainOf = (body: Uint8Array): unknown => JSON.parse(bench.till.open(body));
const answerOf = (body: Uint8Array, category = 'Payment') =>
  at(plainOf(body), 'SaleToPOIResponse', `${category}Response`);
const headerOf = (body: Uint8Array) => at(plainOf(body), 'SaleToPOIResponse', 'MessageHeader');

function strike(fault: ScriptEntry, ServiceID = 'S1') {
  bench.terminal.script(fault);
  return bench.send(payment(ServiceID));
}

describe('a fault', () => {
  it.each<[ScriptEntry, number, number, string]>([
    [{ kind: 'refuseConnection' }, 0, 0, 'NotFound'],
    [{ kind: 'dropBeforeRead' }, 0, 0, 'NotFound'],
    [{ kind: 'loseRequest' }, 1, 0, 'NotFound'],
    [{ kind: 'dropAfterRead', when: 'atAnswer' }, 1, 1, 'Success'],
    [{ kind: 'truncateBody', bytes: 100 }, 1, 1, 'Success'],
    [{ kind: 'truncateBody', bytes: 0 }, 1, 1, 'Success'],
  ])(
    '%j breaks the connection; requests received %d, charges %d, status %s',
    async (fault, received, charges, found) => {
      await expect(strike(fault)).rejects.toThrow(BROKEN);
      expect(bench.terminal.received).toHaveLength(received);
      expect(bench.terminal.ledger.charges('S1')).toHaveLength(charges);
      expect(await remembered(bench, 'S1')).toBe(found);
    },
  );

  it('dropAfterRead resets at once while the payment goes on', async () => {
    bench.terminal.configure({ shopper: { does: 'neverPresents' } });
    await expect(strike({ kind: 'dropAfterRead' })).rejects.toThrow(BROKEN);
    expect(bench.terminal.running).toBe('S1');
    expect(await remembered(bench, 'S1')).toBe('InProgress');
    bench.terminal.shopperActs({ does: 'presentsCard' });
    await once(bench.terminal.events, 'charged');
  });

  it('truncateBody cuts after so many bytes', async () => {
    bench.terminal.script({ kind: 'truncateBody', bytes: 100 });
    const got = await new Promise<number>((resolve) => {
      const request = httpsRequest({
        host: '127.0.0.1',
        port: bench.terminal.port,
        path: '/nexo',
        method: 'POST',
        ca: [bench.fleet.rootPem],
        servername: '',
        agent: false,
        checkServerIdentity: () => undefined,
      });
      request.on('response', (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => (bytes += chunk.length)).on('error', () => undefined);
        response.on('close', () => resolve(bytes));
      });
      request.end(bench.till.seal(payment('S1')));
    });
    expect(got).toBe(100);
  });

  it.each<[ScriptEntry, number, string, number]>([
    [{ kind: 'httpStatus', status: 503 }, 503, 'Service Unavailable', 0],
    [{ kind: 'httpStatus', status: 500, text: 'oops', when: 'after' }, 500, 'oops', 1],
    [{ kind: 'emptyBody' }, 200, '', 1],
    [{ kind: 'notJson' }, 200, '<html>', 1],
    [{ kind: 'badJson' }, 400, '["Bad JSON:1: unexpected end"]', 0],
    [
      { kind: 'missingWrapper' },
      400,
      '{"errors":["At toplevel, field SaleToPOIRequest: Missing","At toplevel: Missing"]}',
      0,
    ],
    [{ kind: 'noKey' }, 400, '{"errors":["At SaleToPOIRequest, field PaymentRequest: Missing"', 0],
    [{ kind: 'noKey', wrapped: true }, 400, '{"SaleToPOIResponse":{"MessageHeader":', 0],
    [{ kind: 'cryptoError' }, 401, '{"errors":["Nexo Service: crypto error (3)"],"ServiceID":"-NULL-"}', 0],
    [{ kind: 'reject' }, 200, '{"SaleToPOIRequest":', 0],
    [{ kind: 'redirect', location: '/nexo/x' }, 302, '', 0],
  ])('%j answers %d, %s; charges %d', async (fault, code, start, charges) => {
    const { status: got, body } = await strike(fault);
    expect(got).toBe(code);
    expect(start === '' ? body.toString() : body.toString().slice(0, start.length)).toBe(start);
    expect(bench.terminal.ledger.charges('S1')).toHaveLength(charges);
    expect(await remembered(bench, 'S1')).toBe(charges === 1 ? 'Success' : 'NotFound');
  });

  it('reject sends its text in a Reject event', async () => {
    const { body } = await strike({ kind: 'reject', text: 'Did not receive a response from the POI.' });
    expect(at(JSON.parse(body.toString()), 'SaleToPOIRequest', 'EventNotification')).toMatchObject({
      EventToNotify: 'Reject',
      EventDetails: 'message=Did%20not%20receive%20a%20response%20from%20the%20POI.',
    });
  });

  it('redirect names its place', async () => {
    expect((await strike({ kind: 'redirect', location: '/nexo/x' })).headers['location']).toBe('/nexo/x');
  });

  it('duplicateServiceID answers a sealed MessageFormat failure and charges nothing', async () => {
    const { body } = await strike({ kind: 'duplicateServiceID' });
    expect(at(answerOf(body), 'Response', 'AdditionalResponse')).toBe('errors=Duplicate%20ServiceID');
    expect(bench.terminal.ledger.entries).toEqual([]);
  });

  it.each<[ScriptEntry, number]>([
    [{ kind: 'clearText' }, 1],
    [{ kind: 'forgedApproval' }, 0],
  ])('%j is a Success in the clear; charges %d', async (fault, charges) => {
    const { body } = await strike(fault);
    expect(Object.keys(Object(envelopeOf(body)))).toEqual(['MessageHeader', 'PaymentResponse']);
    expect(verdictOf(at(envelopeOf(body), 'PaymentResponse'))).toBe('Success');
    expect(at(envelopeOf(body), 'PaymentResponse', 'PaymentResult', 'AmountsResp', 'AuthorizedAmount')).toBe(12.34);
    expect(bench.terminal.ledger.charges('S1')).toHaveLength(charges);
  });

  it.each(['corruptHmac', 'flipBlob', 'flipPadding', 'unknownKey'] as const)(
    '%s does not open, and was charged',
    async (kind) => {
      const { body } = await strike({ kind });
      expect(at(envelopeOf(body), 'MessageHeader')).toEqual(responseHeader('Payment', 'S1'));
      expect(() => bench.till.open(body)).toThrow(OpenError);
      expect(at(envelopeOf(body), 'SecurityTrailer', 'KeyIdentifier')).toBe(
        kind === 'unknownKey' ? 'stranger' : 'lane-key',
      );
      expect(bench.terminal.ledger.charges('S1')).toHaveLength(1);
    },
  );

  it.each([
    ['wrongServiceID', 'ServiceID', 'SZ'],
    ['wrongSaleID', 'SaleID', 'TILL-0Z'],
    ['wrongPOIID', 'POIID', 'V400m-32468817Z'],
    ['wrongCategory', 'MessageCategory', 'Reversal'],
  ] as const)('%s has another %s in both headers, properly sealed', async (kind, field, value) => {
    const { body } = await strike({ kind });
    const expected = { ...responseHeader('Payment', 'S1'), [field]: value };
    expect(at(envelopeOf(body), 'MessageHeader')).toEqual(expected);
    expect(headerOf(body)).toEqual(expected);
  });

  it('headerMismatch seals the true header under another clear one', async () => {
    const { body } = await strike({ kind: 'headerMismatch' });
    expect(headerOf(body)).toEqual(responseHeader('Payment', 'S1'));
    expect(at(envelopeOf(body), 'MessageHeader', 'SaleID')).toBe('TILL-0Z');
  });

  it.each([
    [false, 'Communication timeout'],
    [true, 'UnreachableHost'],
  ])('timeOutAnswer is a failure of whatever was done, properly sealed (listed: %s)', async (listed, condition) => {
    const { body } = await strike({ kind: 'timeOutAnswer', listed });
    expect(headerOf(body)).toEqual(responseHeader('Payment', 'S1'));
    expect(verdictOf(answerOf(body))).toBe(condition);
    expect(bench.terminal.ledger.charges('S1')).toHaveLength(1);
  });

  it.each([false, true])('replayPrevious sends the older answer again, relabelled: %s', async (relabelled) => {
    const first = await bench.send(payment('S1'));
    const { body } = await strike({ kind: 'replayPrevious', relabelled }, 'S2');
    expect(at(envelopeOf(body), 'MessageHeader')).toEqual(responseHeader('Payment', relabelled ? 'S2' : 'S1'));
    expect(plainOf(body)).toEqual(plainOf(first.body));
    // As it was on the wire: with its nonce.
    if (!relabelled) expect(body).toEqual(first.body);
    expect(bench.terminal.ledger.charges('S2')).toHaveLength(1);
  });

  it('replayPrevious without an older answer has an empty body', async () => {
    expect((await strike({ kind: 'replayPrevious' })).body.length).toBe(0);
  });

  it('hugeBody has at least so many bytes', async () => {
    expect((await strike({ kind: 'hugeBody', bytes: 3_000_000 })).body.length).toBeGreaterThan(3_000_000);
  });

  it('slowBody comes in pieces and whole', async () => {
    expect(verdictOf(answerOf((await strike({ kind: 'slowBody', chunkBytes: 1000, everyMs: 1 })).body))).toBe(
      'Success',
    );
  });

  it('stall leaves the connection open and unanswered until the terminal is closed', async () => {
    const answered = once(bench.terminal.events, 'answered');
    let settled = false;
    const paid = strike({ kind: 'stall' }).finally(() => (settled = true));
    paid.catch(() => undefined);
    await answered;
    expect(await remembered(bench, 'S1')).toBe('Success');
    expect(settled).toBe(false);
    await bench.simulator.close();
    await expect(paid).rejects.toThrow(BROKEN);
  });

  it('drawn by a source strikes when the script has none', async () => {
    bench.terminal.drawFaults({ next: (stage) => (stage === 'request' ? { kind: 'emptyBody' } : undefined) });
    expect((await bench.send(payment('S1'))).body.length).toBe(0);
    expect((await strike({ kind: 'cryptoError' }, 'S2')).status).toBe(401);
  });

  it('is emitted as an event with the ids of the request', async () => {
    const emitted = once(bench.terminal.events, 'fault');
    await strike({ kind: 'emptyBody' });
    expect(await emitted).toEqual([
      { fault: expect.objectContaining({ kind: 'emptyBody' }), MessageCategory: 'Payment', ServiceID: 'S1' },
    ]);
  });
});
