import { DEFAULT_LIMITS, type EngineLimits } from '../../index.ts';
import { ConfigError, formatValue } from '../../errors.ts';
import { scaledClock } from '../../simulator/primitives/clock.ts';
import { createFakeFleet, startSimulator, systemClock, type FakeFleet } from '../../simulator/index.ts';
import { RESTART_MS } from './scenario-runner.ts';
import { together } from './scenarios.ts';
import { TEST_KEY, TEST_POIID, testTerminal, type TestTerminal, type TestTerminalOptions } from './test-terminal.ts';

export interface WireTerminalOptions extends TestTerminalOptions {
  /**
   * How long a second of the shop takes, in seconds: of the shoppers, and of the limits in `engineOptions`. Default 0.01: a shopper
   * pays in 20 ms, and a till that hears nothing gives up after 1.5 s in place of 150.
   */
  readonly timeScale?: number;
}

/** One for all terminals of a process: engines trust one root. */
let fleet: Promise<FakeFleet> | undefined;

/**
 * Starts a simulated terminal on a free port of this machine: real TLS, real sockets, and shoppers who take milliseconds.
 *
 * @throws {ConfigError} `ERR_CONFIG_TIME_SCALE`, and as `startSimulator`
 * @throws {InputError} `ERR_INPUT_SCENARIO`, `ERR_INPUT_POIID`
 *
 * @example
 * await using shop = await startTestTerminal();
 * await using engine = await createEngine(shop.engineOptions);
 * shop.next(losesTheAnswer());
 * const { poiid, ledger } = shop.terminal;
 * const payment = engine.pay({ poiid, amount: { currency: 'EUR', value: 1099 }, reference: 'ORDER-1' });
 * assertTellsTheTruth(await payment.settled(), ledger, { reference: 'ORDER-1' });
 */
export async function startTestTerminal(options: WireTerminalOptions = {}): Promise<TestTerminal> {
  const { poiid = TEST_POIID, settings = {}, scenario = {}, timeScale = 0.01 } = options;
  if (!(timeScale > 0 && timeScale <= 1)) {
    throw new ConfigError(
      'ERR_CONFIG_TIME_SCALE',
      `timeScale: expected above 0, up to 1, found ${formatValue(timeScale)}`,
    );
  }
  together([scenario]); // a wrong one is refused before anything listens
  fleet ??= createFakeFleet();
  const clock = scaledClock(systemClock(), timeScale);
  const terminals = [{ poiid, sharedKeys: [TEST_KEY], settings }];
  const simulator = await startSimulator({ terminals, clock, fleet: await fleet });
  return testTerminal({
    terminal: simulator.terminal(poiid),
    options,
    clock,
    limits: limitsAt(timeScale),
    engine: { rootCertificate: simulator.fleet.rootPem },
    close: () => simulator.close(),
  });
}

/** The limits of an engine in such a shop. What this machine's sockets and disk need does not get shorter. */
function limitsAt(timeScale: number): Partial<EngineLimits> {
  const scaled = (ms: number) => Math.max(1, Math.round(ms * timeScale));
  const of = (...names: readonly (keyof EngineLimits)[]) =>
    Object.fromEntries(names.map((name) => [name, scaled(DEFAULT_LIMITS[name])]));
  return {
    ...of('responseTimeoutMs', 'firstCheckDelayMs', 'statusIntervalMs', 'stalledIntervalMs', 'inProgressMaxMs'),
    ...of('notFoundGapMs', 'notFoundAgeMinMs', 'lingerMaxMs', 'displayGraceMs', 'closeTimeoutMs'),
    // A terminal here takes longer to start than a real one may, so that a pause of this machine is not taken for a restart.
    terminalRestartMinMs: scaled(RESTART_MS * 0.8),
  };
}
