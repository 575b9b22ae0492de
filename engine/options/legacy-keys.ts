import { logEvent } from '../../adapters/logging/log-event.ts';
import { legacyFault } from '../../crypto/index.ts';
import type { Logger } from '../runtime/logging.ts';
import type { ResolvedOptions } from './engine-options.ts';

/** Warns of each key whose passphrase is accepted although it breaks today's rule. Never quotes a passphrase. */
export function warnOfLegacyKeys(
  { sharedKeys = [], ownKeys }: Pick<ResolvedOptions, 'sharedKeys' | 'ownKeys'>,
  log: Logger,
): void {
  for (const key of [...sharedKeys, ...ownKeys.flatMap(({ keys }) => keys)]) {
    const fault = legacyFault(key);
    if (fault === undefined) continue;
    const { keyIdentifier, keyVersion } = key;
    logEvent(log, 'key.legacy', { keyIdentifier, keyVersion, expected: fault.expected });
  }
}
