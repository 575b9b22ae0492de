import { legacyFault } from '../../crypto/index.ts';
import type { EngineOptions, SharedKey } from '../../index.ts';
import type { Output } from '../output/output.ts';

/** The keys of all terminals. */
export function keysOf({ sharedKeys = [], terminals }: EngineOptions): readonly SharedKey[] {
  return [...sharedKeys, ...terminals.flatMap(({ sharedKeys: own = [] }) => own)];
}

/** Warns of a passphrase that is accepted although it breaks the rule for new keys. Never quotes it. */
export function noticeLegacyKeys(keys: readonly SharedKey[], output: Output): void {
  for (const key of keys) {
    const fault = legacyFault(key);
    if (fault === undefined) continue;
    output.notice(`The passphrase is accepted although a new one needs ${fault.expected}: change it when you can.`);
  }
}
