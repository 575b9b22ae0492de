import type { Clock } from '../../adapters/ports/clock.port.ts';
import type { Random } from '../../adapters/ports/random.port.ts';
import type { TransportFactory } from '../../adapters/ports/transport.port.ts';
import type { KeyRing } from '../../crypto/index.ts';

/** What touches the world: replaced by tests, simulations and other runtimes. */
export interface EngineParts {
  readonly clock: Clock;
  readonly random: Random;
  /** Names the run of this machine, from its start to its stop. */
  readonly bootId: string;
  /** Makes the transport to a terminal; with it no fleet root is needed. */
  readonly transport: TransportFactory;
  /** Of `sharedKeys`, made before: deriving a key takes milliseconds, which a simulation of many restarts does not have. */
  readonly keyRing: KeyRing;
}
