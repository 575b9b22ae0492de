import { describe, expect, it } from 'vitest';
import { soleOwner } from '../../../../adapters/ownership/sole-owner.ts';
import { systemClock } from '../../../../adapters/system-clock.ts';
import { systemRandom } from '../../../../adapters/system-random.ts';
import { createKeyRing } from '../../../../crypto/index.ts';
import type { EngineParts } from '../../../../engine/options/engine-parts.ts';
import type { EngineOptions } from '../../../../engine/options/engine-options.ts';
import { resolveOptions } from '../../../../engine/options/resolve-options.ts';
import { resolveParts } from '../../../../engine/options/resolve-parts.ts';
import { CertificateWatch } from '../../../../engine/runtime/certificate-watch.ts';
import { silentLogger } from '../../../../engine/runtime/logging.ts';
import { createFakeFleet } from '../../../../simulator/fleet/fleet.ts';
import { steppedClock } from '../../../support/clock.ts';
import { never, SHARED_KEY } from '../../../support/terminal/sealed-terminal.ts';
import { POIID } from '../../../support/test-engine.ts';

const keyRing = await createKeyRing([SHARED_KEY]);
const transport = () => ({ post: () => never, close: () => Promise.resolve() });

async function resolve(
  given: Partial<EngineParts>,
  { rootCertificate, environment = 'test' }: Partial<Pick<EngineOptions, 'rootCertificate' | 'environment'>> = {},
) {
  const terminals = [{ poiid: POIID, host: '192.0.2.1' }];
  const options = resolveOptions({ saleId: 'TILL-01', environment, terminals, sharedKeys: [SHARED_KEY] });
  const warnings: object[] = [];
  const log = { ...silentLogger, warn: (fields: object) => warnings.push(fields) };
  return { parts: await resolveParts({ keyRing, ...given }, rootCertificate, options, log), warnings };
}

describe('the parts of an engine', () => {
  it('are the real ones where the caller gives none', async () => {
    const { parts } = await resolve({ transport });
    expect(parts).toMatchObject({ clock: systemClock, random: systemRandom, transport });
    expect(parts.bootId).not.toBe('');
  });

  it('are those of the caller where he gives some, and no root certificate is needed with a transport', async () => {
    const given = {
      transport,
      clock: steppedClock(),
      random: { bytes: (length: number) => Buffer.alloc(length) },
      bootId: 'boot-7',
      ownership: { ...soleOwner, earlierOwnerMayWake: true },
    };
    const { parts, warnings } = await resolve(given, { rootCertificate: '/no/such/root.pem' });
    expect(parts).toEqual({ ...given, certificates: expect.any(CertificateWatch) });
    expect(warnings).toEqual([]);
  });

  it.each(['now', 'upMs', 'setTimeout', 'clearTimeout'])(
    'are refused with a clock that lacks %s: it would show in the middle of a payment',
    async (name) => {
      const clock = { ...steppedClock(), [name]: undefined } as never;
      await expect(resolve({ transport, clock })).rejects.toMatchObject({
        code: 'ERR_CONFIG_CLOCK',
        found: `no ${name}`,
      });
    },
  );
});

describe('the root certificate', () => {
  it('that is not the one of Adyen is taken for a simulator, with a warning that names it', async () => {
    const { rootPem } = await createFakeFleet();
    const { parts, warnings } = await resolve({}, { rootCertificate: rootPem });
    expect(typeof parts.transport).toBe('function');
    expect(warnings).toMatchObject([{ fingerprint: expect.any(String) as unknown }]);
  });

  it('that is not the one of Adyen is refused where money is real', async () => {
    const { rootPem } = await createFakeFleet();
    await expect(resolve({}, { rootCertificate: rootPem, environment: 'live' })).rejects.toMatchObject({
      name: 'ConfigError',
    });
  });

  it('whose file is not there is refused with its path', async () => {
    await expect(resolve({}, { rootCertificate: '/no/such/root.pem' })).rejects.toMatchObject({
      code: 'ERR_CONFIG_ROOT',
      path: 'rootCertificate',
      found: expect.stringContaining('/no/such/root.pem') as unknown,
    });
  });
});
