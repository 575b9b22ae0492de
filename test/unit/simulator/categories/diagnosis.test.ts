import { describe, expect, it } from 'vitest';
import { at, header, message, payment } from '../../../support/simulator.ts';
import { bodyOf, CoreBench, pairsOf, verdictOf } from '../../../support/terminal/terminal-core.ts';

const diagnosis = (ServiceID: string) => message(header('Diagnosis', ServiceID), { HostDiagnosisFlag: true });

describe('a Diagnosis', () => {
  it('reports OK while nothing runs and Busy while something does', () => {
    const bench = new CoreBench();
    expect(at(bodyOf(bench.send(diagnosis('D1'))()), 'POIStatus', 'GlobalStatus')).toBe('OK');
    bench.send(payment('S1'));
    const busy = bodyOf(bench.send(diagnosis('D2'))());
    expect([verdictOf(busy), at(busy, 'POIStatus', 'GlobalStatus')]).toEqual(['Success', 'Busy']);
  });

  it('reports what is wrong with the terminal', () => {
    const settings = {
      hostReachable: false,
      printerStatus: 'NoPaper',
      batteryPercent: 4,
      unconfirmedPayments: 3,
    } as const;
    const body = bodyOf(new CoreBench(settings).send(diagnosis('D1'))());
    expect(at(body, 'HostStatus', '0', 'IsReachableFlag')).toBe(false);
    expect(at(body, 'POIStatus', 'PrinterStatus')).toBe('NoPaper');
    expect(pairsOf(body)).toEqual({ batteryLevel: '4%', unconfirmedBatchCount: '3' });
  });

  it('is refused with Busy where terminals do that', () => {
    const bench = new CoreBench({ diagnosisWhileBusy: 'busy' });
    bench.send(payment('S1'));
    expect(pairsOf(bodyOf(bench.send(diagnosis('D1'))()))['serviceId']).toBe('S1');
  });
});
