import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { SharedJournal } from '../../adapters/ports/shared-journal.port.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';

/**
 * A journal that reports how long it takes to store.
 *
 * ```ts
 * const metrics = new GatewayMetrics();
 * const engine = await createEngine({ ...options, journal: measuredJournal(journal, metrics) });
 * const gateway = await createGateway(engine, { tokenFile, metrics });
 * ```
 */
export function measuredJournal(
  journal: SharedJournal,
  metrics: Pick<GatewayMetrics, 'observeAppend'>,
  clock: Pick<Clock, 'upMs'> = { upMs: () => Number(process.hrtime.bigint()) / 1e6 },
): SharedJournal {
  const readHistory = journal.readHistory?.bind(journal);
  return {
    async append(records) {
      const beganAtMs = clock.upMs();
      await journal.append(records);
      metrics.observeAppend((clock.upMs() - beganAtMs) / 1000);
    },
    read: (transaction) => journal.read(transaction),
    readOpen: () => journal.readOpen(),
    ...(readHistory && { readHistory }),
    ...sharedPartsOf(journal),
    prune: (settledBeforeMs, now) => journal.prune(settledBeforeMs, now),
    close: () => journal.close(),
  };
}

/** What a journal has besides, where several engines append to it. */
function sharedPartsOf(journal: SharedJournal) {
  const [readOpenOf, position] = [journal.readOpenOf?.bind(journal), journal.position?.bind(journal)];
  const [readAfter, onRecords] = [journal.readAfter?.bind(journal), journal.onRecords?.bind(journal)];
  return {
    ...(readOpenOf && { readOpenOf }),
    ...(position && { position }),
    ...(readAfter && { readAfter }),
    ...(onRecords && { onRecords }),
  };
}
