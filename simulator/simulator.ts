import { randomBytes } from 'node:crypto';
import { ConfigError, findUnknown, formatValue } from '../errors.ts';
import { parsePOIID } from '../protocol/ids.ts';
import { createFakeFleet, type FakeFleet } from './fleet/fleet.ts';
import { GiftCards } from './platform/gift-cards.ts';
import { scaledClock, systemClock, type SimulatorClock } from './primitives/clock.ts';
import { createPrng, type RandomBytes } from './primitives/prng.ts';
import type { SimulatedTerminal, SimulatedTerminalOptions } from './terminal/simulated-terminal.ts';
import { startTerminal, type ClosableTerminal, type SharedParts } from './terminal/start-terminal.ts';
import type { SimulatorLog } from './terminal/terminal-log.ts';

/** How a simulator is set up. */
export interface SimulatorOptions {
  readonly terminals: readonly SimulatedTerminalOptions[];
  /** The fleet that signs the certificates. Default: a new fleet. */
  readonly fleet?: FakeFleet | undefined;
  /** Makes identifiers, codes and nonces repeatable. Default: the system's randomness. */
  readonly seed?: number | undefined;
  /** Returns that many random bytes; takes precedence over `seed`. */
  readonly random?: RandomBytes | undefined;
  /** Default: the system's clock. */
  readonly clock?: SimulatorClock | undefined;
  /** The duration of a simulated second, in seconds. Default 1; 0.01 makes everything a hundred times faster. */
  readonly timeScale?: number | undefined;
  /** Gets one line for each event: identifiers only, never messages. Default: no log. */
  readonly log?: SimulatorLog | undefined;
}

/** Simulated terminals that run, and their fleet. */
export interface Simulator extends AsyncDisposable {
  readonly fleet: FakeFleet;
  readonly terminals: readonly SimulatedTerminal[];
  /** @throws {ConfigError} `ERR_CONFIG_TERMINAL` when there is no such terminal */
  terminal(poiid: string): SimulatedTerminal;
  /** Stops all terminals at once; no timer and no socket is left. May be called again. */
  close(): Promise<void>;
}

/**
 * Starts simulated terminals, any number in one process.
 *
 * @throws {ConfigError} `ERR_CONFIG_OPTIONS`, `ERR_CONFIG_TERMINAL`, `ERR_CONFIG_PORT`, `ERR_CONFIG_KEY`, `ERR_CONFIG_PASSPHRASE`,
 *   `ERR_CONFIG_SETTINGS`
 * @throws {InputError} `ERR_INPUT_POIID`, and for plans in the settings `ERR_INPUT_SHOPPER`, `ERR_INPUT_PLAN`
 *
 * @example
 * await using simulator = await startSimulator({
 *   terminals: [{ poiid: 'V400m-324688179', sharedKeys: [{ keyIdentifier: 'lane', keyVersion: 1, passphrase: 'Lane7_Blue!Kettle' }] }],
 * });
 * const { host, port, ledger } = simulator.terminal('V400m-324688179');
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  assertKnown(options, OPTIONS, 'options');
  for (const [index, terminal] of options.terminals.entries()) {
    assertKnown(terminal, TERMINAL_OPTIONS, `terminals[${index}]`);
  }
  const poiids = options.terminals.map(({ poiid }) => parsePOIID(poiid));
  const repeated = poiids.find((poiid, index) => poiids.indexOf(poiid) !== index);
  if (repeated !== undefined) {
    const found = `${formatValue(repeated)} twice`;
    throw new ConfigError('ERR_CONFIG_TERMINAL', { path: 'terminals', expected: 'each poiid once', found });
  }
  const fleet = options.fleet ?? (await createFakeFleet());
  const terminals: ClosableTerminal[] = [];
  let closing: Promise<unknown> | undefined;
  const close = async () => {
    closing ??= Promise.all(terminals.map((terminal) => terminal.close()));
    await closing;
  };
  const shared: SharedParts = {
    fleet,
    clock: scaledClock(options.clock ?? systemClock(), options.timeScale ?? 1),
    random: randomOf(options),
    ledger: () => terminals.flatMap(({ ledger }) => ledger.entries),
    giftCards: new GiftCards(),
    log: options.log,
  };
  try {
    for (const terminal of options.terminals) terminals.push(await startTerminal(terminal, shared));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    fleet,
    terminals,
    terminal(poiid) {
      const terminal = terminals.find((one) => one.poiid === poiid);
      if (terminal !== undefined) return terminal;
      const expected = `one of ${poiids.join(', ')}`;
      throw new ConfigError('ERR_CONFIG_TERMINAL', { path: 'poiid', expected, found: formatValue(poiid) });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

const OPTIONS = [
  'terminals',
  'fleet',
  'seed',
  'random',
  'clock',
  'timeScale',
  'log',
] as const satisfies (keyof SimulatorOptions)[];
const TERMINAL_OPTIONS = [
  'poiid',
  'host',
  'port',
  'sharedKeys',
  'certificate',
  'minVersion',
  'maxVersion',
  'settings',
] as const satisfies (keyof SimulatedTerminalOptions)[];

/** A misspelt option must not silently become a default. */
function assertKnown(given: object, known: readonly string[], path: string): void {
  const found = findUnknown(given, known);
  if (found === undefined) return;
  throw new ConfigError('ERR_CONFIG_OPTIONS', { path, expected: `only ${known.join(', ')}`, found });
}

function randomOf({ random, seed }: SimulatorOptions): RandomBytes {
  if (random !== undefined) return random;
  if (seed === undefined) return randomBytes;
  const prng = createPrng(seed);
  return (length) => prng.bytes(length);
}
