import type { Recording } from '../../../machines/inspection/recording.types.ts';
import type { PlayState } from '../../view/play-state.ts';
import { draft } from './play-store.ts';

/** What a step waits for, before the next one can be pressed. */
export interface Seen {
  readonly play: PlayState | undefined;
  readonly recording: Recording | undefined;
  /** The same once the payment of this scene is the one that is displayed. */
  readonly own: Recording | undefined;
}

/** One thing to press, and what it is for. */
export interface SceneStep {
  readonly say: string;
  /** `data-control` of what is pressed. Absent: there is only something to see. */
  readonly press?: string;
  /** What the button for it says. */
  readonly button: string;
  /** Whether it can be pressed now. */
  readonly ready: (seen: Seen) => boolean;
  /** Whether its moment has passed: then the scene begins again. */
  readonly missed?: (seen: Seen) => boolean;
}

export interface Scene {
  readonly title: string;
  readonly amount: string;
  readonly steps: readonly SceneStep[];
}

const asksForCard = ({ play }: Seen) => play?.screen.kind === 'card';
const isFree = ({ play, recording }: Seen) =>
  play?.pid !== undefined &&
  (play.screen.kind === 'idle' || play.screen.kind === 'remove' || play.screen.kind === 'done') &&
  (recording === undefined || recording.head.outcome !== undefined);
const isSettled = ({ own }: Seen) => own?.head.outcome !== undefined;
const isUnknown = ({ own }: Seen) =>
  own?.head.tags.includes('outcomeUnknown') === true && own.head.outcome === undefined;
const needsPerson = ({ own }: Seen) => own?.head.tags.includes('needsAttention') === true;

const pay: SceneStep = {
  say: 'The till asks the terminal for the money. The request is stored before it leaves.',
  press: 'pay',
  button: 'Next: pay',
  ready: isFree,
};
const tap: SceneStep = {
  say: 'The terminal waits for the shopper. From now on the money can be taken at any moment.',
  press: 'tap',
  button: 'Next: hold the card',
  ready: asksForCard,
};
const lose: SceneStep = {
  say: 'The answer to the next payment will be lost on its way. The terminal takes the money all the same.',
  press: 'loseAnswer',
  button: 'Next: lose the answer',
  ready: isFree,
};
const end = (say: string): SceneStep => ({ say, button: 'Next scene', ready: isSettled });

/** The story of a payment, in five minutes. */
export const SCENES: readonly Scene[] = [
  {
    title: 'approved',
    amount: '12.99',
    steps: [pay, tap, end('The verified answer is stored, then the till gets it: the sale is paid.')],
  },
  {
    title: 'declined',
    amount: '11.24',
    steps: [
      pay,
      { ...tap, say: 'Test amounts decide what the bank says. This one is too much for the card.' },
      end('No money was taken, and the till knows why. Another attempt is a new payment.'),
    ],
  },
  {
    title: 'the answer is lost',
    amount: '42.00',
    steps: [
      lose,
      pay,
      tap,
      {
        say: 'The connection broke. Was the money taken? The till says that it does not know, and asks the terminal.',
        button: 'Next: see what it learns',
        ready: (seen) => isUnknown(seen) || isSettled(seen),
      },
      end('The terminal repeated its answer. Nothing was charged twice: look at the requests in the ledger.'),
    ],
  },
  {
    title: 'the till restarts',
    amount: '25.00',
    steps: [
      lose,
      pay,
      tap,
      {
        say: 'Unknown, and now the till loses its power as well.',
        press: 'kill',
        button: 'Next: kill the till',
        ready: isUnknown,
        missed: isSettled,
      },
      {
        say: 'The journal has what is left. Nothing is sent again at the start: the terminal is asked.',
        press: 'start',
        button: 'Next: start the till',
        ready: ({ play }) => play !== undefined && play.pid === undefined,
      },
      end('Found by asking, after a restart. The event host.restarted is in the time below.'),
    ],
  },
  {
    title: "another till's payment",
    amount: '9.90',
    steps: [
      {
        say: 'Another till uses the same terminal.',
        press: 'otherTill',
        button: 'Next: another till pays',
        ready: isFree,
      },
      {
        ...pay,
        say: 'Our till asks while the terminal is busy with the other one.',
        ready: ({ play }) => play?.pid !== undefined,
      },
      {
        say: 'Refused: the terminal is busy. The payment of the other till goes on, and is never reported as ours.',
        press: 'tap',
        button: 'Next: the other shopper pays',
        ready: isSettled,
      },
      {
        say: 'The terminal took EUR 17.50 for the other till. Ours says no, and that is true: look at the ledger.',
        button: 'Next scene',
        ready: ({ play }) => play?.screen.kind === 'done',
      },
    ],
  },
  {
    title: 'a person decides',
    amount: '60.00',
    steps: [
      lose,
      pay,
      tap,
      {
        say: 'Now the terminal loses its power and forgets: it can never say what became of this payment.',
        press: 'forget',
        button: 'Next: cut the power',
        ready: isUnknown,
        missed: isSettled,
      },
      {
        say: 'Not found proves nothing after a restart. When the fast checks are used up, a person must look: the ledger below says that it was taken.',
        press: 'charged',
        button: 'Next: it was charged',
        ready: needsPerson,
        missed: isSettled,
      },
      { ...end('The decision is on record, with a name. The terminal is free again.'), button: 'End of the tour' },
    ],
  },
];

/** The amount of a scene stands in the till when it begins. */
export function prepare(scene: Scene): void {
  draft.value = { ...draft.peek(), amount: scene.amount };
}
