import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Ownership } from '../../adapters/ports/ownership.port.ts';
import type { Random } from '../../adapters/ports/random.port.ts';
import type { TransportFactory } from '../../adapters/ports/transport.port.ts';
import type { KeyRing } from '../../crypto/index.ts';

/** The parts that reach the outside world: replaced by tests, simulations and other runtimes. */
export interface EngineParts {
  readonly clock: Clock;
  readonly random: Random;
  /** Identifies the boot of this machine, from its start to its stop. */
  readonly bootId: string;
  /**
   * Identifies this machine, over its restarts: another one that takes over was not rebooted. Default: `/etc/machine-id`, where there is one
   * and `bootId` is not given; else nothing does, and every other boot counts as one of this machine.
   */
  readonly hostId: string | undefined;
  /** Which terminals are this engine's. Default: all of them. */
  readonly ownership: Ownership;
  /** Creates the transport to a terminal; with it no fleet root is needed. */
  readonly transport: TransportFactory;
  /** Derived from `sharedKeys` before: deriving a key takes milliseconds, too long for a simulation of many restarts. */
  readonly keyRing: KeyRing;
}
