import type { FakeFleet } from '../fleet/fleet.ts';
import type { GiftCards } from '../platform/gift-cards.ts';
import type { LedgerEntry } from '../platform/ledger.ts';
import type { SimulatorClock } from '../primitives/clock.ts';
import type { RandomBytes } from '../primitives/prng.ts';
import { keyRingOf } from '../wire/protection.ts';
import { startWireServer } from '../wire/server.ts';
import type { SimulatedTerminal, SimulatedTerminalOptions } from './simulated-terminal.ts';
import { terminalControls } from './terminal-controls.ts';
import { logEvents, type SimulatorLog } from './terminal-log.ts';
import { VirtualTerminal } from './virtual-terminal.ts';

export type ClosableTerminal = SimulatedTerminal & { close(): Promise<void> };

/** What the terminals of one simulator share. */
export interface SharedParts {
  readonly fleet: FakeFleet;
  readonly clock: SimulatorClock;
  readonly random: RandomBytes;
  readonly ledger: () => readonly LedgerEntry[];
  readonly giftCards: GiftCards;
  readonly log: SimulatorLog | undefined;
}

/** Starts a simulated terminal on a port, with its certificate and its keys. */
export async function startTerminal(options: SimulatedTerminalOptions, shared: SharedParts): Promise<ClosableTerminal> {
  const { poiid, host = '127.0.0.1', port = 0, certificate = { poiid }, minVersion, maxVersion } = options;
  const { fleet, clock, random, ledger, giftCards, log } = shared;
  const terminal = new VirtualTerminal({
    poiid,
    keys: await keyRingOf(options.sharedKeys),
    settings: options.settings,
    clock,
    random,
    platformLedger: ledger,
    giftCards,
  });
  const server = await startWireServer(terminal, {
    host,
    port,
    certificate: 'chainPem' in certificate ? certificate : await fleet.issue(certificate),
    ...(minVersion !== undefined && { minVersion }),
    ...(maxVersion !== undefined && { maxVersion }),
    clock,
  });
  if (log !== undefined) logEvents(terminal, poiid, log);
  const controls = terminalControls(terminal, { poiid, host, port: server.port, giftCards });
  const connected: Pick<ClosableTerminal, 'restart' | 'close'> = {
    restart({ forget = false, downMs = 0, announced = true } = {}) {
      terminal.restart({ forget, announced });
      server.restart(downMs);
      terminal.announceRestart();
    },
    async close() {
      terminal.stop();
      await server.close();
    },
  };
  // Not spread: that would read its getters once and for all.
  return Object.assign(controls, connected);
}
