import { showAmount, type Amount } from '../../protocol/money.ts';
import type { ShopperPlan, SimulatedTerminal } from '../../simulator/index.ts';
import type { PlayState, PlayTouch } from '../../visualizer/index.ts';
import { PlayFaults } from './play-faults.ts';
import { printedReceipt } from './play-paper.ts';

type Screen = PlayState['screen'];
type Step = { readonly ServiceID: string; readonly event: string; readonly result?: string };

const IDLE: Screen = { kind: 'idle', line: 'Welcome' };

const CARDS = { tap: 'contactless', insert: 'chip', swipe: 'stripe' } as const satisfies Record<
  string,
  ShopperPlan['card']
>;

/** What the screen asks the person for. */
const ASKS: Readonly<Record<string, Pick<Screen, 'kind' | 'line'>>> = {
  TENDER_CREATED: { kind: 'card', line: 'Insert, tap or swipe' },
  ASK_GRATUITY: { kind: 'tip', line: 'Add a tip?' },
  GRATUITY_ENTERED: { kind: 'card', line: 'Insert, tap or swipe' },
  ASK_DCC: { kind: 'currency', line: 'Which currency?' },
  WAIT_FOR_PIN: { kind: 'pin', line: 'Enter PIN' },
  ASK_SIGNATURE: { kind: 'sign', line: 'Please sign' },
};

interface Asked {
  readonly reference: string;
  readonly amount: Amount;
}

/** What the other till wants. */
const OTHER: Asked = { reference: 'another till', amount: { currency: 'EUR', value: 1750 } };
/** The currency of a foreign card, and units of it for one euro. */
const FOREIGN = { currency: 'USD', rate: '1.1180', markup: '3.00' };

/** A simulated terminal that a person uses: what its screen displays, what it prints, and what it really took. */
export class PlayTerminal {
  readonly faults: PlayFaults;
  readonly #terminal: SimulatedTerminal;
  readonly #onChange: () => void;
  readonly #downMs: number;
  readonly #paper: (readonly string[])[] = [];
  readonly #asked = new Map<string, Asked>();
  #next: Asked | undefined;
  #screen: Screen = IDLE;
  /** ServiceID of what the screen is about. */
  #current: string | undefined;
  /** What the shopper has done so far. */
  #plan: ShopperPlan = { does: 'presentsCard' };

  /**
   * @param pace multiplies all waits: 1 is what a person can follow
   * @param downMs how long a restart takes
   */
  constructor(
    terminal: SimulatedTerminal,
    { pace, downMs }: { readonly pace: number; readonly downMs: number },
    onChange: () => void,
  ) {
    this.faults = new PlayFaults(pace);
    this.#terminal = terminal;
    this.#onChange = onChange;
    this.#downMs = downMs;
    terminal.configure({
      shopper: { does: 'neverPresents', waits: true },
      personAfterMs: 700 * pace,
      hostAfterMs: 900 * pace,
      presentationTimeoutMs: 600_000,
    });
    this.#listen();
  }

  get state(): Pick<PlayState, 'screen' | 'paper' | 'ledger' | 'faults'> {
    return {
      screen: this.#screen,
      paper: this.#paper.slice(-4).toReversed(),
      faults: this.faults.on,
      ledger: [...this.#asked].slice(-6).map(([id, { reference }]) => {
        const taken = this.#terminal.ledger.charges(id).map(({ amount }) => showAmount(amount));
        const requests = this.#terminal.received.filter(({ ServiceID }) => ServiceID === id).length;
        return { reference, requests, ...(taken.length > 0 && { taken: taken.join(' + ') }) };
      }),
    };
  }

  /** The next request is about this; the switches that are on strike it. */
  expect(asked: Asked): void {
    this.#next = asked;
    this.#terminal.clearScript();
    // A cable that is out takes the display along: without that, its end would have the till ask at once.
    const notificationFaults = this.faults.has('loseAnswer')
      ? ([{ kind: 'lost', event: 'TENDER_FINAL' }] as const)
      : [];
    this.#terminal.configure({ adminMenuOpen: this.faults.has('busy'), notificationFaults });
    for (const fault of this.faults.script) {
      // A connection is refused before it is known what for.
      this.#terminal.script(fault.kind === 'refuseConnection' ? fault : { ...fault, category: 'Payment' });
    }
  }

  touch(touch: PlayTouch): void {
    const { kind } = this.#screen;
    if (kind === 'remove' && touch.press === 'removeCard') {
      this.#terminal.notify({ event: 'CardRemoved' });
      return this.#display(IDLE);
    }
    this.#plan = { ...this.#plan, ...this.#planOf(touch) };
    this.#terminal.shopperActs(this.#plan);
  }

  otherTill(): void {
    this.#terminal.otherTillPays(OTHER.amount);
  }

  /** Cuts the power, for as long as a restart takes. */
  restart(forget: boolean): void {
    this.#terminal.restart({ forget, downMs: this.#downMs });
  }

  #planOf(touch: PlayTouch): Partial<ShopperPlan> {
    switch (touch.press) {
      case 'tap':
      case 'insert':
      case 'swipe': {
        const host = this.faults.has('hostDown') ? ({ fails: 'UnreachableHost' } as const) : undefined;
        const dcc = touch.isForeign ? ({ dcc: 'rejected', dccOffer: FOREIGN } as const) : {};
        // Who signs does that on the screen, ahead of the receipt.
        const takesReceipt = touch.press === 'insert';
        return { does: 'presentsCard', card: CARDS[touch.press], takesReceipt, ...dcc, ...(host && { host }) };
      }
      case 'tip':
        return { does: 'neverPresents', tip: touch.tip };
      case 'currency':
        return { dcc: touch.takesOffer ? 'accepted' : 'rejected' };
      case 'pin':
        return { does: touch.isRight ? 'presentsCard' : 'entersWrongPin' };
      case 'sign':
        return touch.isAccepted ? {} : { signs: 'rejected' };
      case 'removeCard':
        return { does: 'removesCard' };
      case 'cancel':
        return { does: 'cancels' };
      default:
        return touch satisfies never;
    }
  }

  #listen(): void {
    const { events } = this.#terminal;
    events.on('request', ({ MessageCategory, ServiceID }) => {
      if (MessageCategory === 'Payment' && this.#next !== undefined) this.#asked.set(ServiceID, this.#next);
      this.#onChange();
    });
    events.on('progress', (step) => this.#follow(step));
    events.on('answered', () => this.#onChange());
    events.on('fault', ({ fault }) => {
      this.faults.struck(fault);
      this.#onChange();
    });
    events.on('down', () => this.#display({ kind: 'off', line: '' }));
    events.on('up', () => this.#display(IDLE));
  }

  /** The terminal goes on: its screen displays the next step. */
  #follow(step: Step): void {
    const { amount, reference } = this.#asked.get(step.ServiceID) ?? OTHER;
    if (step.event === 'TENDER_CREATED') {
      this.#plan = { does: 'presentsCard', waits: true };
      this.#current = step.ServiceID;
    }
    // What comes out of the printer after the end does not change the screen.
    if (step.ServiceID !== this.#current) return;
    const total = { ...amount, value: amount.value + (this.#plan.tip ?? 0) };
    const about = { amount: showAmount(total), reference };
    if (step.event === 'TENDER_FINAL') return this.#end(step, about);
    const asks = ASKS[step.event];
    const offer = showAmount({ currency: FOREIGN.currency, value: Math.round(total.value * Number(FOREIGN.rate)) });
    this.#display({
      ...(asks ?? { kind: 'busy', line: 'Please wait' }),
      ...about,
      ...(asks?.kind === 'currency' && { offer }),
    });
  }

  #end({ ServiceID, result = '' }: Step, about: Pick<Screen, 'amount' | 'reference'>): void {
    this.#current = undefined;
    const isTaken = result === 'APPROVED';
    const [charge] = this.#terminal.ledger.charges(ServiceID);
    const amount = charge === undefined ? (about.amount ?? '') : showAmount(charge.amount);
    const { card, tip = 0, dcc, does } = this.#plan;
    this.#paper.push(printedReceipt({ reference: about.reference ?? '', amount, result, card, tip, dcc }));
    const line = isTaken ? 'Approved' : (NOT_TAKEN[result] ?? 'Not taken');
    // A chip card is still in the reader, unless it was taken out.
    const isInside = card === 'chip' && does !== 'removesCard';
    this.#display({ kind: isInside ? 'remove' : 'done', line, ...about, amount });
  }

  #display(screen: Screen): void {
    this.#screen = screen;
    this.#onChange();
  }
}

const NOT_TAKEN: Readonly<Record<string, string>> = {
  DECLINED: 'Declined',
  CANCELLED: 'Stopped',
  ERROR: 'Not possible',
};
