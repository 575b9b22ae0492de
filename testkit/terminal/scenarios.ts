import { InputError, formatValue } from '../../errors.ts';
import type { Fault, ShopperPlan } from '../../simulator/index.ts';

/**
 * What happens in one transaction at a terminal, as data. Several make one when they are given together: `declines()` and
 * `losesTheAnswer()` is a refusal of which the till does not hear. Times are in milliseconds as a real shop has them: a terminal
 * that runs a hundred times faster waits a hundredth of them.
 */
export interface Scenario {
  /** What the shopper does, and what the host says to the card. Default: as in the terminal's settings. */
  readonly shopper?: Partial<ShopperPlan>;
  /** What happens to the request of the transaction, or to its answer. */
  readonly fault?: Fault;
  /** Who occupies the terminal when the request comes. */
  readonly busyWith?: 'anotherTill' | 'menu';
  /** The power is cut while the host is asked. */
  readonly powerCut?: { readonly forgets: boolean };
  /** From the arrival of the request on, nobody can connect for so long. */
  readonly unreachableMs?: number;
}

/** The host approves, whatever the amount. Money: taken. */
export function approves(): Scenario {
  return { shopper: { host: 'approves' } };
}

/**
 * The host refuses, whatever the amount, for that reason. Money: not taken.
 *
 * @param reason as the outcome's `refusalReason` has it
 */
export function declines(reason = '210 Not enough balance'): Scenario {
  return { shopper: { host: { refuses: reason } } };
}

/**
 * The card holds no more than `value`, in minor units. Money: that much is taken of a payment with tender option
 * `AllowPartialAuthorisation`; of any other that asks for more, none.
 */
export function approvesPartially(value: number): Scenario {
  return { shopper: { host: 'approves', balance: value } };
}

/** The shopper adds a tip, in minor units, to a payment with tender option `AskGratuity`. Money: taken, and the tip with it. */
export function shopperTips(value: number): Scenario {
  return { shopper: { tip: value } };
}

/** The shopper presses the red key. Money: not taken. */
export function shopperCancels(): Scenario {
  return { shopper: { does: 'cancels' } };
}

/** The shopper never presents a card; after two minutes the terminal gives up and says so. Money: not taken. */
export function shopperWalksAway(): Scenario {
  return { shopper: { does: 'neverPresents' } };
}

/**
 * The terminal answers that it is busy: with the payment of another till, whose shopper then leaves, or with somebody in its menu.
 * Money: not taken.
 */
export function isBusy(busyWith: 'anotherTill' | 'menu' = 'anotherTill'): Scenario {
  return { busyWith };
}

/**
 * The terminal takes no connection. Money: not taken, and the till knows at once: nothing was sent. Nobody can see what a connection
 * is for, so it is the next one that is refused: to be given when nothing else is under way.
 */
export function refusesConnections(): Scenario {
  return { fault: { kind: 'refuseConnection' } };
}

/**
 * The connection breaks, and the request is lost with it. Money: not taken. The till sees what it sees when the terminal
 * `losesTheAnswer`, and has to ask to tell the one from the other.
 */
export function losesTheRequest(): Scenario {
  return { fault: { kind: 'loseRequest' } };
}

/** The transaction runs to its end, and the connection breaks in place of the answer. Money: taken, if the host approves. */
export function losesTheAnswer(): Scenario {
  return { fault: { kind: 'dropAfterRead', when: 'atAnswer' } };
}

/** The transaction runs to its end, and its answer never comes; the connection stays open. Money: taken, if the host approves. */
export function neverAnswers(): Scenario {
  return { fault: { kind: 'stall' } };
}

/** The answer comes so much later; after 150 s the till has given it up. Money: taken, if the host approves. */
export function answersLate(byMs: number): Scenario {
  return { fault: { kind: 'stall', delayMs: byMs } };
}

/** Somebody in between answers that it is approved, without the key, and the terminal never sees the request. Money: not taken. */
export function forgesApproval(): Scenario {
  return { fault: { kind: 'forgedApproval' } };
}

/**
 * The request arrives, then the connection breaks and no other is made for so long; the terminal goes on with its shopper. Money:
 * taken, if the host approves.
 */
export function isUnreachableFor(ms: number): Scenario {
  return { fault: { kind: 'dropAfterRead' }, unreachableMs: ms };
}

/**
 * The power is cut when the card is read and the host is asked, and two minutes later the terminal is back. Money: taken, if the
 * host approves. One that forgets cannot tell any more: the outcome stays unknown until a person has looked.
 */
export function restartsDuring({ forgets = false }: { readonly forgets?: boolean } = {}): Scenario {
  return { powerCut: { forgets } };
}

/** Several scenarios of the same transaction, in one. @throws {InputError} `ERR_INPUT_SCENARIO` when two cannot both be, or one is none */
export function together(scenarios: readonly Scenario[]): Scenario {
  return scenarios.reduce<Scenario>((one, other) => {
    if (typeof other !== 'object' || other === null) {
      const found = typeof other === 'function' ? 'a function that was not called' : formatValue(other);
      throw new InputError('ERR_INPUT_SCENARIO', `next: expected a scenario such as declines(), found ${found}`);
    }
    if (one.fault !== undefined && other.fault !== undefined) {
      const found = `${one.fault.kind} and ${other.fault.kind}`;
      throw new InputError(
        'ERR_INPUT_SCENARIO',
        `next: expected one fault for one transaction, found ${found}; what happens to the one after it is told in another call`,
      );
    }
    return { ...one, ...other, shopper: { ...one.shopper, ...other.shopper } };
  }, {});
}
