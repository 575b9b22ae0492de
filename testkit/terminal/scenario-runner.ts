import { isInstead } from '../../simulator/faults/faults.ts';
import type {
  Fault,
  FaultSource,
  FaultStage,
  SimulatedTerminal,
  SimulatorClock,
  TerminalSettings,
} from '../../simulator/index.ts';
import { together, type Scenario } from './scenarios.ts';

/** What a scenario is for. Asking for a status, aborting and looking is never disturbed. */
const TRANSACTIONS: readonly string[] = ['Payment', 'Reversal', 'CardAcquisition', 'StoredValue'];
/** How long a terminal takes to start: longer than `terminalRestartMinMs` of any limits that are used with it. */
export const RESTART_MS = 120_000;

/** Lets scenarios happen at a terminal, each in one transaction, in the order in which they were lined up. */
export class Director implements FaultSource {
  readonly #terminal: SimulatedTerminal;
  readonly #clock: Pick<SimulatorClock, 'now'>;
  readonly #usual: Scenario;
  readonly #lined: Scenario[] = [];
  #unreachableUntilMs = 0;

  constructor(terminal: SimulatedTerminal, clock: Pick<SimulatorClock, 'now'>, usual: Scenario) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#usual = together([usual]);
    terminal.drawFaults(this);
  }

  lineUp(scenarios: readonly Scenario[]): void {
    this.#lined.push(together(scenarios));
  }

  /** Asked by the terminal at each connection and each request, before it does anything about it. */
  next(stage: FaultStage, category = ''): Fault | undefined {
    if (stage === 'connect') return this.#connection();
    if (!TRANSACTIONS.includes(category)) return undefined;
    return this.#play(this.#lined.shift() ?? this.#usual);
  }

  #connection(): Fault | undefined {
    if (this.#clock.now() < this.#unreachableUntilMs) return { kind: 'refuseConnection' };
    const { fault } = this.#lined[0] ?? this.#usual;
    if (fault?.kind !== 'refuseConnection') return undefined;
    this.#lined.shift();
    return fault;
  }

  #play({ shopper, fault, busyWith, powerCut, unreachableMs = 0 }: Scenario): Fault | undefined {
    this.#unreachableUntilMs = this.#clock.now() + unreachableMs;
    if (fault !== undefined && isInstead(fault)) return fault;
    if (busyWith === 'menu') {
      this.#meanwhile({ adminMenuOpen: true });
    } else if (busyWith === 'anotherTill') {
      this.#meanwhile({ shopper: { does: 'neverPresents' } });
      this.#terminal.otherTillPays({ currency: 'EUR', value: 500 });
      queueMicrotask(() => this.#terminal.shopperActs({ does: 'cancels' }));
    } else if (shopper !== undefined) {
      this.#meanwhile({ shopper: { ...this.#terminal.settings.shopper, ...shopper } });
    }
    if (powerCut !== undefined) this.#cutPowerWhenPresented(powerCut.forgets);
    return fault;
  }

  /** Sets the terminal up in another way for the request that it takes now, and for no other. */
  #meanwhile(settings: Partial<TerminalSettings>): void {
    const { shopper, adminMenuOpen } = this.#terminal.settings;
    this.#terminal.configure(settings);
    queueMicrotask(() => this.#terminal.configure({ shopper, adminMenuOpen }));
  }

  #cutPowerWhenPresented(forget: boolean): void {
    const terminal = this.#terminal;
    const ServiceID = terminal.received.at(-1)?.ServiceID;
    const cutPower = () => terminal.restart({ forget, downMs: RESTART_MS, announced: false });
    terminal.events.on('presented', function onPresented(presented) {
      if (presented.ServiceID !== ServiceID) return;
      terminal.events.off('presented', onPresented);
      // Not before the terminal has done what belongs to that moment.
      queueMicrotask(cutPower);
    });
  }
}
