import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { abort, at, header, lane, LANE_KEY, message, payment, POIID, post, QUICK } from '../../../support/simulator.ts';
import { verdictOf } from '../../../support/terminal/terminal-core.ts';
import { envelopeOf, remembered, responseHeader, wireBench } from '../../../support/wire/wire-bench.ts';

const bench = wireBench();

const plainOf = (body: Uint8Array): unknown => JSON.parse(bench.till.open(body));
const answerOf = (body: Uint8Array, category = 'Payment') =>
  at(plainOf(body), 'SaleToPOIResponse', `${category}Response`);
const headerOf = (body: Uint8Array) => at(plainOf(body), 'SaleToPOIResponse', 'MessageHeader');

describe('over the wire', () => {
  it('a payment is approved, sealed under the same key, with the clear header equal to the sealed one', async () => {
    const { status: code, headers, body } = await bench.send(payment('S1'));
    expect([code, headers['content-type']]).toEqual([200, 'application/json']);
    expect(verdictOf(answerOf(body))).toBe('Success');
    expect(headerOf(body)).toEqual(responseHeader('Payment', 'S1'));
    expect(at(envelopeOf(body), 'MessageHeader')).toEqual(responseHeader('Payment', 'S1'));
    expect(at(envelopeOf(body), 'SecurityTrailer')).toMatchObject({
      AdyenCryptoVersion: 1,
      KeyIdentifier: 'lane-key',
      KeyVersion: 3,
    });
    expect(bench.terminal.ledger.charges('S1')).toHaveLength(1);
    expect(bench.terminal.ledger.total()).toEqual({ EUR: 1234 });
    expect(bench.terminal.received).toMatchObject([{ MessageCategory: 'Payment', ServiceID: 'S1', SaleID: 'TILL-01' }]);
  });

  it.each([
    ['/nexo/', 'POST', 200],
    ['/nexo/V400m-324688179', 'POST', 404],
    ['/', 'POST', 404],
    ['/nexo', 'GET', 405],
  ])('%s by %s gives %d', async (path, method, code) => {
    const response = await post(bench.terminal.port, bench.till.seal(payment('S1')), {
      ca: [bench.fleet.rootPem],
      path,
      method,
    });
    expect(response.status).toBe(code);
  });

  it('an Abort is answered 200 with no body, and the payment it stops is answered Aborted', async () => {
    bench.terminal.configure({ shopper: { does: 'neverPresents' } });
    const paid = bench.send(payment('S1'));
    await once(bench.terminal.events, 'request');
    const answer = await bench.send(abort('S2', 'S1'));
    expect([answer.status, answer.body.length]).toEqual([200, 0]);
    expect(verdictOf(answerOf((await paid).body))).toBe('Aborted');
  });

  it('two terminals of one simulator share a platform: one reverses what the other charged', async () => {
    const second = 'V400m-111111111';
    await bench.restartWith({
      terminals: [POIID, second].map((poiid) => ({ poiid, sharedKeys: [LANE_KEY], settings: QUICK })),
    });
    const original = at(answerOf((await bench.send(payment('S1'))).body), 'POIData', 'POITransactionID');
    const { port, ledger } = bench.simulator.terminal(second);
    const reversal = message(header('Reversal', 'R1', { POIID: second }), {
      OriginalPOITransaction: { POITransactionID: original, POIID },
      ReversalReason: 'CustCancel',
    });
    const { body } = await post(port, bench.till.seal(reversal), { ca: [bench.fleet.rootPem] });
    expect(verdictOf(answerOf(body, 'Reversal'))).toBe('Success');
    expect(ledger.total()).toEqual({ EUR: -1234 });
  });

  it('a client that goes away does not stop the payment, and its result is remembered', async () => {
    bench.terminal.configure({ shopper: { does: 'neverPresents' } });
    const gone = new AbortController();
    const paid = post(bench.terminal.port, bench.till.seal(payment('S1')), {
      ca: [bench.fleet.rootPem],
      signal: gone.signal,
    });
    await once(bench.terminal.events, 'request');
    gone.abort();
    await expect(paid).rejects.toThrow('aborted');
    const charged = once(bench.terminal.events, 'charged');
    bench.terminal.shopperActs({ does: 'presentsCard' });
    await charged;
    expect(await remembered(bench, 'S1')).toBe('Success');
  });

  it.each([
    ['escaped slashes', { escapedSlashes: true }, /"A\\\/B"/],
    ['spaces between tokens', { extraSpaces: true }, /^\{ "SaleToPOIResponse": \{ /],
    ['unknown members', { unknownMembers: true }, /"SimulatedExtension":\{"Known":false\}/],
  ])('answers can have %s and still open', async (_, settings, pattern) => {
    bench.terminal.configure(settings);
    const { body } = await bench.send(payment('S1', { reference: 'A/B' }));
    expect(bench.till.open(body)).toMatch(pattern);
    expect(verdictOf(answerOf(body))).toBe('Success');
    expect(at(answerOf(body), 'SaleData', 'SaleTransactionID', 'TransactionID')).toBe('A/B');
  });

  it.each([
    ['garbage', 'not json', ['Bad JSON:1: unexpected end']],
    ['nothing', '', ['Bad JSON:1: unexpected end']],
    [
      'another wrapper',
      '{"SaleToPOIResponse":{}}',
      { errors: ['At toplevel, field SaleToPOIRequest: Missing', 'At toplevel: Missing'] },
    ],
  ])('%s is turned away with 400', async (_, text, expected) => {
    const { status: code, body } = await bench.sendRaw(text);
    expect([code, JSON.parse(body.toString())]).toEqual([400, expected]);
    expect(bench.terminal.received).toEqual([]);
  });

  it('a body beyond all measure is answered 413', async () => {
    expect((await bench.sendRaw('x'.repeat(1024 * 1024 + 1))).status).toBe(413);
  });

  it('bytes that are not TLS do no harm', async () => {
    const socket = connect(bench.terminal.port, '127.0.0.1').on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await once(socket, 'close');
    expect((await bench.send(payment('S1'))).status).toBe(200);
  });
});

describe('protection', () => {
  const STRANGE_KEY = { ...LANE_KEY, passphrase: 'Other9_Red!Teapot' };
  const cryptoError = (number: number) => ({ errors: [`Nexo Service: crypto error (${number})`], ServiceID: '-NULL-' });

  it("with a passphrase that is not the terminal's is crypto error 9", async () => {
    const { status: code, body } = await bench.sendRaw((await lane(STRANGE_KEY)).seal(payment('S1')));
    expect([code, JSON.parse(body.toString())]).toEqual([401, cryptoError(9)]);
    expect(bench.terminal.ledger.entries).toEqual([]);
  });

  it('under a key version that the terminal does not have is crypto error 2, until it fetches it', async () => {
    const next = await lane({ ...LANE_KEY, keyVersion: 4 });
    const sendNext = () => bench.sendRaw(next.seal(payment('S1')));
    const refused = await sendNext();
    expect([refused.status, JSON.parse(refused.body.toString())]).toEqual([401, cryptoError(2)]);
    await bench.terminal.useKeys([{ ...LANE_KEY, keyVersion: 4 }]);
    expect((await sendNext()).status).toBe(200);
  });

  it('with a clear header other than the sealed one is crypto error 3', async () => {
    const changed = bench.till.seal(payment('S1')).replace('"ServiceID":"S1"', '"ServiceID":"S2"');
    const { body } = await bench.sendRaw(changed);
    expect(JSON.parse(body.toString())).toEqual(cryptoError(3));
  });

  it('to a terminal without a key is answered with the fields that it misses (form d)', async () => {
    await bench.terminal.useKeys([]);
    const { status: code, body } = await bench.send(payment('S1'));
    expect(code).toBe(400);
    expect(JSON.parse(body.toString())).toEqual({
      errors: ['At SaleToPOIRequest, field PaymentRequest: Missing', 'At SaleToPOIRequest: Missing'],
      warnings: [
        'At SaleToPOIRequest.MessageHeader, field SecurityTrailer: Unexpected',
        'At SaleToPOIRequest.MessageHeader, field NexoBlob: Unexpected',
      ],
    });
    expect(bench.terminal.ledger.entries).toEqual([]);
  });

  it('to a terminal without a key can be answered with a failure in the clear (form e)', async () => {
    await bench.terminal.useKeys([]);
    bench.terminal.configure({ noKeyAnswer: 'wrapped' });
    const { status: code, body } = await bench.send(payment('S1'));
    const answer = at(envelopeOf(body), 'PaymentResponse');
    expect([code, verdictOf(answer)]).toEqual([400, 'MessageFormat']);
    expect(at(answer, 'Response', 'AdditionalResponse')).toContain(
      'note=Direct%20API%20REQUIRES%20payload%20crypto%20on%20live%2c%20cleartext%20allowed%20for%20testing%20only',
    );
  });

  it('missing is answered in the clear, as configured', async () => {
    const refused = envelopeOf((await bench.sendRaw(JSON.stringify(payment('S1')))).body);
    expect(verdictOf(at(refused, 'PaymentResponse'))).toBe('MessageFormat');
    bench.terminal.configure({ clearText: 'allowed' });
    const taken = envelopeOf((await bench.sendRaw(JSON.stringify(payment('S2')))).body);
    expect(verdictOf(at(taken, 'PaymentResponse'))).toBe('Success');
  });
});
