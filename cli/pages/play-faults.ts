import type { Fault } from '../../simulator/index.ts';
import type { PlayFault } from '../../visualizer/index.ts';

/** What each switch does to the next payment. The other two are states of the terminal and of its host. */
const STRIKES: Readonly<Record<Exclude<PlayFault, 'busy' | 'hostDown'>, Fault>> = {
  loseAnswer: { kind: 'dropAfterRead', when: 'atAnswer' },
  loseRequest: { kind: 'loseRequest' },
  refuse: { kind: 'refuseConnection' },
  slow: { kind: 'stall', delayMs: 6000 },
  late: { kind: 'stall', delayMs: 50_000 },
  wrongKey: { kind: 'unknownKey' },
};

type Striking = keyof typeof STRIKES;

/** The switches for what goes wrong. A fault strikes once, then its switch goes back. */
export class PlayFaults {
  readonly #on = new Set<PlayFault>();
  readonly #pace: number;

  /** @param pace multiplies all waits */
  constructor(pace: number) {
    this.#pace = pace;
  }

  get on(): readonly PlayFault[] {
    return [...this.#on];
  }

  has(fault: PlayFault): boolean {
    return this.#on.has(fault);
  }

  toggle(fault: PlayFault, isOn: boolean): void {
    if (isOn) this.#on.add(fault);
    else this.#on.delete(fault);
  }

  /** For the script of the terminal. */
  get script(): readonly Fault[] {
    return this.on.filter(strikes).map((name) => {
      const fault = STRIKES[name];
      return fault.kind === 'stall' ? { ...fault, delayMs: (fault.delayMs ?? 0) * this.#pace } : fault;
    });
  }

  struck({ kind }: Fault): void {
    const name = this.on.filter(strikes).find((one) => STRIKES[one].kind === kind);
    if (name !== undefined) this.#on.delete(name);
  }
}

function strikes(fault: PlayFault): fault is Striking {
  return fault in STRIKES;
}
