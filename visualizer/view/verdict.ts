import type { Head } from '../../machines/inspection/feed.types.ts';
import type { IconName } from '../chart/icons.ts';
import type { Tone } from '../chart/palette.ts';
import { amountOf, duration } from './format.ts';

/** The answer to the first question of everyone who looks: in words for a clerk. */
export interface Verdict {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly question: string;
  readonly answer: string;
  readonly advice: string;
}

const QUESTIONS: Readonly<Record<Head['kind'], string>> = {
  payment: 'May the shopper have been charged?',
  refund: 'May the money have been given back?',
  request: 'May it have had an effect?',
};

const WAIT: Readonly<Record<Head['kind'], string>> = {
  payment: 'Do not charge again, and do not hand the goods or the money back, before it is known.',
  refund: 'Do not give the money back another way before it is known.',
  request: 'Do not repeat it before it is known.',
};

const TAKEN = { tone: 'taken', icon: 'taken' } as const;
const NOT_TAKEN = { tone: 'nottaken', icon: 'nottaken' } as const;
const UNKNOWN = { tone: 'unknown', icon: 'unknown' } as const;

/** @param by the person who decided, where a person did and may be named */
export function verdictOf(head: Head, by?: string): Verdict {
  return { question: QUESTIONS[head.kind], ...answerOf(head, by ?? 'a person') };
}

function answerOf(head: Head, by: string): Omit<Verdict, 'question'> {
  const { kind, state, tags } = head;
  if (head.outcome !== undefined) return settled(head, by);
  if (state === 'queued') {
    return {
      ...NOT_TAKEN,
      answer: 'No: nothing was sent.',
      advice: 'It waits for its terminal, and can be withdrawn.',
    };
  }
  if (tags.includes('needsAttention')) {
    const advice = `Look at the terminal, and in the Customer Area for ${head.ref || 'it'}. Then record what was found.`;
    return { tone: 'unknown', icon: 'stalled', answer: 'Not known. A person must look.', advice };
  }
  if (tags.includes('outcomeUnknown')) {
    return { ...UNKNOWN, answer: 'Not known yet. The terminal is asked again.', advice: WAIT[kind] };
  }
  return {
    tone: 'flight',
    icon: 'flight',
    answer: 'At any moment: it is on the terminal now.',
    advice: 'Wait for the terminal. The till can ask it to stop; that alone proves nothing.',
  };
}

function settled(head: Head, by: string): Omit<Verdict, 'question'> {
  const amount = amountOf(head);
  const { kind, outcome = '', charged } = head;
  if (outcome === 'overridden') {
    const advice = 'The terminal did not confirm it. The decision is on record.';
    if (charged === 'yes') return { ...TAKEN, answer: `Yes, says ${by}.`, advice };
    if (charged === 'no') return { ...NOT_TAKEN, answer: `No, says ${by}.`, advice };
    return { ...UNKNOWN, answer: `Not known: ${by} closed it.`, advice };
  }
  if (outcome === 'accepted' && kind === 'refund') {
    const advice = 'The platform took the order, and reports later whether the money is back.';
    return { ...TAKEN, answer: `It is on its way: ${amount}`.replace(/: $/, '.'), advice };
  }
  if (outcome === 'accepted') return { ...NOT_TAKEN, answer: 'No money moved: it was accepted.', advice: 'Done.' };
  if (charged === 'yes') {
    const less = outcome === 'partial' ? 'Less than asked was taken: collect the rest.' : 'The sale is paid.';
    // Of a part it is not known how much, where the terminal did not say.
    const taken = head.taken !== undefined ? amountOf({ amount: head.taken }) : outcome === 'partial' ? '' : amount;
    return { ...TAKEN, answer: `Yes${taken === '' ? '' : `: ${taken}`}, ${outcome}.`, advice: less };
  }
  const words = outcome.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return { ...NOT_TAKEN, answer: `No: ${words}.`, advice: 'Nothing was taken. Another attempt is a new payment.' };
}

/** What runs out, and until what. */
export interface Due {
  readonly left: string;
  readonly of: string;
}

/**
 * What is due next.
 *
 * @param now of the moment that is looked at
 * @param sentAt when the request left
 */
export function dueOf(
  head: Head,
  now: number,
  facts: { readonly unanswered: number; readonly sentAt: number | undefined },
  limits: { readonly fastChecksMax: number; readonly responseTimeoutMs: number },
): Due {
  if (head.next !== undefined && head.outcome === undefined) {
    const isSlow = head.tags.includes('needsAttention');
    const of = isSlow ? 'slow checks go on' : `check ${facts.unanswered + 1} of ${limits.fastChecksMax}`;
    return { left: head.next > now ? `asks in ${duration(head.next - now)}` : 'asks now', of };
  }
  if (head.state === 'statusChecking')
    return { left: 'asking now', of: `check ${facts.unanswered + 1} of ${limits.fastChecksMax}` };
  if (head.state === 'awaiting' && facts.sentAt !== undefined) {
    return {
      left: `${duration(facts.sentAt + limits.responseTimeoutMs - now)} left`,
      of: 'until the till stops waiting',
    };
  }
  if (head.outcome !== undefined) return { left: duration(now - head.at), of: 'from the request to the outcome' };
  return { left: '', of: '' };
}
