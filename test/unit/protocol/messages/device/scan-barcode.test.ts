import { describe, expect, it } from 'vitest';
import {
  endScanRequest,
  readScannedBarcode,
  scanBarcodeRequest,
} from '../../../../../protocol/messages/device/scan-barcode.ts';
import { soundRequest } from '../../../../../protocol/messages/device/sound.ts';

function decoded({ ServiceIdentification }: { ServiceIdentification: string }): unknown {
  return JSON.parse(Buffer.from(ServiceIdentification, 'base64').toString('utf8'));
}

describe('a scan', () => {
  it('is an Admin with one operation, which its session ends', () => {
    expect(decoded(scanBarcodeRequest({ sessionId: 42, timeoutMs: 20_000 }))).toEqual({
      Session: { Id: 42, Type: 'Once' },
      Operation: [{ Type: 'ScanBarcode', TimeoutMs: 20_000 }],
    });
    expect(decoded(endScanRequest({ sessionId: 42 }))).toEqual({ Session: { Id: 42, Type: 'End' } });
  });

  it.each([
    [{ sessionId: 0, timeoutMs: 1 }, 'sessionId'],
    [{ sessionId: 1, timeoutMs: 30_001 }, 'timeoutMs'],
  ])('refuses %j', (input, path) => {
    expect(() => scanBarcodeRequest(input)).toThrow(expect.objectContaining({ code: 'ERR_INPUT_SCAN', path }));
  });

  const json = JSON.stringify({ Barcode: { Data: '4001234', Symbology: 'EAN8' } });
  it.each([
    ['base64 of JSON', Buffer.from(json).toString('base64')],
    ['JSON in a form pair', `additionalData=${encodeURIComponent(json)}`],
  ])('gives what was read, from %s', (_form, AdditionalResponse) => {
    expect(readScannedBarcode({ Response: { Result: 'Success', AdditionalResponse } })).toEqual({
      ok: true,
      data: '4001234',
      symbology: 'EAN8',
    });
  });

  it('gives nothing when nothing was read, or the answer cannot be read', () => {
    expect(readScannedBarcode({ Response: { Result: 'Failure', ErrorCondition: 'Cancel' } })).toEqual({
      ok: false,
      errorCondition: 'Cancel',
    });
    const broken = { Response: { Result: 'Success', AdditionalResponse: 'additionalData=%7B' } };
    expect(readScannedBarcode(broken)).toEqual({ ok: true });
    expect(readScannedBarcode('')).toBeUndefined();
  });
});

describe('a Sound', () => {
  it('plays one sound of the terminal, or sets the volume', () => {
    expect(soundRequest({ action: 'StartSound', referenceId: 'beep', volume: 60 })).toEqual({
      SoundAction: 'StartSound',
      SoundVolume: 60,
      ResponseMode: 'SoundEnd',
      SoundContent: { SoundFormat: 'SoundRef', ReferenceID: 'beep' },
    });
    expect(soundRequest({ action: 'StopSound' })).toEqual({ SoundAction: 'StopSound', ResponseMode: 'NotRequired' });
  });

  it.each([
    [{ action: 'StartSound' }, 'referenceId'],
    [{ action: 'SetDefaultVolume' }, 'volume'],
    [{ action: 'SetDefaultVolume', volume: 101 }, 'volume'],
  ] as const)('refuses %j', (input, path) => {
    expect(() => soundRequest(input)).toThrow(expect.objectContaining({ code: 'ERR_INPUT_SOUND', path }));
  });
});
