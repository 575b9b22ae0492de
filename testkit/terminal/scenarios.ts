import type { Fault, ShopperPlan } from '../../simulator/index.ts';

/**
 * What happens in one transaction at a terminal, as data. Scenarios that are given together are combined: `declines()` and
 * `losesTheAnswer()` is a refusal whose answer does not arrive. Times are in milliseconds of a real shop: a terminal that runs a
 * hundred times faster waits a hundredth of them.
 */
export interface Scenario {
  /** What the shopper does, and the host's answer to the card. Default: as in the terminal's settings. */
  readonly shopper?: Partial<ShopperPlan>;
  /** What happens to the request of the transaction, or to its answer. */
  readonly fault?: Fault;
  /** What occupies the terminal when the request arrives. */
  readonly busyWith?: 'anotherTill' | 'menu';
  /** The power is cut while the host is asked. */
  readonly powerCut?: { readonly forgets: boolean };
  /** How long no connection is accepted, from the arrival of the request, in milliseconds. */
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

/** The shopper never presents a card; after two minutes the terminal gives up and reports it. Money: not taken. */
export function shopperWalksAway(): Scenario {
  return { shopper: { does: 'neverPresents' } };
}

/**
 * The terminal answers that it is busy: with the payment of another till, whose shopper then leaves, or with its menu open.
 * Money: not taken.
 */
export function isBusy(busyWith: 'anotherTill' | 'menu' = 'anotherTill'): Scenario {
  return { busyWith };
}

/**
 * The terminal accepts no connection. Money: not taken, and the till knows at once: nothing was sent. The purpose of a connection
 * is not visible, so the next one is refused: to be used when no other request is in progress.
 */
export function refusesConnections(): Scenario {
  return { fault: { kind: 'refuseConnection' } };
}

/**
 * The connection breaks, and the request is lost with it. Money: not taken. To the till this looks the same as `losesTheAnswer`;
 * only a status request can tell the difference.
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

/** The answer comes `byMs` later; after 150 s the till has given it up. Money: taken, if the host approves. */
export function answersLate(byMs: number): Scenario {
  return { fault: { kind: 'stall', delayMs: byMs } };
}

/** An attacker without the key answers that the payment is approved; the terminal never gets the request. Money: not taken. */
export function forgesApproval(): Scenario {
  return { fault: { kind: 'forgedApproval' } };
}

/**
 * The request arrives, then the connection breaks and none is accepted for `ms`; the terminal continues with its shopper. Money:
 * taken, if the host approves.
 */
export function isUnreachableFor(ms: number): Scenario {
  return { fault: { kind: 'dropAfterRead' }, unreachableMs: ms };
}

/**
 * The power is cut when the card is read and the host is asked, and two minutes later the terminal is back. Money: taken, if the
 * host approves. A terminal that forgets cannot report it any more: the outcome stays unknown until a person checks.
 */
export function restartsDuring({ forgets = false }: { readonly forgets?: boolean } = {}): Scenario {
  return { powerCut: { forgets } };
}
