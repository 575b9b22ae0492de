import { isInstead } from '../../simulator/faults/fault-stages.ts';
import type {
  Fault,
  FaultSource,
  FaultStage,
  SimulatedTerminal,
  SimulatorClock,
  TerminalSettings,
} from '../../simulator/index.ts';
import { combineScenarios } from './combine-scenarios.ts';
import type { Scenario } from './scenarios.ts';

/** The categories that scenarios apply to. Status requests, aborts and diagnoses are never disturbed. */
const TRANSACTIONS: readonly string[] = ['Payment', 'Reversal', 'CardAcquisition', 'StoredValue'];
/** How long a terminal takes to start, in milliseconds: longer than `terminalRestartMinMs` of any limits that are used with it. */
export const RESTART_MS = 120_000;

/** Runs scenarios at a terminal, each in one transaction, in the order in which they were queued. */
export class ScenarioRunner implements FaultSource {
  readonly #terminal: SimulatedTerminal;
  readonly #clock: Pick<SimulatorClock, 'now'>;
  readonly #default: Scenario;
  readonly #queue: Scenario[] = [];
  #unreachableUntilMs = 0;

  constructor(terminal: SimulatedTerminal, clock: Pick<SimulatorClock, 'now'>, defaultScenario: Scenario) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#default = combineScenarios([defaultScenario]);
    terminal.drawFaults(this);
  }

  enqueue(scenarios: readonly Scenario[]): void {
    this.#queue.push(combineScenarios(scenarios));
  }

  /** Called by the terminal at each connection and each request, before it processes it. */
  next(stage: FaultStage, category = ''): Fault | undefined {
    if (stage === 'connect') return this.#connection();
    if (!TRANSACTIONS.includes(category)) return undefined;
    return this.#run(this.#queue.shift() ?? this.#default);
  }

  #connection(): Fault | undefined {
    if (this.#clock.now() < this.#unreachableUntilMs) return { kind: 'refuseConnection' };
    const { fault } = this.#queue[0] ?? this.#default;
    if (fault?.kind !== 'refuseConnection') return undefined;
    this.#queue.shift();
    return fault;
  }

  #run({ shopper, fault, busyWith, powerCut, unreachableMs = 0 }: Scenario): Fault | undefined {
    this.#unreachableUntilMs = this.#clock.now() + unreachableMs;
    if (fault !== undefined && isInstead(fault)) return fault;
    if (busyWith === 'menu') {
      this.#configureOnce({ adminMenuOpen: true });
    } else if (busyWith === 'anotherTill') {
      this.#configureOnce({ shopper: { does: 'neverPresents' } });
      this.#terminal.otherTillPays({ currency: 'EUR', value: 500 });
      queueMicrotask(() => this.#terminal.shopperActs({ does: 'cancels' }));
    } else if (shopper !== undefined) {
      this.#configureOnce({ shopper: { ...this.#terminal.settings.shopper, ...shopper } });
    }
    if (powerCut !== undefined) this.#cutPowerWhenPresented(powerCut.forgets);
    return fault;
  }

  /** Changes settings for the request that the terminal processes now, and for no other. */
  #configureOnce(settings: Partial<TerminalSettings>): void {
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
      // Not before the terminal has performed all effects of that moment.
      queueMicrotask(cutPower);
    });
  }
}
