import type { JournalRecord } from '../../adapters/index.ts';
import type { KeyRing } from '../../crypto/index.ts';
import type { Engine, EngineOptions } from '../../index.ts';
import { createPrng, seedFor } from '../../simulator/primitives/prng.ts';
import type { InspectedRequest } from '../../simulator/world/request-inspector.ts';
import { ObservedShop } from '../proof/observed-shop.ts';
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
export class PairSimulation extends ObservedShop {
  readonly database: Database;
  readonly lines: Lines;
  readonly hosts: Readonly<Record<HostName, PairHost>>;
  readonly cashier: Cashier;
  readonly takeovers: Takeovers;
  /** Orders of which the database lost records that it had confirmed. */
  readonly lostOrders = new Set<string>();
  /** What `checkJournal` compares with what was reported. */
  readonly disk = {
    records: () => this.database.recordsOf(),
    isDamaged: (order: string) => this.lostOrders.has(order),
    isShared: true,
  };
  #hasLost = false;
  #sender: PairHost | undefined;

  constructor({ schedule, keys, createEngine, onNote }: SimulationParts) {
    super({ ...schedule, steps: [] }, keys, onNote);
    const { seed, poiids } = schedule;
    const { clock } = this.shop;
    this.database = new Database(clock, this.stored('database'));
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

  get engines(): readonly PairHost[] {
    return HOSTS.map((name) => this.hosts[name]);
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

  protected get usesDisk(): boolean {
    return true;
  }

  protected isDamaged(order: string): boolean {
    return this.lostOrders.has(order);
  }

  protected checkLists(): void {
    for (const { engine } of this.engines) this.checker.onListed(engine?.unresolved() ?? []);
  }

  protected override get sender(): string {
    return ` ${this.#sender?.name ?? ''}`;
  }

  protected override onSent({ MessageCategory, ServiceID, POIID, reference }: InspectedRequest): void {
    // The transport asked its engine a moment ago, whether the request may leave.
    const sender = this.#sender;
    if (reference === undefined || sender?.owns(POIID) === true) return;
    this.checker.addViolation('sentUnowned', `${MessageCategory} ${ServiceID} left ${sender?.name}`, reference);
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
      logger: this.checkedLogger(),
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
