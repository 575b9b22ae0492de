import { isSameKey, type PlatformKey } from '../../../management/index.ts';
import type { Configured } from '../../settings/engine-config.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { needsSharedKey, readOwnKeys } from '../../settings/keys.ts';
import { findSecret } from '../../settings/secrets.ts';
import { required } from '../../settings/settings.ts';

/** The keys that this till has for one terminal: the first seals. Empty where it has none, or is configured without protection. */
export async function tillKeys(
  poiid: string | undefined,
  { settings, terminals }: Configured,
  flags: ConnectionFlags,
): Promise<readonly PlatformKey[]> {
  const entry = terminals?.find((one) => one.poiid === poiid);
  const own = entry && (await readOwnKeys(entry, process.env));
  if (own !== undefined) {
    return own.map(({ keyIdentifier, keyVersion, passphrase }) => {
      return { identifier: keyIdentifier, version: keyVersion, passphrase };
    });
  }
  if (settings.keyIdentifier === undefined || (entry !== undefined && !needsSharedKey(entry))) return [];
  const passphrase = await findSecret('passphrase', { flags, env: process.env, settings });
  const identifier = settings.keyIdentifier;
  return [{ identifier, version: required(settings, 'keyVersion'), ...(passphrase !== undefined && { passphrase }) }];
}

/** How the key of the platform stands to those of this till. */
export type KeyMatch =
  /** The one that this till seals with. */
  | 'active'
  /** One that this till only opens with. */
  | 'notActive'
  /** Identifier and version are equal, and one of the passphrases cannot be seen. */
  | 'sameName'
  /** Identifier and version are equal, the passphrase is another one: no message can be opened. */
  | 'otherPassphrase'
  | 'different';

export function matchKey(platform: PlatformKey, till: readonly PlatformKey[]): KeyMatch {
  const index = till.findIndex((key) => isSameKey(platform, key) === true);
  if (index >= 0) return index === 0 ? 'active' : 'notActive';
  const named = till.filter(
    ({ identifier, version }) => identifier === platform.identifier && version === platform.version,
  );
  if (named.length === 0) return 'different';
  return named.some((key) => isSameKey(platform, key) === undefined) ? 'sameName' : 'otherPassphrase';
}

/** For people. */
export const MATCHES: Readonly<Record<KeyMatch, string>> = {
  active: 'this till seals with it',
  notActive: 'this till has it, but seals with another one',
  sameName: 'the same identifier and version; the passphrases cannot be compared',
  otherPassphrase: 'the same identifier and version with ANOTHER passphrase',
  different: 'another key than this till has',
};
