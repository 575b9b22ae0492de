import * as fc from 'fast-check';
import type { ApplicationInfo, SaleToAcquirerData } from '../../protocol/fields/sale-to-acquirer-data.ts';

const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,11}$/);
/** A tender option that is no listed one in other capitals. */
const unlisted = word.filter((name) => name.toLowerCase() !== 'moto');
const value = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 _.-]{0,39}$/);
/** A member of that name is refused wherever it stands. */
const key = fc.string({ minLength: 1, maxLength: 20 }).filter((it) => it !== '__proto__');
const nonEmpty = <T extends object>(arbitrary: fc.Arbitrary<T>) => arbitrary.filter((it) => Object.keys(it).length > 0);
const record = <T>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }) => nonEmpty(fc.record(shape, { requiredKeys: [] }));

const applicationInfo: fc.Arbitrary<ApplicationInfo> = record({
  merchantApplication: record({ name: value, version: value }),
  externalPlatform: record({ integrator: value, name: value, version: value }),
  merchantDevice: record({ os: value, osVersion: value, reference: value }),
  adyenLibrary: record({ name: value, version: value }),
});

/** Any data within the limits of reference 4.2. */
export const saleToAcquirerData: fc.Arbitrary<SaleToAcquirerData> = record({
  tenderOptions: fc.array(fc.oneof(fc.constantFrom('ReceiptHandler', 'AskGratuity', 'MOTO'), unlisted), {
    minLength: 1,
  }),
  metadata: nonEmpty(fc.dictionary(key, fc.string({ maxLength: 80 }), { maxKeys: 20 })),
  applicationInfo,
  shopperReference: text,
  shopperEmail: text,
  recurringProcessingModel: fc.constantFrom('Subscription', 'CardOnFile'),
  authorisationType: fc.constant('PreAuth'),
  manualCapture: fc.constant(true),
  store: text,
  currency: fc.constant('EUR'),
  additionalData: nonEmpty(
    fc.dictionary(
      fc.tuple(word, word).map(([a, b]) => `x${a}.${b}`),
      text,
    ),
  ),
  further: nonEmpty(
    fc.dictionary(
      word.map((it) => `x${it}`),
      text,
    ),
  ),
});
