import { describe, expect, it } from 'vitest';
import type { RequestSettings, Terminal, TerminalRequest } from '../../../../index.ts';
import { settle } from '../../../support/clock.ts';
import { connectingTransport } from '../../../support/wire/connecting-transport.ts';
import { http, never, sealedTerminal, type Behaviour } from '../../../support/terminal/sealed-terminal.ts';
import { createTestEngine, POIID } from '../../../support/test-engine.ts';

const ok = { Response: { Result: 'Success' } };
const says =
  (body: object): Behaviour =>
  (asked) =>
    asked.answer(body);

/** A terminal that answers nothing but Aborts. */
const hangs: Behaviour = (asked) => (asked.category === 'Abort' ? http(200, '') : never);

describe('a request of any category', () => {
  it('goes out protected under its own ServiceID, and resolves with the body of the answer', async () => {
    const { engine, terminal } = await createTestEngine(says({ ...ok, Anything: 7 }));
    const request = engine.terminal(POIID).request('CardReaderAPDU', { APDUClass: 'AA==' }, { serviceId: 'S1' });
    expect(await request).toEqual({ kind: 'answered', body: { ...ok, Anything: 7 } });
    const [asked] = terminal.received;
    expect(asked?.header).toMatchObject({ MessageCategory: 'CardReaderAPDU', MessageClass: 'Device', ServiceID: 'S1' });
    expect(asked?.message['CardReaderAPDURequest']).toEqual({ APDUClass: 'AA==' });
    expect(request.serviceId).toBe('S1');
  });

  it.each(['Payment', 'Reversal', 'StoredValue', 'CardAcquisition', 'Loyalty', 'Batch'])(
    'is not %s, which moves money: that goes through a transaction',
    async (category) => {
      const { engine, terminal } = await createTestEngine();
      await expect(engine.terminal(POIID).request(category as never, {})).rejects.toMatchObject({
        code: 'ERR_INPUT_CATEGORY',
        message: expect.stringContaining('engine.transact') as unknown,
      });
      expect(terminal.received).toEqual([]);
    },
  );

  it.each([
    ['a category in small letters', 'payment', {}, {}, 'ERR_INPUT_CATEGORY'],
    ['a category with a space', 'Payment ', {}, {}, 'ERR_INPUT_CATEGORY'],
    ['no category', undefined, {}, {}, 'ERR_INPUT_CATEGORY'],
    ['a body that is no object', 'Admin', 'x', {}, 'ERR_INPUT_BODY'],
    ['a body that is a list', 'Admin', [], {}, 'ERR_INPUT_BODY'],
    ['a body that is no data', 'Admin', { f: () => 1 }, {}, 'ERR_INPUT_REQUEST'],
    ['a ServiceID that is too long', 'Admin', {}, { serviceId: 'x'.repeat(11) }, 'ERR_INPUT_SERVICEID'],
    ['no time at all', 'Admin', {}, { timeoutMs: 0 }, 'ERR_INPUT_TIMEOUT'],
    ['a signal that is none', 'Admin', {}, { signal: true }, 'ERR_INPUT_SIGNAL'],
    ['a setting that is misspelt', 'Admin', {}, { sginal: undefined }, 'ERR_INPUT_SIGNAL'],
  ])('with %s is refused, and nothing is sent', async (_, category, body, settings, code) => {
    const { engine, terminal } = await createTestEngine();
    await expect(
      engine.terminal(POIID).request(category as never, body as never, settings as never),
    ).rejects.toMatchObject({
      code,
    });
    expect(terminal.received).toEqual([]);
  });

  it('copies its body when the call is made', async () => {
    const { engine, terminal } = await createTestEngine(says(ok));
    const body = { ServiceIdentification: 'abc' };
    const request = engine.terminal(POIID).request('Admin', body);
    body.ServiceIdentification = 'spoilt';
    await request;
    expect(terminal.received[0]?.message['AdminRequest']).toEqual({ ServiceIdentification: 'abc' });
  });
});

describe('a request to a terminal', () => {
  it('is aborted by its handle: a thousand calls are one Abort at a time, and it names the request', async () => {
    const { engine, terminal } = await createTestEngine(hangs);
    const request = engine.terminal(POIID).display({ lines: ['one moment'] });
    await settle();
    const aborts = await Promise.all(Array.from({ length: 1000 }, () => request.abort()));
    expect(new Set(aborts.map(({ kind }) => kind))).toEqual(new Set(['answered']));
    expect(terminal.count('Abort')).toBe(1);
    expect(terminal.received.at(-1)?.message['AbortRequest']).toMatchObject({
      MessageReference: { MessageCategory: 'Display', ServiceID: request.serviceId },
    });
  });

  it('of another process is aborted once at a time as well', async () => {
    const { engine, terminal } = await createTestEngine(hangs);
    const name = { serviceId: 'OLD1' };
    await Promise.all(Array.from({ length: 1000 }, () => engine.terminal(POIID).abort(name)));
    expect(terminal.count('Abort')).toBe(1);
    await engine.terminal(POIID).abort(name);
    expect(terminal.count('Abort')).toBe(2);
  });

  it('is aborted by a signal, and what came of it is its own answer', async () => {
    let answer: (() => void) | undefined;
    const { engine, terminal } = await createTestEngine(async (asked) => {
      if (asked.category === 'Abort') {
        answer?.();
        return http(200, '');
      }
      await new Promise<void>((resolve) => (answer = resolve));
      return asked.answer({ InputResult: { Response: { Result: 'Failure', ErrorCondition: 'Aborted' } } });
    });
    const stop = new AbortController();
    const question = { command: 'TextString', question: 'Your name?' } as const;
    const request = engine.terminal(POIID).input(question, { signal: stop.signal });
    await settle();
    stop.abort();
    expect(await request).toMatchObject({ kind: 'answered', answer: { kind: 'none', errorCondition: 'Aborted' } });
    expect(terminal.count('Abort')).toBe(1);
  });

  it('is not sent when it is aborted while its connection is made, and no Abort is either', async () => {
    const terminal = await sealedTerminal(says(ok));
    const link = connectingTransport(terminal.transport());
    const { engine } = await createTestEngine(says(ok), { parts: { transport: link.factory } });
    const stop = new AbortController();
    const request = engine.terminal(POIID).print({ lines: ['x'] }, { signal: stop.signal });
    await settle();
    stop.abort();
    link.connect();
    expect(await request).toMatchObject({ kind: 'noAnswer', failure: { code: 'ERR_WITHDRAWN' } });
    expect(terminal.received).toEqual([]);
  });

  it.each<[string, (lane: Terminal, settings: RequestSettings) => TerminalRequest]>([
    ['Diagnosis', (lane, settings) => lane.diagnose({}, settings)],
    ['Display', (lane, settings) => lane.display({ idle: true }, settings)],
    ['Input', (lane, settings) => lane.input({ command: 'GetAnyKey', question: 'Read this' }, settings)],
    ['InputUpdate', (lane, settings) => lane.inputUpdate({ serviceId: 'a', texts: ['b'] }, settings)],
    ['Print', (lane, settings) => lane.print({ qrCode: 'a' }, settings)],
    ['Admin', (lane, settings) => lane.scanBarcode({ sessionId: 1, timeoutMs: 1000 }, settings)],
    ['Admin', (lane, settings) => lane.endScan({ sessionId: 1 }, settings)],
    ['Sound', (lane, settings) => lane.sound({ action: 'StopSound' }, settings)],
    ['EnableService', (lane, settings) => lane.startTransaction({ servicesEnabled: ['Payment'] }, settings)],
    ['EnableService', (lane, settings) => lane.endCardAcquisition({}, settings)],
    ['Login', (lane, settings) => lane.login({ operatorLanguage: 'en' }, settings)],
    ['Logout', (lane, settings) => lane.logout(settings)],
    ['GetTotals', (lane, settings) => lane.totals({}, settings)],
    ['Reconciliation', (lane, settings) => lane.reconcile({ type: 'SaleReconciliation' }, settings)],
  ])('%s is stopped by its signal and by its handle, which name it', async (category, ask) => {
    const { engine, terminal } = await createTestEngine(hangs);
    const lane = engine.terminal(POIID);
    const withdrawn = await ask(lane, { signal: AbortSignal.abort() });
    expect(withdrawn).toMatchObject({ kind: 'noAnswer', failure: { code: 'ERR_WITHDRAWN' } });
    expect(terminal.received).toEqual([]);
    const stop = new AbortController();
    const request = ask(lane, { signal: stop.signal });
    await settle();
    stop.abort();
    await request.abort();
    expect(terminal.received.map((asked) => asked.category)).toEqual([category, 'Abort']);
    expect(terminal.received[1]?.message['AbortRequest']).toMatchObject({
      MessageReference: { MessageCategory: category, ServiceID: request.serviceId },
    });
  });

  it('is not sent with a signal that is aborted already', async () => {
    const { engine, terminal } = await createTestEngine(says(ok));
    const request = engine.terminal(POIID).print({ lines: ['x'] }, { signal: AbortSignal.abort() });
    expect(await request).toMatchObject({ kind: 'noAnswer', failure: { code: 'ERR_WITHDRAWN' } });
    expect(terminal.received).toEqual([]);
  });
});

describe('a terminal', () => {
  it('counts totals, closes its period, and is logged in and out', async () => {
    const { engine, terminal } = await createTestEngine(
      says({ ...ok, POIReconciliationID: '57', TransactionTotals: [] }),
      { application: { name: 'till', version: '4.2', integrator: 'acme' } },
    );
    const lane = engine.terminal(POIID);
    expect(await lane.login({ operatorLanguage: 'en', operatorId: 'ann' })).toMatchObject({
      kind: 'answered',
      ok: true,
    });
    expect(await lane.totals({ totalFilter: { operatorId: 'ann' } })).toEqual({
      kind: 'answered',
      ok: true,
      poiReconciliationId: '57',
      totals: [],
    });
    expect(await lane.reconcile({ type: 'SaleReconciliation' })).toMatchObject({ poiReconciliationId: '57' });
    expect(await lane.logout()).toMatchObject({ ok: true });
    expect(terminal.received.map(({ category }) => category)).toEqual([
      'Login',
      'GetTotals',
      'Reconciliation',
      'Logout',
    ]);
    expect(terminal.received[0]?.message['LoginRequest']).toMatchObject({
      SaleSoftware: { ManufacturerID: 'acme', ApplicationName: 'till', SoftwareVersion: '4.2' },
    });
  });

  it('scans a barcode and plays a sound', async () => {
    const Barcode = { Data: '4001234', Symbology: 'EAN8' };
    const AdditionalResponse = Buffer.from(JSON.stringify({ Barcode })).toString('base64');
    const { engine, terminal } = await createTestEngine(says({ Response: { Result: 'Success', AdditionalResponse } }));
    const lane = engine.terminal(POIID);
    expect(await lane.scanBarcode({ sessionId: 1, timeoutMs: 1000 })).toMatchObject({
      data: '4001234',
      symbology: 'EAN8',
    });
    await lane.endScan({ sessionId: 1 });
    await lane.sound({ action: 'StartSound', referenceId: 'beep' });
    expect(terminal.received.map(({ category }) => category)).toEqual(['Admin', 'Admin', 'Sound']);
  });
});
