import { createKeyRing } from '../../crypto/index.ts';
import { GiftCards } from '../../simulator/platform/gift-cards.ts';
import { createPrng, seedFor, type Prng } from '../../simulator/primitives/prng.ts';
import { controlsOf } from '../../simulator/terminal/simulated-terminal.ts';
import type { Fates } from '../../simulator/world/fault-plan.ts';
import { Network } from '../../simulator/world/network.ts';
import { VirtualClock } from '../../simulator/world/virtual-clock.ts';
import { worldTerminal, type WorldTerminal } from '../../simulator/world/world-terminal.ts';
import type { LedgerEntry, SimulatedTerminal } from '../../simulator/index.ts';
import { networkTransport } from './network-transport.ts';
import { TEST_KEY, TEST_POIID, testTerminal, type TestTerminal, type TestTerminalOptions } from './test-terminal.ts';

export interface InProcessTerminalOptions extends TestTerminalOptions {
  /** Default: one of its own. */
  readonly clock?: VirtualClock;
  /** Decides names, nonces and how long messages are on their way: the same seed gives the same run. Default 1. */
  readonly seed?: number;
}

export interface InProcessTerminal extends TestTerminal {
  /** Of terminal and engine: nothing happens until it is told to go on. */
  readonly clock: VirtualClock;
}

/**
 * A simulated terminal without sockets and on virtual time, for an engine in the same process. Its `engineOptions` have the limits
 * of a real shop, and 150 seconds pass in no time. Notifications are not carried, and a journal on a real disk is not waited for:
 * leave it in memory.
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
 * const outcome = await clock.until(payment.settled()); // approved, learnt by asking
 */
export async function inProcessTerminal(options: InProcessTerminalOptions = {}): Promise<InProcessTerminal> {
  const { poiid = TEST_POIID, settings = {}, clock = new VirtualClock(), seed = 1 } = options;
  const keys = await createKeyRing([TEST_KEY]);
  const chance = createPrng(seedFor(seed, poiid));
  const giftCards = new GiftCards();
  const book = (): readonly LedgerEntry[] => world.virtual.ledger.entries;
  const world: WorldTerminal = worldTerminal({
    poiid,
    clock,
    keys,
    random: (length) => chance.bytes(length),
    settings,
    giftCards,
    book,
    notificationSender: { send: () => undefined, drop: () => undefined },
    onPowerCut: (which, upAtMs) => network.powerWent(which, upAtMs),
  });
  const network = new Network({
    clock,
    seed: seedFor(seed, 'network'),
    fates: fatesOf(world),
    terminals: new Map([[poiid, world]]),
    keys,
    onSent: () => undefined,
    onStruck: () => undefined,
  });
  const controls = controlsOf(world.virtual, { poiid, host: 'in-process.invalid', port: 8443, giftCards });
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
  return { ...testTerminal({ terminal, options, clock, engine: { parts }, close }), clock };
}

/** No network does anything by itself here: what strikes a connection is what the terminal's faults say. */
function fatesOf({ virtual }: WorldTerminal): Fates {
  // High numbers: of what is broken off, nothing arrives.
  const worst: Prng = { next: () => 1 - Number.EPSILON, bytes: (length) => new Uint8Array(length).fill(255) };
  return {
    of() {
      if (!virtual.admits('connect')) return ['refuse'];
      return virtual.admits('header') ? [] : ['resetWhileWriting'];
    },
    chance: () => worst,
  };
}
