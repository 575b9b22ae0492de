import type { EventEmitter } from 'node:events';
import type { SecureVersion } from 'node:tls';
import type { SharedKey } from '../../crypto/key-ring.ts';
import type { Amount } from '../../protocol/money.ts';
import type { SimulatorClock } from '../primitives/clock.ts';
import type { FaultSource, ScriptEntry } from '../faults/faults.ts';
import type { FakeFleet, IssuedCertificate, LeafRequest } from '../fleet/fleet.ts';
import type { GiftCards } from '../platform/gift-cards.ts';
import type { Ledger, LedgerEntry } from '../platform/ledger.ts';
import { keysOf } from '../wire/protection.ts';
import type { EventNews } from '../messages/notifications.ts';
import type { RandomBytes } from '../primitives/identifiers.ts';
import { DEFAULT_SETTINGS, type InputPlan, type ShopperPlan, type TerminalSettings } from '../settings.ts';
import type { ReceivedRequest, TerminalEvents } from './terminal-events.ts';
import { VirtualTerminal } from './virtual-terminal.ts';
import { startWireServer } from '../wire/server.ts';

export interface SimulatedTerminalOptions {
  /** `<model>-<serial>`, for example `V400m-324688179`. */
  readonly poiid: string;
  /** Where it listens. Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: the operating system chooses. */
  readonly port?: number;
  /** The keys the terminal has. An empty list is a terminal without protection (reference 2.5). */
  readonly sharedKeys: readonly SharedKey[];
  /** How its certificate is to be, or one that was issued before, also by another fleet. Default: a good one for the POIID. */
  readonly certificate?: LeafRequest | IssuedCertificate;
  /** TLS versions it speaks. Default: Node's, 1.2 and 1.3. */
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  readonly settings?: Partial<TerminalSettings>;
}

/** A terminal that a client can reach, and the strings that a test pulls. */
export interface SimulatedTerminal {
  readonly poiid: string;
  readonly host: string;
  readonly port: number;
  /** What was really charged and given back. */
  readonly ledger: Ledger;
  /** The gift cards that all terminals of the simulator know. */
  readonly giftCards: Pick<GiftCards, 'balance' | 'entries'>;
  /** Every request that arrived and could be read, oldest first; also those whose answer was lost, and duplicates. */
  readonly received: readonly ReceivedRequest[];
  readonly events: EventEmitter<TerminalEvents>;
  /** The ServiceID of the transaction or of the Input that runs now. */
  readonly running: string | undefined;
  /** Adds faults, which are used up in order. */
  script(...entries: readonly ScriptEntry[]): void;
  clearScript(): void;
  /** Faults for when the script has none, for example `seededFaults(...)`; `undefined` for none. */
  drawFaults(source: FaultSource | undefined): void;
  /** How it is set up now. */
  readonly settings: TerminalSettings;
  /** Changes settings, from now on. @throws {ConfigError} `ERR_CONFIG_NOTIFICATION_URL` */
  configure(settings: Partial<TerminalSettings>): void;
  /** Gives the terminal other keys, as after it fetched its configuration. @throws {ConfigError} as `createKeyRing` */
  useKeys(sharedKeys: readonly SharedKey[]): Promise<void>;
  /** Who pays next; several wait in line. */
  nextShopper(plan: ShopperPlan): void;
  /** What the person at the terminal does with the next Input; several wait in line. */
  nextInput(plan: InputPlan): void;
  /** The shopper of the running payment does this now, whatever the plan was. */
  shopperActs(plan: ShopperPlan): void;
  /** Another till starts a payment on it, of which the till under test knows nothing; the next shopper comes for that one. */
  otherTillPays(amount: Amount): void;
  /**
   * Cuts the power. Open connections are reset, and for `downMs` (default 0: not at all) new ones are refused by the operating
   * system; then the terminal listens on its port again. The events `down` and `up` tell. A payment that waits for its card is
   * over, and so is a card acquisition; what the host was asked for is settled there. `forget` (default false) loses the history.
   * The event URLs hear of it, Shutdown before and Initialised after; with `announced` false (default true) nobody is told before.
   */
  restart(options?: { forget?: boolean; downMs?: number; announced?: boolean }): void;
  /** Tells the event URLs something about the terminal: SaleWakeUp, Reject, CardInserted, BeginMaintenance, ... */
  notify(news: Omit<EventNews, 'to'>): void;
}

/** A logger, for example of pino. */
export interface SimulatorLog {
  info(fields: object, message: string): void;
}

export type ClosableTerminal = SimulatedTerminal & { close(): Promise<void> };

/** What the terminals of one simulator have in common. */
export interface TerminalSurroundings {
  readonly fleet: FakeFleet;
  readonly clock: SimulatorClock;
  readonly random: RandomBytes;
  readonly book: () => readonly LedgerEntry[];
  readonly giftCards: GiftCards;
  readonly log: SimulatorLog | undefined;
}

/** Gives a simulated terminal its certificate, its keys and its port. */
export async function startTerminal(
  options: SimulatedTerminalOptions,
  shared: TerminalSurroundings,
): Promise<ClosableTerminal> {
  const { poiid, host = '127.0.0.1', port = 0, certificate = { poiid }, minVersion, maxVersion } = options;
  const { fleet, clock, random, book, giftCards, log } = shared;
  const terminal = new VirtualTerminal({
    poiid,
    keys: await keysOf(options.sharedKeys),
    settings: { ...DEFAULT_SETTINGS, ...options.settings },
    clock,
    random,
    book,
    giftCards,
  });
  const server = await startWireServer(terminal, {
    host,
    port,
    certificate: 'chainPem' in certificate ? certificate : await fleet.issue(certificate),
    ...(minVersion !== undefined && { minVersion }),
    ...(maxVersion !== undefined && { maxVersion }),
    clock,
  });
  if (log !== undefined) report(terminal, poiid, log);
  const controls = controlsOf(terminal, { poiid, host, port: server.port, giftCards });
  const connected: Pick<ClosableTerminal, 'restart' | 'close'> = {
    restart({ forget = false, downMs = 0, announced = true } = {}) {
      terminal.restart({ forget, announced });
      server.restart(downMs);
      terminal.hasRestarted();
    },
    async close() {
      terminal.stop();
      await server.close();
    },
  };
  // Not spread: that would read its getters once and for all.
  return Object.assign(controls, connected);
}

/** Where a terminal stands, and what its book is. */
export type TerminalPlace = Pick<SimulatedTerminal, 'poiid' | 'host' | 'port' | 'giftCards'>;

/** The strings that a test pulls at a virtual terminal: all but those that hang on how it is connected. */
export function controlsOf(terminal: VirtualTerminal, place: TerminalPlace): Omit<SimulatedTerminal, 'restart'> {
  return {
    ...place,
    ledger: terminal.ledger,
    received: terminal.received,
    events: terminal.events,
    get running() {
      return terminal.running;
    },
    script: (...entries) => terminal.script.add(...entries),
    clearScript: () => terminal.script.clear(),
    drawFaults(source) {
      terminal.faults = source;
    },
    get settings() {
      return terminal.settings;
    },
    configure: (settings) => terminal.configure(settings),
    otherTillPays: (amount) => terminal.otherTillPays(amount),
    async useKeys(sharedKeys) {
      terminal.keys = await keysOf(sharedKeys);
    },
    nextShopper: (plan) => terminal.feed({ kind: 'nextShopper', plan }),
    nextInput: (plan) => terminal.feed({ kind: 'nextInput', plan }),
    shopperActs: (plan) => terminal.feed({ kind: 'shopperActs', plan }),
    notify: (news) => terminal.feed({ kind: 'announce', news: { ...news, to: 'event' } }),
  };
}

function report({ events }: VirtualTerminal, POIID: string, log: SimulatorLog): void {
  events.on('request', ({ MessageCategory, ServiceID, SaleID }) =>
    log.info({ POIID, MessageCategory, ServiceID, SaleID }, 'request'),
  );
  events.on('charged', ({ ServiceID, amount }) => log.info({ POIID, ServiceID, amount }, 'charged'));
  events.on('reversed', ({ ServiceID, amount }) => log.info({ POIID, ServiceID, amount }, 'reversed'));
  events.on('giftCard', ({ type, change }) => log.info({ POIID, type, change }, 'giftCard'));
  events.on('notified', ({ notification: { to, event, ServiceID }, result }) =>
    log.info({ POIID, to, event, ServiceID, ...result }, 'notified'),
  );
  events.on('down', () => log.info({ POIID }, 'down'));
  events.on('up', () => log.info({ POIID }, 'up'));
  events.on('aborted', ({ ServiceID }) => log.info({ POIID, ServiceID }, 'aborted'));
  events.on('answered', ({ MessageCategory, ServiceID }) =>
    log.info({ POIID, MessageCategory, ServiceID }, 'answered'),
  );
  events.on('fault', ({ fault, ...ids }) => log.info({ POIID, ...ids, fault: fault.kind }, 'fault'));
}
