import { createKeyRing } from '../../crypto/index.ts';
import type { LedgerEntry, SimulatedTerminal } from '../../simulator/index.ts';
import { GiftCards } from '../../simulator/platform/gift-cards.ts';
import { createPrng, seedFor, type Prng } from '../../simulator/primitives/prng.ts';
import { terminalControls } from '../../simulator/terminal/terminal-controls.ts';
import type { FaultPlan } from '../../simulator/world/fault-plan.ts';
import { Network } from '../../simulator/world/network.ts';
import { VirtualClock } from '../../simulator/world/virtual-clock.ts';
import { createWorldTerminal, type WorldTerminal } from '../../simulator/world/world-terminal.ts';
import { networkTransport } from './network-transport.ts';
import {
  createTestTerminal,
  TEST_KEY,
  TEST_POIID,
  type TestTerminal,
  type TestTerminalOptions,
} from './test-terminal.ts';

/** How a test terminal without sockets is set up. */
export interface InProcessTerminalOptions extends TestTerminalOptions {
  /** Default: one of its own. */
  readonly clock?: VirtualClock | undefined;
  /** Decides identifiers, nonces and latency: the same seed gives the same run. Default 1. */
  readonly seed?: number | undefined;
}

/** A test terminal without sockets, on a clock that the test moves. */
export interface InProcessTerminal extends TestTerminal {
  /** The clock of terminal and engine: it stands still until a test advances it. */
  readonly clock: VirtualClock;
}

/**
 * A simulated terminal without sockets and on virtual time, for an engine in the same process. Its `engineOptions` have the limits
 * of a real shop, and 150 seconds pass in no time. Notifications are not delivered. Virtual time does not wait for a journal on a
 * real disk: leave the journal in memory.
 *
 * @throws {ConfigError} `ERR_CONFIG_NOTIFICATION_URL` of the settings
 * @throws {InputError} `ERR_INPUT_SCENARIO`
 *
 * @example
 * const { clock, engineOptions, next, terminal } = await inProcessTerminal();
 * const engine = await createEngine(engineOptions);
 * next(neverAnswers());
 * const payment = engine.pay({ poiid: terminal.poiid, amount: { currency: 'EUR', value: 1099 }, reference: 'ORDER-1' });
 * await clock.advance(149_000);
 * payment.state.state; // 'awaiting'
 * const outcome = await clock.until(payment.settled()); // approved, known by a status request
 */
export async function inProcessTerminal(options: InProcessTerminalOptions = {}): Promise<InProcessTerminal> {
  const { poiid = TEST_POIID, settings = {}, clock = new VirtualClock(), seed = 1 } = options;
  const keys = await createKeyRing([TEST_KEY]);
  const prng = createPrng(seedFor(seed, poiid));
  const giftCards = new GiftCards();
  const world: WorldTerminal = createWorldTerminal({
    poiid,
    clock,
    keys,
    random: (length) => prng.bytes(length),
    settings,
    giftCards,
    platformLedger: (): readonly LedgerEntry[] => world.virtual.ledger.entries,
    notificationSender: { send: () => undefined, drop: () => undefined },
    onPowerCut: (which, upAtMs) => network.powerLost(which, upAtMs),
  });
  const network = new Network({
    clock,
    seed: seedFor(seed, 'network'),
    faultPlan: terminalFaults(world),
    terminals: new Map([[poiid, world]]),
    keys,
    onSent: () => undefined,
    onFault: () => undefined,
  });
  const controls = terminalControls(world.virtual, { poiid, host: 'in-process.invalid', port: 8443, giftCards });
  const powerSwitch: Pick<SimulatedTerminal, 'restart'> = {
    restart: ({ forget: forgets = false, downMs = 0, announced = true } = {}) =>
      world.cutPower({ downMs, forgets, announced, refuses: true }),
  };
  const parts = {
    clock,
    random: createPrng(seedFor(seed, 'till')),
    bootId: 'boot-1',
    transport: networkTransport(network, { ended: 'no' }),
    keyRing: keys,
  };
  const close = async () => world.virtual.stop();
  const terminal = Object.assign(controls, powerSwitch);
  return { ...createTestTerminal({ terminal, options, clock, engine: { parts }, close }), clock };
}

/** The network has no faults of its own here: the terminal's script decides what strikes a connection. */
function terminalFaults({ virtual }: WorldTerminal): FaultPlan {
  // High numbers: of a request that is broken off, nothing arrives.
  const highest: Prng = { next: () => 1 - Number.EPSILON, bytes: (length) => new Uint8Array(length).fill(255) };
  return {
    faultsOf() {
      if (!virtual.admits('connect')) return ['refuse'];
      return virtual.admits('header') ? [] : ['resetWhileWriting'];
    },
    detailsOf: () => highest,
  };
}
