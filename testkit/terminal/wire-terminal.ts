import { ConfigError, formatValue } from '../../errors.ts';
import { DEFAULT_LIMITS, type EngineLimits } from '../../index.ts';
import { createFakeFleet, startSimulator, systemClock, type FakeFleet } from '../../simulator/index.ts';
import { scaledClock } from '../../simulator/primitives/clock.ts';
import { combineScenarios } from './combine-scenarios.ts';
import { RESTART_MS } from './scenario-runner.ts';
import {
  TEST_KEY,
  TEST_POIID,
  createTestTerminal,
  type TestTerminal,
  type TestTerminalOptions,
} from './test-terminal.ts';

/** How a test terminal on real sockets is set up. */
export interface WireTerminalOptions extends TestTerminalOptions {
  /**
   * The duration of a second of the shop, in seconds, for shoppers and for the limits in `engineOptions`. Above 0, up to 1. Default
   * 0.01: a shopper pays in 20 ms, and a till without an answer gives up after 1.5 s instead of 150.
   */
  readonly timeScale?: number | undefined;
}

/** Shared by all terminals of a process: an engine trusts one root. */
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
    throw new ConfigError('ERR_CONFIG_TIME_SCALE', {
      path: 'timeScale',
      expected: 'above 0, up to 1',
      found: formatValue(timeScale),
    });
  }
  combineScenarios([scenario]); // a wrong one is refused before a port is opened
  fleet ??= createFakeFleet();
  const clock = scaledClock(systemClock(), timeScale);
  const terminals = [{ poiid, sharedKeys: [TEST_KEY], settings }];
  const simulator = await startSimulator({ terminals, clock, fleet: await fleet });
  return createTestTerminal({
    terminal: simulator.terminal(poiid),
    options,
    clock,
    limits: limitsAt(timeScale),
    engine: { rootCertificate: simulator.fleet.rootPem },
    close: () => simulator.close(),
  });
}

/** The limits of an engine at that time scale. Those for this machine's sockets and disk are not scaled. */
function limitsAt(timeScale: number): Partial<EngineLimits> {
  const scaled = (ms: number) => Math.max(1, Math.round(ms * timeScale));
  const of = (...names: readonly (keyof EngineLimits)[]) =>
    Object.fromEntries(names.map((name) => [name, scaled(DEFAULT_LIMITS[name])]));
  return {
    ...of('responseTimeoutMs', 'firstCheckDelayMs', 'statusIntervalMs', 'stalledIntervalMs', 'inProgressMaxMs'),
    ...of('notFoundGapMs', 'notFoundAgeMinMs', 'lingerMaxMs', 'displayGraceMs', 'closeTimeoutMs'),
    // Simulated terminals take longer to start than this, and a pause of this machine is not mistaken for a restart.
    terminalRestartMinMs: scaled(RESTART_MS * 0.8),
  };
}
