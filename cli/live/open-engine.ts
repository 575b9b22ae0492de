import { createEngine, type Alert, type Engine, type EngineOptions } from '../../index.ts';
import type { Output } from '../output/output.ts';
import { fileOnly, isDatabase } from '../settings/database.ts';
import { keysOf, noticeLegacyKeys } from './legacy-keys.ts';

/** After the outcome is printed there is little left to wait for: that the journal leaves one plain file, for which a busy machine needs a while. */
const CLOSE_TIMEOUT_MS = 1000;

/**
 * An engine for one transaction. It prints a notice about anything else that needs attention: a journal that fails, and results
 * that belong to no open transaction.
 *
 * @throws {ConfigError} among others `ERR_CONFIG_JOURNAL_IN_USE`; `ERR_CONFIG_JOURNAL` when it is in a database
 */
export async function openEngine(options: EngineOptions, output: Output): Promise<Engine> {
  const { listener, journal } = options;
  if (typeof journal === 'string' && isDatabase(journal)) throw fileOnly();
  noticeLegacyKeys(keysOf(options), output);
  const engine = await createEngine({
    ...options,
    limits: { closeTimeoutMs: CLOSE_TIMEOUT_MS, ...options.limits },
    ...(listener !== undefined && { listener: { ...listener, limits: { closeTimeoutMs: CLOSE_TIMEOUT_MS } } }),
  });
  noticeTroubles(engine, output);
  return engine;
}

/** Prints a notice about what needs attention beside the transactions. */
export function noticeTroubles(engine: Engine, output: Output): void {
  engine.health$.subscribe(({ journal, code }) => {
    if (journal === 'failing') output.notice(`The journal fails (${code}): answers are kept in hand until it works.`);
  });
  engine.alerts$.subscribe((alert) => output.notice(formatAlert(alert)));
}

function formatAlert(alert: Alert): string {
  switch (alert.kind) {
    case 'lateAnswer':
      return (
        `Transaction ${alert.transaction} was answered after it was settled: ${alert.result.kind}. ` +
        'It is stored; somebody must look at it.'
      );
    case 'orphan':
      return `An answer came that belongs to no known transaction. It is stored as ${alert.orphan.id}; somebody must look at it.`;
  }
}
