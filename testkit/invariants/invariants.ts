/** What must never happen, each as the sentence that it breaks. */
export const RULES = {
  chargedTwice: 'an order is charged at most once',
  wrongAmount: 'what moves is what was ordered, and a tip where one was asked for',
  notOrdered: 'nothing is sent without an order, and no order is sent again unless it is ordered again',
  sentTwice: 'a ServiceID is sent at most once',
  sentUnowned: 'what moves money leaves from the engine that owns the terminal',
  sentWithdrawn: 'what was aborted before it left is not sent',
  falseApproval: 'what is reported as approved was taken, in that amount',
  falseRefusal: 'what is reported as not charged is not charged, then and later',
  toldTwoThings: 'what was reported of an order stays true',
  chargedBesideUnknown: 'a terminal with an open transaction gets no other one, of the same order either',
  sentUnstored: 'nothing is sent before its intent is stored',
  toldUnstored: 'nothing is reported before it is stored',
  noNextCheck:
    'what is listed as unknown is being checked, has the time of its next check, or waits for the disk, another engine or a person',
  forgotten: 'every order is reported, or listed as unknown',
  neverSettles: 'with a healthy network, what the terminal knows becomes known',
  stateDiffers: 'the journal gives the state that was reported',
  damagedJournal: 'the till leaves no record out that it needs to read its journal',
  enginesDiffer: 'two engines with one journal say the same of an order',
  notTakenOver: 'a terminal whose owner is gone has another one in time',
  secretLogged: 'no secret reaches a log',
  leftBehind: 'a closed till leaves no timer and no connection',
  brokenTill: 'the till starts, takes orders and closes',
} as const;

/** The name of a rule that must hold in the hostile world. */
export type Rule = keyof typeof RULES;

/** A rule that was broken in the hostile world. */
export interface Violation {
  readonly rule: Rule;
  readonly order?: string;
  /** What was observed. */
  readonly detail: string;
  /** Virtual milliseconds since the shop opened. */
  readonly atMs: number;
}
