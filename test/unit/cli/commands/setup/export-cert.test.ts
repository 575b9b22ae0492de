import { X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { encodeCertificate } from '../../../../../cli/commands/setup/export-cert.ts';
import { createFakeFleet } from '../../../../../simulator/index.ts';

it('a root is the same certificate in PEM and in DER, and has nothing else in it', async () => {
  const { rootPem } = await createFakeFleet();
  const { raw } = new X509Certificate(rootPem);
  expect(encodeCertificate(rootPem, 'der')).toEqual(raw);
  const pem = Buffer.from(encodeCertificate(`a note\n${rootPem}`, 'pem')).toString();
  expect(pem).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
  expect(new X509Certificate(pem).raw).toEqual(raw);
});
