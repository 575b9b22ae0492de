import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { identifyFleetRoot, loadFleetRoot } from '../../certs/index.ts';
import { ConfigError } from '../../errors.ts';
import { createFakeFleet } from '../../simulator/fleet/fleet.ts';

let pem: string;
let der: Buffer;

beforeAll(async () => {
  ({ rootPem: pem } = await createFakeFleet());
  der = new X509Certificate(pem).raw;
});

/** The code of the refusal; `taken` when there is none. Anything but our own error goes on. */
function codeOf(load: () => unknown): string {
  try {
    load();
    return 'taken';
  } catch (error) {
    if (error instanceof ConfigError) return error.code;
    throw error;
  }
}

describe('a fleet root', () => {
  it('of which one byte is another is refused with its code, or is still a root of its own', () => {
    const codes = new Set<string>();
    for (const offset of der.keys()) {
      for (const change of [0x01, 0x80]) {
        const changed = Buffer.from(der);
        changed[offset] = (changed[offset] ?? 0) ^ change;
        codes.add(codeOf(() => loadFleetRoot(changed, 'test', { allowOther: true })));
        codes.add(codeOf(() => identifyFleetRoot(changed)));
      }
    }
    expect([...codes]).toContain('ERR_CONFIG_ROOT');
    expect([...codes].filter((code) => code !== 'ERR_CONFIG_ROOT' && code !== 'taken')).toEqual([]);
  });

  it('that breaks off anywhere is refused with its code', () => {
    for (const offset of der.keys()) {
      expect(codeOf(() => loadFleetRoot(der.subarray(0, offset), 'test', { allowOther: true }))).toBe(
        'ERR_CONFIG_ROOT',
      );
    }
    for (let length = 0; length < pem.trimEnd().length; length += 1) {
      expect(codeOf(() => loadFleetRoot(pem.slice(0, length), 'test', { allowOther: true }))).toBe('ERR_CONFIG_ROOT');
    }
  });
});
