import { once } from 'node:events';
import type { RequestOptions } from 'node:https';
import { connect, createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createFakeFleet } from '../../../simulator/fleet/fleet.ts';
import { systemClock } from '../../../simulator/primitives/clock.ts';
import { DEFAULT_SETTINGS } from '../../../simulator/settings.ts';
import { startSimulator } from '../../../simulator/simulator.ts';
import { at, LANE_KEY, payment, POIID, post, QUICK } from '../../support/simulator.ts';
import { verdictOf } from '../../support/terminal/terminal-core.ts';
import { BROKEN, remembered, wireBench } from '../../support/wire/wire-bench.ts';

const bench = wireBench();

/** The answer of a simulator of its own, as bytes. */
async function answerOfTwin(seed: number): Promise<string> {
  await using twin = await startSimulator({
    fleet: bench.fleet,
    seed,
    clock: { ...systemClock(), now: () => 0 },
    terminals: [{ poiid: POIID, sharedKeys: [LANE_KEY], settings: QUICK }],
  });
  const { port } = twin.terminal(POIID);
  return (await post(port, bench.till.seal(payment('S1')), { ca: [bench.fleet.rootPem] })).body.toString();
}

describe('a simulator', () => {
  it('counts each time a request arrives, duplicates and lost ones too', async () => {
    bench.terminal.script({ kind: 'loseRequest' }, { kind: 'emptyBody' });
    await expect(bench.send(payment('S1'))).rejects.toThrow(BROKEN);
    await bench.send(payment('S1'));
    await bench.send(payment('S1'));
    expect(bench.terminal.received.filter(({ ServiceID }) => ServiceID === 'S1')).toHaveLength(3);
    expect(bench.terminal.ledger.charges('S1')).toHaveLength(1);
  });

  it("is busy with the payment of another till, and records it under that till's SaleID", async () => {
    bench.terminal.nextShopper({ does: 'presentsCard', afterMs: 50 });
    bench.terminal.otherTillPays({ currency: 'EUR', value: 500 });
    const charged = once(bench.terminal.events, 'charged');
    const answer = at(JSON.parse(bench.till.open((await bench.send(payment('S1'))).body)), 'SaleToPOIResponse');
    expect(verdictOf(at(answer, 'PaymentResponse'))).toBe('Busy');
    await charged;
    expect(bench.terminal.ledger.entries).toMatchObject([{ SaleID: 'ANOTHER-TILL', amount: { value: 500 } }]);
  });

  it('resets what is open when a terminal restarts, and refuses connections while it is down', async () => {
    bench.terminal.configure({ shopper: { does: 'neverPresents' } });
    const paid = bench.send(payment('S1'));
    await once(bench.terminal.events, 'request');
    bench.terminal.restart({ forget: true, downMs: 60_000 });
    await expect(paid).rejects.toThrow(BROKEN);
    await expect(bench.send(payment('S2'))).rejects.toThrow(/ECONNREFUSED/);
    bench.terminal.restart();
    expect(await remembered(bench, 'S1')).toBe('NotFound');
  });

  it('listens on the same port again after the time it was down', async () => {
    const { events, port } = bench.terminal;
    const emitted: string[] = [];
    events.on('down', () => emitted.push('down'));
    const up = once(events, 'up').then(() => emitted.push('up'));
    bench.terminal.restart({ downMs: 1 });
    await up;
    expect(emitted).toEqual(['down', 'up']);
    expect(bench.terminal.port).toBe(port);
    expect((await bench.send(payment('S1'))).status).toBe(200);
  });

  it('comes back when another process that took its port meanwhile has released it', async () => {
    const { events, port } = bench.terminal;
    bench.terminal.restart({ downMs: 60_000 });
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    const up = once(events, 'up');
    bench.terminal.restart();
    // By now the terminal has tried and failed.
    await setImmediate();
    squatter.close();
    await up;
    expect((await bench.send(payment('S1'))).status).toBe(200);
  });

  it('can be closed while it is down', async () => {
    bench.terminal.restart({ downMs: 60_000 });
    await bench.simulator.close();
    await expect(bench.send(payment('S1'))).rejects.toThrow(/ECONNREFUSED/);
  });

  it('accepts and resets a connection under the fault, which is not the same as being down', async () => {
    bench.terminal.script({ kind: 'refuseConnection' });
    await expect(bench.send(payment('S1'))).rejects.toThrow(BROKEN);
    expect((await bench.send(payment('S2'))).status).toBe(200);
  });

  it('leaves nothing open after close, which may be called twice', async () => {
    bench.terminal.configure({ shopper: { does: 'neverPresents' } });
    const paid = bench.send(payment('S1'));
    await once(bench.terminal.events, 'request');
    await Promise.all([expect(paid).rejects.toThrow(BROKEN), bench.simulator.close(), bench.simulator.close()]);
    await expect(bench.send(payment('S2'))).rejects.toThrow(/ECONNREFUSED/);
  });

  it('closes also a connection on which nothing was sent', async () => {
    const silent = connect(bench.terminal.port, '127.0.0.1').on('error', () => undefined);
    await once(silent, 'connect');
    await Promise.all([once(silent, 'close'), bench.simulator.close()]);
    expect(silent.destroyed).toBe(true);
  });

  it('takes its time from the clock it is given, scaled', async () => {
    const delays: number[] = [];
    await bench.restartWith({
      timeScale: 0.5,
      terminals: [{ poiid: POIID, sharedKeys: [LANE_KEY] }],
      clock: {
        now: () => 1_777_889_733_120,
        setTimeout(run, afterMs) {
          delays.push(afterMs);
          return afterMs > 10_000 ? undefined : globalThis.setImmediate(run);
        },
        clearTimeout: () => undefined,
      },
    });
    bench.terminal.script({ kind: 'stall', delayMs: 8000 });
    const { body } = await bench.send(payment('S1'));
    expect(delays).toEqual([
      DEFAULT_SETTINGS.presentationTimeoutMs / 2,
      DEFAULT_SETTINGS.cardAfterMs / 2,
      DEFAULT_SETTINGS.hostAfterMs / 2,
      4000,
    ]);
    const answer = at(JSON.parse(bench.till.open(body)), 'SaleToPOIResponse', 'PaymentResponse');
    expect(at(answer, 'POIData', 'POITransactionID', 'TimeStamp')).toBe('2026-05-04T10:15:33.120Z');
  });

  it('repeats itself with a seed', async () => {
    const [first, again, other] = [await answerOfTwin(42), await answerOfTwin(42), await answerOfTwin(43)];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('accepts only the TLS versions of its options', async () => {
    await bench.restartWith({
      terminals: [
        { poiid: POIID, sharedKeys: [LANE_KEY], settings: QUICK, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' },
      ],
    });
    await expect(bench.send(payment('S1'))).rejects.toThrow(/protocol version|unsupported protocol/);
    const old: RequestOptions = { ca: [bench.fleet.rootPem], minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' };
    expect((await post(bench.terminal.port, bench.till.seal(payment('S1')), old)).status).toBe(200);
  });

  it('serves the certificate of its options', async () => {
    await bench.restartWith({
      terminals: [{ poiid: POIID, sharedKeys: [LANE_KEY], certificate: { poiid: POIID, validity: 'expired' } }],
    });
    await expect(bench.send(payment('S1'))).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
  });

  it('serves a certificate of another fleet, which the root of its own does not vouch for', async () => {
    const certificate = await (await createFakeFleet()).issue({ poiid: POIID });
    await bench.restartWith({ terminals: [{ poiid: POIID, sharedKeys: [LANE_KEY], certificate }] });
    await expect(bench.send(payment('S1'))).rejects.toThrow(/certificate/);
  });

  it.each([
    ['a POIID twice', [{ poiid: POIID }, { poiid: POIID }], 'ERR_CONFIG_TERMINAL'],
    ['no POIID', [{ poiid: 'V400m' }], 'ERR_INPUT_POIID'],
  ])('cannot start with %s', async (_, terminals, code) => {
    const options = terminals.map((one) => ({ ...one, sharedKeys: [LANE_KEY] }));
    await expect(startSimulator({ fleet: bench.fleet, terminals: options })).rejects.toMatchObject({ code });
  });

  it('cannot start on a port that is taken', async () => {
    const terminals = [{ poiid: 'V400m-111111111' }, { poiid: POIID, port: bench.terminal.port }];
    const started = startSimulator({
      fleet: bench.fleet,
      terminals: terminals.map((one) => ({ ...one, sharedKeys: [LANE_KEY] })),
    });
    await expect(started).rejects.toMatchObject({ code: 'ERR_CONFIG_PORT' });
  });
});
