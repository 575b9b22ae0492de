import type { TransactionEvent, TransactionInput } from './transaction.types.ts';

/** A host: which machine, and which start of it. */
export interface HostIdentity {
  /** Identifies the machine, also over its restarts. Absent where nothing does: then it may be any. */
  readonly hostId?: string | undefined;
  readonly bootId: string;
}

/**
 * Whether a machine that dealt with the transaction may have lost its power since, and with it the terminal's: this one runs in another
 * boot than before. Another machine that took over is none that was rebooted: how long the terminal was silent is measured by both wall
 * clocks, with their margin. Where a host is not named, it counts as this one, which is the cautious mistake.
 *
 * @param events of the transaction so far
 */
export function hasRebooted(input: TransactionInput, events: readonly TransactionEvent[], here: HostIdentity): boolean {
  const isEarlierBoot = (hostId: string | undefined, bootId: string) =>
    bootId !== here.bootId && (hostId === undefined || here.hostId === undefined || hostId === here.hostId);
  if (isEarlierBoot(input.hostId, input.bootId)) return true;
  return events.some(
    (event) => event.type === 'host.restarted' && isEarlierBoot(event.host, event.clock ?? input.bootId),
  );
}
