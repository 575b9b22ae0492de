import { showAmount, type Amount } from '../../protocol/money.ts';
import type { Fault, ShopperPlan, SimulatedTerminal } from '../../simulator/index.ts';
import type { PlayAction, PlayFault, PlayState } from '../../visualizer/index.ts';

type Screen = PlayState['screen'];

const IDLE: Screen = { kind: 'idle', line: 'Welcome' };

/** What each switch does to the next payment. */
const FAULTS: Readonly<Record<Exclude<PlayFault, 'busy' | 'hostDown'>, Fault>> = {
  loseAnswer: { kind: 'dropAfterRead', when: 'atAnswer' },
  loseRequest: { kind: 'loseRequest' },
  refuse: { kind: 'refuseConnection' },
  late: { kind: 'stall', delayMs: 40_000 },
  wrongKey: { kind: 'corruptHmac' },
};

const CARDS: Readonly<Record<Extract<PlayAction, { do: 'card' }>['how'], ShopperPlan>> = {
  tap: { does: 'presentsCard', card: 'contactless' },
  insert: { does: 'presentsCard', card: 'chip', pin: true },
  swipe: { does: 'presentsCard', card: 'stripe', signs: true },
  wrongPin: { does: 'entersWrongPin', card: 'chip' },
  remove: { does: 'removesCard', card: 'chip' },
  cancel: { does: 'cancels' },
  dcc: { does: 'presentsCard', card: 'chip', pin: true, dcc: 'accepted' },
};

interface Asked {
  readonly reference: string;
  readonly amount: Amount;
}

/** A simulated terminal that a person uses: what its screen displays, what it prints, and what it really took. */
export class PlayTerminal {
  readonly #terminal: SimulatedTerminal;
  readonly #onChange: () => void;
  readonly #faults = new Set<PlayFault>();
  readonly #paper: string[][] = [];
  readonly #asked = new Map<string, Asked>();
  #next: Asked | undefined;
  #screen: Screen = IDLE;
  /** The request that the screen is about. */
  #current: string | undefined;

  constructor(terminal: SimulatedTerminal, onChange: () => void) {
    this.#terminal = terminal;
    this.#onChange = onChange;
    // Only the person at the page presents a card.
    terminal.configure({
      shopper: { does: 'neverPresents' },
      personAfterMs: 700,
      hostAfterMs: 900,
      presentationTimeoutMs: 600_000,
    });
    this.#listen();
  }

  get state(): Pick<PlayState, 'screen' | 'paper' | 'ledger' | 'faults'> {
    return {
      screen: this.#screen,
      paper: this.#paper.slice(-4).toReversed(),
      faults: [...this.#faults],
      ledger: [...this.#asked].slice(-6).map(([id, { reference }]) => {
        const taken = this.#terminal.ledger.charges(id).map(({ amount }) => showAmount(amount));
        const requests = this.#terminal.received.filter(({ ServiceID }) => ServiceID === id).length;
        return { reference, requests, ...(taken.length > 0 && { taken: taken.join(' + ') }) };
      }),
    };
  }

  toggle(fault: PlayFault, isOn: boolean): void {
    if (isOn) this.#faults.add(fault);
    else this.#faults.delete(fault);
    this.#onChange();
  }

  /** The next request is about this; the switches that are on strike it. */
  expect(asked: Asked): void {
    this.#next = asked;
    this.#terminal.clearScript();
    this.#terminal.configure({ adminMenuOpen: this.#faults.has('busy') });
    for (const name of this.#faults) {
      if (name === 'busy' || name === 'hostDown') continue;
      // A connection is refused before it is known what for.
      this.#terminal.script(name === 'refuse' ? FAULTS[name] : { ...FAULTS[name], category: 'Payment' });
    }
  }

  /** The person does something with a card, or presses the red key. */
  card(how: Extract<PlayAction, { do: 'card' }>['how']): void {
    const plan = CARDS[how];
    const isHostDown = this.#faults.has('hostDown') && plan.does === 'presentsCard';
    this.#terminal.shopperActs(isHostDown ? { ...plan, host: { fails: 'UnreachableHost' } } : plan);
  }

  otherTill(): void {
    this.#terminal.otherTillPays({ currency: 'EUR', value: 1750 });
    this.#display({ kind: 'card', line: 'Insert, tap or swipe', amount: 'EUR 17.50', reference: 'another till' });
  }

  powerCut(): void {
    this.#terminal.restart({ forget: true, downMs: 2000 });
  }

  #listen(): void {
    const { events } = this.#terminal;
    events.on('request', ({ MessageCategory, ServiceID }) => {
      if (MessageCategory !== 'Payment' || this.#next === undefined) return this.#onChange();
      const { amount, reference } = this.#next;
      this.#asked.set(ServiceID, this.#next);
      // Busy with another one: the screen stays as it is.
      if (this.#screen.kind === 'card' || this.#screen.kind === 'busy') return this.#onChange();
      this.#current = ServiceID;
      this.#display({ kind: 'card', line: 'Insert, tap or swipe', amount: showAmount(amount), reference });
    });
    events.on('presented', () => this.#display({ ...this.#screen, kind: 'busy', line: 'Please wait' }));
    events.on('charged', ({ amount, ServiceID }) => this.#end(ServiceID, 'APPROVED', 'Approved', showAmount(amount)));
    events.on('answered', ({ MessageCategory, ServiceID }) => {
      if (MessageCategory !== 'Payment' || this.#screen.kind === 'done') return this.#onChange();
      const isTaken = this.#terminal.ledger.charges(ServiceID).length > 0;
      if (!isTaken && ServiceID === this.#current) this.#end(ServiceID, 'NOT TAKEN', 'Declined or stopped', '');
    });
    events.on('aborted', () => this.#display({ kind: 'done', line: 'Stopped' }));
    events.on('fault', () => {
      // A fault strikes once; its switch goes back.
      for (const name of this.#faults) if (name !== 'busy') this.#faults.delete(name);
      this.#onChange();
    });
    events.on('down', () => this.#display({ kind: 'off', line: '' }));
    events.on('up', () => this.#display(IDLE));
  }

  #end(ServiceID: string, printed: string, line: string, amount: string): void {
    const { reference = 'another till', amount: asked } = this.#asked.get(ServiceID) ?? {};
    const wanted = amount === '' ? (asked === undefined ? '' : showAmount(asked)) : amount;
    this.#paper.push(['TENDERLINE TEST SHOP', `${reference}  ${wanted}`, printed]);
    this.#display({ kind: 'done', line, reference, ...(wanted !== '' && { amount: wanted }) });
  }

  #display(screen: Screen): void {
    this.#screen = screen;
    this.#onChange();
  }
}
