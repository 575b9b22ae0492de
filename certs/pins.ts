/** Which fleet a terminal belongs to. Test terminals and live terminals have different roots and different names. */
export type Environment = 'test' | 'live';

/**
 * SHA-256 fingerprints of the two fleet roots of Adyen, upper-case hex (reference 1.7): `test` was computed from the
 * certificate, `live` is as printed in Adyen's documentation.
 */
export const FLEET_ROOT_PINS: Readonly<Record<Environment, string>> = {
  test: '3A33C334C30F6946E9754B6BB1672B546FBAA966FB6A4B58AA4E3ABE80A7ECBE',
  live: '06D48641954B957D7AF5F5E45A58D861DB0DE3CCEDBB983660BB016CE6142DA1',
};

/**
 * SHA-1 fingerprints of the same roots, as documentation prints them and as Windows calls a certificate (thumbprint). For people who compare:
 * nothing is decided by them.
 */
export const FLEET_ROOT_SHA1: Readonly<Record<Environment, string>> = {
  test: 'D5027FA8B39396DB2A4FB186EF61E4A440A73051',
  live: '62610D88278E95B7F8579A9B5E0785D772876642',
};

export const ENVIRONMENTS = ['test', 'live'] as const satisfies readonly Environment[];
