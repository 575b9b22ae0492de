import type { NotificationListenerOptions } from '../../adapters/ports/listener.port.ts';
import type { Journal } from '../../adapters/ports/journal.port.ts';
import type { TerminalAddress } from '../../adapters/ports/transport.port.ts';
import type { Environment } from '../../certs/index.ts';
import type { SharedKey } from '../../crypto/index.ts';
import type { TransactionLimits } from '../../machines/index.ts';
import type { POIID, SaleID } from '../../protocol/ids.ts';
import type { Optional } from '../../protocol/json.ts';
import type { CurrencyExponents } from '../../protocol/money.ts';
import type { Logger } from '../runtime/logging.ts';
import type { EngineParts } from './engine-parts.ts';

/** How an engine is set up. */
export interface EngineOptions {
  /** The name of this till: 1 to 128 characters; terminals echo it. */
  readonly saleId: string;
  /** Selects the fleet root that is trusted and the name that a terminal's certificate must have. */
  readonly environment: Environment;
  /** The terminals this till may use; at least one. */
  readonly terminals: readonly TerminalOptions[];
  /**
   * The keys shared with the terminals. The first seals what is sent, all open what comes back. At least one, unless every terminal has
   * keys of its own.
   */
  readonly sharedKeys?: readonly SharedKey[] | undefined;
  /**
   * The fleet root: PEM text, DER bytes, or the path of a file with either. Default: the one that `tenderline certs install`
   * stored. A root that is not Adyen's is accepted for `test` only (simulators have one), with a warning in the log.
   */
  readonly rootCertificate?: string | Uint8Array | undefined;
  /**
   * Where transactions are stored. Default: `'memory'`, which ends with the process.
   */
  readonly journal?: Journal | string | undefined;
  /**
   * Lets the command line of this user look into this engine and act on it while it runs (`tenderline override`, `abort`, `status`): the
   * API of the gateway, on a socket file beside the journal. Needs a journal that is given by its path. Default `false`: nothing
   * is loaded.
   */
  readonly control?: boolean | undefined;
  /** The application that drives the terminals, reported with every transaction. Default: none. */
  readonly application?: ApplicationOptions | undefined;
  /** How SaleToAcquirerData is encoded; the terminal's AdditionalResponse follows it. Default `'json'`. */
  readonly saleToAcquirerDataEncoding?: 'json' | 'form' | undefined;
  /**
   * Whether RequestedAmount is sent with a tip of the till in it. Default `false`: the tip comes on top, as on Adyen's tipping page. Either
   * way `amount` and `tip` of a request are separate. UNCONFIRMED (reference 4.1).
   */
  readonly tipInRequestedAmount?: boolean | undefined;
  /** Replaces the number of decimals of single currencies, for example `{ ISK: 2 }`. Default: ISO 4217. */
  readonly currencyExponents?: CurrencyExponents | undefined;
  /** Replaces single limits. */
  readonly limits?: Optional<EngineLimits> | undefined;
  /**
   * Where to listen for the notifications of terminals: they report what the shopper does, and never decide an outcome. Default:
   * no listener; `engine.notificationHandler` is for a server of yours.
   */
  readonly listener?: ListenerOptions | undefined;
  /**
   * Serves a page for developers that shows what the engine does: on 127.0.0.1 alone, at the address that `inspectUrl` has and that is written
   * to stderr. Default: none. See docs/visualizer.md.
   */
  readonly inspect?: InspectOptions | undefined;
  /**
   * Where several engines share their terminals (`parts.ownership`): `prefers` are the POIIDs of those that this engine takes at its start,
   * and whenever they have no living owner. Those that it does not prefer it takes when they have had none for a while. `false`: it takes
   * none by itself. Default: it prefers all.
   */
  readonly takeOver?: TakeOverOptions | false | undefined;
  /** A pino logger, or one of its shape. Default: silent. */
  readonly logger?: Logger | undefined;
  /** Replaces the parts that reach the outside world: for tests and other runtimes. */
  readonly parts?: Optional<EngineParts> | undefined;
}

/** The options of a notification listener, without those that the engine sets itself. */
export type ListenerOptions = Omit<NotificationListenerOptions, 'sink' | 'keyRing' | 'clock' | 'log'>;

/** How the visualizer is served. */
export interface InspectOptions {
  /** Where to listen on 127.0.0.1. Default 0: the operating system chooses. */
  readonly port?: number | undefined;
}

/** Which terminals an engine takes by itself. */
export interface TakeOverOptions {
  /** POIIDs of `terminals`. Default: all. */
  readonly prefers?: readonly string[] | undefined;
}

/** A terminal of this till. */
export interface TerminalOptions {
  /** `<model>-<serial>`, for example `V400m-324688179`; case matters. */
  readonly poiid: string;
  /** IP address, or a name that resolves to it. */
  readonly host: string;
  /** Default 8443. */
  readonly port?: number | undefined;
  /**
   * The keys of this terminal, in place of the engine's: its messages are sealed with the first, and opened with these and no others, its
   * notifications too. Default: the engine's.
   */
  readonly sharedKeys?: readonly SharedKey[] | undefined;
  /**
   * `'none'`: messages go and come in the clear, as test terminals without a key allow (reference 2.5). Whoever reaches the network can
   * forge an approval, so it is refused unless `environment` is `'test'`, the log warns of it, and each outcome has `unprotected`.
   * Default `'nexo'`: sealed with the terminal's key.
   */
  readonly protection?: 'nexo' | 'none' | undefined;
  /** Accepts the legacy certificate, which does not name the terminal. Default `false`. */
  readonly allowLegacyCertificate?: boolean | undefined;
}

/** The software that drives the terminals, as it is reported with every transaction. */
export interface ApplicationOptions {
  readonly name: string;
  readonly version: string;
  /** Who integrated it. */
  readonly integrator?: string | undefined;
}

/** Every limit of the engine, in milliseconds where a name says so. */
export interface EngineLimits extends Required<TransactionLimits> {
  /** For TCP and TLS together. */
  readonly connectTimeoutMs: number;
  /** For the answer to an Abort or a Diagnosis. */
  readonly requestTimeoutMs: number;
  /** How long `close()` waits for what is in flight. */
  readonly closeTimeoutMs: number;
  /** How many transactions may wait for one terminal. */
  readonly queueMax: number;
  /** How long a transaction waits for its terminal to become free. */
  readonly queueTimeoutMs: number;
  /** How long progress is accepted after the settlement. */
  readonly displayGraceMs: number;
  /** How many settled transactions are kept in memory; `find` reads older ones from the journal. */
  readonly settledKeptMax: number;
  /** How often an engine that shares its terminals looks which of them have no owner. */
  readonly takeOverCheckMs: number;
}

/** Adyen's values where they are documented (reference 1.2, 5.4), ours elsewhere. */
export const DEFAULT_LIMITS: EngineLimits = {
  sendWithinMs: 15_000,
  responseTimeoutMs: 150_000,
  firstCheckDelayMs: 1_500,
  statusIntervalMs: 5_000,
  statusTimeoutMs: 30_000,
  fastChecksMax: 12,
  stalledIntervalMs: 60_000,
  inProgressMaxMs: 600_000,
  notFoundGapMs: 5_000,
  notFoundAgeMinMs: 10_000,
  notFoundAgeMaxMs: 600_000,
  terminalRestartMinMs: 40_000,
  lingerMaxMs: 120_000,
  clockSkewMaxMs: 5_000,
  connectTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  closeTimeoutMs: 5_000,
  displayGraceMs: 30_000,
  queueMax: 10,
  queueTimeoutMs: 300_000,
  settledKeptMax: 1_000,
  takeOverCheckMs: 1_000,
};

/** The keys of one terminal. */
export interface OwnKeys {
  readonly poiid: POIID;
  /** Of the option, for errors. */
  readonly path: string;
  readonly keys: readonly SharedKey[];
}

/** Options that were checked, with every default filled in. */
export interface ResolvedOptions {
  readonly saleId: SaleID;
  readonly environment: Environment;
  readonly terminals: ReadonlyMap<POIID, TerminalAddress>;
  /** The terminals without protection. */
  readonly unprotected: ReadonlySet<POIID>;
  readonly application: ApplicationOptions | undefined;
  readonly saleToAcquirerDataEncoding: 'json' | 'form';
  readonly tipInRequestedAmount: boolean;
  readonly currencyExponents: CurrencyExponents;
  readonly limits: EngineLimits;
  /** Absent when every terminal has keys of its own. */
  readonly sharedKeys: readonly SharedKey[] | undefined;
  /** The keys of single terminals. */
  readonly ownKeys: readonly OwnKeys[];
  readonly listener: ListenerOptions | undefined;
  readonly inspect: InspectOptions | undefined;
  /** The terminals that are taken at once when they have no owner; `undefined`: none is taken by itself. */
  readonly prefersToTake: ReadonlySet<POIID> | 'all' | undefined;
  /** The path of the journal beside which the engine can be controlled. */
  readonly controlledJournal: string | undefined;
}
