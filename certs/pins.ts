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

export const ENVIRONMENTS = ['test', 'live'] as const satisfies readonly Environment[];
