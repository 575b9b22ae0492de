import type { SharedKey } from '../../crypto/index.ts';
import type { TerminalOptions } from '../options/engine-options.ts';
import type { Stream } from '../runtime/containment.ts';
import type { FleetChange, FleetConfiguration } from './apply-fleet.ts';
import type { Terminal } from './terminal-handle.ts';

/**
 * The terminals of an engine, which may change while it runs: called, it lists them. Nothing that is in flight is disturbed by any change.
 */
export interface Terminals {
  /** All of them, in the order in which they came. */
  (): readonly Terminal[];
  /** The same list whenever a terminal came or went; hot, the current list first. */
  readonly list$: Stream<readonly Terminal[]>;
  /**
   * Adds a terminal; one that is being removed stays, with what is given now. What an earlier run left unknown on it keeps it quarantined.
   *
   * @throws {ConfigError} as `createEngine` for one of its `terminals`
   * @throws {ClosedError}
   */
  add(terminal: TerminalOptions): Promise<Terminal>;
  /**
   * Removes a terminal: nothing new is taken for it from now on (`ERR_TERMINAL_REMOVED`); what runs, waits or is unknown goes on, and it is
   * forgotten when that has ended. Until then it is listed with `isLeaving`, and safe to call again.
   *
   * @returns whether it is removed: `false` when it was added again, or the engine closed, before that
   * @throws {InputError} `ERR_INPUT_TERMINAL`
   * @throws {ClosedError}
   */
  remove(poiid: string): Promise<boolean>;
  /**
   * Takes a terminal, where several engines share them: what is open of it is taken up first, and asked about.
   *
   * @returns whether it is this engine's, now or already: `false` when another one has it
   * @throws {InputError} `ERR_INPUT_TERMINAL`
   * @throws {JournalError} when that cannot be found out
   * @throws {ClosedError}
   */
  acquire(poiid: string): Promise<boolean>;
  /**
   * Gives a terminal to whichever engine takes it: nothing new is taken for it from now on (`ERR_TERMINAL_ELSEWHERE`), and it is given up
   * when nothing runs or waits. What is unknown is asked about by its next owner. This engine does not take it by itself
   * until another one had it, or it had no owner for five times `limits.takeOverCheckMs`.
   *
   * @returns whether it is given up: `false` when it was not this engine's
   * @throws {InputError} `ERR_INPUT_TERMINAL`
   * @throws {ClosedError}
   */
  release(poiid: string): Promise<boolean>;
  /**
   * From now on the terminal is connected to at another address; its certificate has to name it there, too. What is under way keeps its
   * connection.
   *
   * @param address.port Default 8443
   * @throws {InputError} `ERR_INPUT_TERMINAL`
   * @throws {ConfigError} `ERR_CONFIG_TERMINAL`
   * @throws {ClosedError}
   */
  readdress(poiid: string, address: { readonly host: string; readonly port?: number | undefined }): void;
  /**
   * Replaces the shared keys of the engine, or those of one terminal. What is under way keeps the keys that it began with, beside the new
   * ones.
   *
   * @param poiid the terminal that has keys of its own, from now on. Default: all that have none
   * @throws {ConfigError} `ERR_CONFIG_KEY`, `ERR_CONFIG_PASSPHRASE`
   * @throws {InputError} `ERR_INPUT_TERMINAL`
   * @throws {ClosedError}
   */
  replaceKeys(sharedKeys: readonly SharedKey[], poiid?: string): Promise<void>;
  /**
   * Makes the terminals, and the shared keys where they are given, those of a configuration: adds, readdresses and removes (without waiting
   * for it) what differs. When anything in it is wrong, nothing changes.
   *
   * @throws {ConfigError} as `createEngine`
   * @throws {ClosedError}
   */
  apply(configuration: FleetConfiguration): Promise<readonly FleetChange[]>;
}
