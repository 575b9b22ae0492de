import type { Observable } from 'rxjs';
import type { Clock } from '../../adapters/ports/clock.port.ts';
import { terminalStep } from '../../machines/index.ts';
import type { POIID, TransactionId } from '../../protocol/ids.ts';
import type { Inspector } from '../runtime/inspector.ts';
import { readClock } from '../runtime/timers.ts';
import type { OnTerminalStep } from '../terminals/terminal-queue.ts';

/** Observes the machine of a terminal. */
export function observeTerminal(inspector: Inspector, clock: Clock, poiid: POIID): OnTerminalStep {
  return (event, change) => inspector.emit(() => terminalStep(poiid, readClock(clock), event, change));
}

interface Displayed {
  readonly transaction: TransactionId;
  readonly progress: { readonly atMs: number; readonly event: string };
}

/** Observes what the terminals display. */
export function observeScreens(inspector: Inspector, display$: Observable<Displayed>): void {
  display$.subscribe(({ transaction: id, progress: { atMs: at, event } }) =>
    // Anything but the name of an event of the protocol is the terminal's own text.
    inspector.emit(() => ({ k: 'screen', at, id, event: /^[A-Z][A-Z_]{1,40}$/.test(event) ? event : 'other' })),
  );
}
