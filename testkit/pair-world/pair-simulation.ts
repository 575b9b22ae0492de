import type { JournalRecord } from '../../adapters/index.ts';
import type { KeyRing } from '../../crypto/index.ts';
import type { Engine, EngineOptions } from '../../index.ts';
import { createPrng, seedFor } from '../../simulator/primitives/prng.ts';
import type { InjectedFault } from '../../simulator/world/fault-plan.ts';
import type { InspectedRequest } from '../../simulator/world/request-inspector.ts';
import { settled } from '../../simulator/world/virtual-clock.ts';
import { InvariantChecker } from '../invariants/invariant-checker.ts';
import { recordingLogger } from '../proof/recording-logger.ts';
import { Shop, SHOP_KEYS } from '../shop/shop.ts';
import { Cashier } from './cashier.ts';
import { Database } from './database/database.ts';
import { Lines } from './database/lines.ts';
import { PairHost } from './pair-host.ts';
import { HOSTS, type HostName, type PairSchedule } from './schedule/pair-schedule.ts';
import { Takeovers } from './takeovers.ts';

export type CreateEngine = (options: EngineOptions) => Promise<Engine>;

export interface SimulationParts {
  readonly schedule: PairSchedule;
  readonly keys: KeyRing;
  readonly createEngine: CreateEngine;
  readonly onNote?: ((line: string) => void) | undefined;
}

/** Two hosts, their database, the shop's terminals and tills, and the checker that observes them all, on virtual time. */
export class PairSimulation {
  readonly shop: Shop;
  readonly database: Database;
  readonly lines: Lines;
  readonly hosts: Readonly<Record<HostName, PairHost>>;
  readonly cashier: Cashier;
  readonly takeovers: Takeovers;
  readonly checker: InvariantChecker;
  readonly injected: InjectedFault[] = [];
  readonly incidents: string[] = [];
  /** Orders of which the database lost records that it had confirmed. */
  readonly lostOrders = new Set<string>();
  /** What `checkJournal` compares with what was reported. */
  readonly disk = {
    records: () => this.database.recordsOf(),
    isDamaged: (order: string) => this.lostOrders.has(order),
    isShared: true,
  };
  #hasLost = false;
  readonly #openedAtMs: number;
  readonly #onNote: ((line: string) => void) | undefined;
  #sender: PairHost | undefined;

  constructor({ schedule, keys, createEngine, onNote }: SimulationParts) {
    const { seed, poiids } = schedule;
    this.#onNote = onNote;
    this.shop = new Shop({
      schedule: { ...schedule, steps: [] },
      keys,
      onSent: (request) => this.#onSent(request),
      onMovement: (entry) => {
        this.note('terminal', () => `${entry.kind} ${entry.amount.value} by ${entry.ServiceID}, ${entry.reference}`);
        this.checker.onMovement(entry);
      },
      onFault: (fault) => {
        this.note('fault', () => `${fault.kind} strikes ${fault.exchange}`);
        this.injected.push(fault);
      },
      onNotification: () => undefined,
    });
    const { clock } = this.shop;
    this.#openedAtMs = clock.now();
    this.checker = new InvariantChecker({
      ledger: () => this.shop.ledger,
      nowMs: () => clock.now() - this.#openedAtMs,
      usesDisk: () => true,
      isDamaged: (order) => this.lostOrders.has(order),
    });
    this.database = new Database(clock, (record) => {
      this.note('database', () => `${eventOf(record)} of ${record.transaction}${record.settles ? ', settled' : ''}`);
      this.checker.onStored(record);
    });
    this.lines = new Lines(clock, createPrng(seedFor(seed, 'lines')));
    const [A, B] = HOSTS.map((name) => this.#host(name, schedule, keys, createEngine)) as [PairHost, PairHost];
    this.hosts = { A, B };
    this.cashier = new Cashier({
      clock,
      hosts: this.hosts,
      checker: this.checker,
      isWithPerson: (order) => this.lostOrders.has(order),
      note: (what) => this.note('till', what),
    });
    this.takeovers = new Takeovers({
      clock,
      database: this.database,
      lines: this.lines,
      hosts: this.hosts,
      poiids,
      hasLost: () => this.hasLost,
      onLate: (detail) => this.checker.addViolation('notTakenOver', detail),
      onTaken: () => this.incidents.push('takeover'),
    });
  }

  get isIntact(): boolean {
    return this.checker.violations.length === 0;
  }

  get engines(): readonly PairHost[] {
    return HOSTS.map((name) => this.hosts[name]);
  }

  /** Advances until the first violation, because what follows is its consequence. `isDone` ends it early. */
  async advance(ms: number, isDone = () => false): Promise<void> {
    const { clock } = this.shop;
    const untilMs = clock.now() + ms;
    const continues = () => this.isIntact && !isDone();
    await settled();
    while (continues() && (await clock.fireNext(untilMs))) {
      for (const { engine } of this.engines) this.checker.onListed(engine?.unresolved() ?? []);
    }
    if (continues()) await clock.advance(untilMs - clock.now());
  }

  /** Whether the database has lost what it had confirmed. */
  get hasLost(): boolean {
    return this.#hasLost;
  }

  noteLoss(records: readonly JournalRecord[]): void {
    this.#hasLost = true;
    for (const { transaction } of records) {
      this.lostOrders.add(transaction);
      // Whatever is found out about it, a person does that.
      this.checker.onOverride(transaction);
    }
  }

  /** Ends all faults and incidents. */
  heal(): void {
    this.shop.heal();
    this.lines.heal();
    this.takeovers.disturb();
    for (const host of this.engines) host.heal();
  }

  note(who: string, what: () => string): void {
    if (this.#onNote === undefined) return;
    const time = new Date(this.shop.clock.now() - this.#openedAtMs).toISOString().slice(11, 23);
    this.#onNote(`${time}  ${who.padEnd(8)} ${what()}`);
  }

  #onSent(request: InspectedRequest): void {
    const { MessageCategory, ServiceID, POIID, reference, aboutServiceID } = request;
    // The transport asked its engine a moment ago, whether the request may leave.
    const sender = this.#sender;
    const about = reference ?? (aboutServiceID === undefined ? `to ${POIID}` : `about ${aboutServiceID}`);
    this.note('network', () => `${MessageCategory} ${ServiceID} leaves ${sender?.name ?? ''}, ${about}`);
    if (reference !== undefined && sender?.owns(POIID) !== true) {
      this.checker.addViolation('sentUnowned', `${MessageCategory} ${ServiceID} left ${sender?.name}`, reference);
    }
    this.checker.onSent(request);
  }

  #host(name: HostName, schedule: PairSchedule, keys: KeyRing, createEngine: CreateEngine): PairHost {
    const { seed, poiids, limits, clocks } = schedule;
    return new PairHost({
      name,
      clock: this.shop.clock,
      skew: clocks[name],
      network: this.shop.network,
      database: this.database,
      lines: this.lines,
      poiids,
      prefers: poiids.filter((_, index) => (name === 'A') === (index % 2 === 0)),
      limits,
      keys,
      random: createPrng(seedFor(seed, `engine of ${name}`)),
      logger: recordingLogger((line) =>
        this.checker.onLogged(
          line,
          SHOP_KEYS.map(({ passphrase }) => passphrase),
        ),
      ),
      createEngine,
      onSending: (host) => (this.#sender = host),
      onStarted: () => this.note(name, () => 'is up'),
      onStopped: (host) => {
        this.note(name, () => 'is stopped');
        this.takeovers.disturb();
        this.cashier.hostStopped(host);
      },
      onEnded: (host, why) => {
        this.note(name, () => why);
        this.takeovers.disturb();
        if (why === 'killed' || why === 'poweredOff') this.incidents.push('crash');
        this.cashier.hostEnded(host.name);
      },
      onBroken: (detail) => this.checker.addViolation('brokenTill', detail),
    });
  }
}

function eventOf(record: JournalRecord): string {
  return record.type === 'event' ? record.event.type : record.type;
}
