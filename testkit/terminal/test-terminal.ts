import type { EngineLimits, EngineOptions, SharedKey } from '../../index.ts';
import type { SimulatedTerminal, TerminalSettings } from '../../simulator/index.ts';
import { Director } from './scenario-runner.ts';
import type { Scenario } from './scenarios.ts';

export interface TestTerminalOptions {
  /** `<model>-<serial>`. Default `V400m-324688179`. */
  readonly poiid?: string;
  /** The name of the till. Default `TILL-01`. */
  readonly saleId?: string;
  /** What happens in every transaction that `next` says nothing of. Default: the shopper pays, and the host answers by the amount. */
  readonly scenario?: Scenario;
  /** Everything else of the terminal; times as in a real shop. */
  readonly settings?: Partial<TerminalSettings>;
}

/** A simulated terminal, and all that an engine needs to pay on it. */
export interface TestTerminal extends AsyncDisposable {
  /** Its book (`ledger`), what it received, and the strings that a test can pull beside the scenarios. */
  readonly terminal: SimulatedTerminal;
  /**
   * For `createEngine`, as they are. One engine can have the `terminals` of several that were started with `startTestTerminal`: their
   * keys and their fleet root are the same.
   */
  readonly engineOptions: EngineOptions;
  /**
   * Says what happens in the next transaction that the till asks for (Payment, Reversal, CardAcquisition, StoredValue). Scenarios of
   * one call are for the same transaction; those of another call for the one after it.
   *
   * @throws {InputError} `ERR_INPUT_SCENARIO` when two scenarios of one call cannot both be, or one is none
   *
   * @example
   * next(declines(), losesTheAnswer()); // refused, and the till does not hear of it
   * next(approves()); // the second attempt is paid
   */
  readonly next: (...scenarios: readonly Scenario[]) => void;
  /** Ends it at once. May be called again. */
  close(): Promise<void>;
}

export const TEST_POIID = 'V400m-324688179';
/** The key that all test terminals share with their tills. No secret. */
export const TEST_KEY: SharedKey = { keyIdentifier: 'test-key', keyVersion: 1, passphrase: 'Test0:Every&Till' };

export interface TestTerminalParts {
  readonly terminal: SimulatedTerminal;
  readonly options: TestTerminalOptions;
  readonly clock: ConstructorParameters<typeof Director>[1];
  readonly limits?: Partial<EngineLimits>;
  readonly engine: Pick<EngineOptions, 'rootCertificate' | 'parts'>;
  readonly close: () => Promise<void>;
}

/** Puts a test terminal together, however it is connected. */
export function testTerminal({ terminal, options, clock, limits, engine, close }: TestTerminalParts): TestTerminal {
  const { saleId = 'TILL-01', scenario = {} } = options;
  const director = new Director(terminal, clock, scenario);
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
    next: (...scenarios) => director.lineUp(scenarios),
    close,
    [Symbol.asyncDispose]: close,
  };
}
