import type { EngineLimits, EngineOptions, Optional, SharedKey } from '../../index.ts';
import type { SimulatedTerminal, SimulatorClock, TerminalSettings } from '../../simulator/index.ts';
import { ScenarioRunner } from './scenario-runner.ts';
import type { Scenario } from './scenarios.ts';

/** How a test terminal is set up. */
export interface TestTerminalOptions {
  /** `<model>-<serial>`. Default `V400m-324688179`. */
  readonly poiid?: string | undefined;
  /** The SaleID of the till. Default `TILL-01`. */
  readonly saleId?: string | undefined;
  /** The scenario of every transaction that `next` sets none for. Default: the shopper pays, and the host answers by the amount. */
  readonly scenario?: Scenario | undefined;
  /** All other settings of the terminal; times as in a real shop. */
  readonly settings?: Optional<TerminalSettings> | undefined;
}

/** A simulated terminal, and everything that an engine needs to pay on it. */
export interface TestTerminal extends AsyncDisposable {
  /** Its `ledger`, the requests it received, and its controls beside the scenarios. */
  readonly terminal: SimulatedTerminal;
  /**
   * For `createEngine`, unchanged. One engine can have the `terminals` of several that were started with `startTestTerminal`: their
   * keys and their fleet root are the same.
   */
  readonly engineOptions: EngineOptions;
  /**
   * Sets what happens in the next transaction that the till requests (Payment, Reversal, CardAcquisition, StoredValue). Scenarios of
   * one call are for the same transaction; those of another call for the one after it.
   *
   * @throws {InputError} `ERR_INPUT_SCENARIO` when two scenarios of one call exclude each other, or one is none
   *
   * @example
   * next(declines(), losesTheAnswer()); // refused, and the answer is lost
   * next(approves()); // the second attempt is paid
   */
  readonly next: (...scenarios: readonly Scenario[]) => void;
  /** Closes the terminal at once. May be called again. */
  close(): Promise<void>;
}

export const TEST_POIID = 'V400m-324688179';
/** The key that all test terminals share with their tills. It is no secret. */
export const TEST_KEY: SharedKey = { keyIdentifier: 'test-key', keyVersion: 1, passphrase: 'Test0:Every&Till' };

export interface TestTerminalParts {
  readonly terminal: SimulatedTerminal;
  readonly options: TestTerminalOptions;
  readonly clock: Pick<SimulatorClock, 'now'>;
  readonly limits?: Partial<EngineLimits> | undefined;
  readonly engine: Pick<EngineOptions, 'rootCertificate' | 'parts'>;
  readonly close: () => Promise<void>;
}

/** Assembles a test terminal, however it is connected. */
export function createTestTerminal({
  terminal,
  options,
  clock,
  limits,
  engine,
  close,
}: TestTerminalParts): TestTerminal {
  const { saleId = 'TILL-01', scenario = {} } = options;
  const runner = new ScenarioRunner(terminal, clock, scenario);
  const { poiid, host, port } = terminal;
  return {
    terminal,
    engineOptions: {
      saleId,
      environment: 'test',
      terminals: [{ poiid, host, port }],
      sharedKeys: [TEST_KEY],
      ...(limits !== undefined && { limits }),
      ...engine,
    },
    next: (...scenarios) => runner.enqueue(scenarios),
    close,
    [Symbol.asyncDispose]: close,
  };
}
