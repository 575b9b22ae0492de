import { describe, expect, it } from 'vitest';
import type { Head } from '../../../machines/index.ts';
import { CHARGED_OF } from '../../../protocol/outcome.ts';
import { duration, size } from '../../../visualizer/view/format.ts';
import { dueOf, verdictOf } from '../../../visualizer/view/verdict.ts';

const head = (over: Partial<Head> = {}): Head => ({
  id: 'a',
  poi: 'V400m-1',
  sid: 'S',
  ref: 'ORDER-1',
  kind: 'payment',
  amount: { currency: 'EUR', value: 4200 },
  state: 'awaiting',
  tags: ['inFlight'],
  charged: 'unknown',
  at: 1000,
  ...over,
});

describe('the verdict', () => {
  it('never says no of what is in flight or unknown, and never gives it the colour of an end', () => {
    for (const kind of ['payment', 'refund', 'request'] as const) {
      const open = [
        head({ kind, state: 'sending' }),
        head({ kind }),
        head({ kind, state: 'timedOut', tags: ['outcomeUnknown'] }),
        head({ kind, state: 'timedOut', tags: ['outcomeUnknown', 'needsAttention'] }),
        head({ kind, state: 'statusChecking', tags: ['outcomeUnknown'] }),
        head({ kind, state: 'damaged', tags: ['outcomeUnknown', 'needsAttention'] }),
      ].map((one) => verdictOf(one));
      expect(open.filter(({ answer }) => /^(No|Yes)\b/.test(answer))).toEqual([]);
      expect(open.filter(({ tone }) => tone !== 'flight' && tone !== 'unknown')).toEqual([]);
    }
  });

  it('says of every end what it means for the money', () => {
    const ends = Object.entries(CHARGED_OF).flatMap(([outcome, all]) => all.map((charged) => ({ outcome, charged })));
    const said = ends.map(({ outcome, charged }) => {
      const { answer, tone } = verdictOf(head({ state: 'settled', tags: [], outcome, charged }), 'Kim');
      return `${outcome} ${charged}: ${tone}, ${answer}`;
    });
    expect(said).toEqual([
      'approved yes: taken, Yes: EUR 42.00, approved.',
      'partial yes: taken, Yes, partial.',
      'accepted no: nottaken, No money moved: it was accepted.',
      'declined no: nottaken, No: declined.',
      'cancelled no: nottaken, No: cancelled.',
      'failed no: nottaken, No: failed.',
      'notProcessed no: nottaken, No: not processed.',
      'overridden yes: taken, Yes, says Kim.',
      'overridden no: nottaken, No, says Kim.',
      'overridden unknown: unknown, Not known: Kim closed it.',
    ]);
  });

  it('says how much was taken, not how much was asked for', () => {
    const partial = head({
      state: 'settled',
      outcome: 'partial',
      charged: 'yes',
      taken: { currency: 'EUR', value: 1000 },
    });
    expect(verdictOf(partial).answer).toBe('Yes: EUR 10.00, partial.');
  });

  it('asks of a refund whether the money was given back', () => {
    const { question, answer } = verdictOf(
      head({ kind: 'refund', state: 'settled', outcome: 'accepted', charged: 'no' }),
    );
    expect(question).toBe('May the money have been given back?');
    expect(answer).toBe('It is on its way: EUR 42.00');
  });
});

describe('what is due', () => {
  const limits = { fastChecksMax: 12, responseTimeoutMs: 150_000 };

  it('counts down to the next check, or to the end of the wait', () => {
    const unknown = head({ state: 'timedOut', tags: ['outcomeUnknown'], next: 4500 });
    expect(dueOf(unknown, 3000, { unanswered: 2, sentAt: 1000 }, limits)).toEqual({
      left: 'asks in 1.5 s',
      of: 'check 3 of 12',
    });
    expect(dueOf(head(), 2000, { unanswered: 0, sentAt: 1000 }, limits).left).toBe('149 s left');
  });

  it('is written in units that fit', () => {
    expect([0, 1500, 41_000, 840_000, 7_200_000].map(duration)).toEqual(['0.0 s', '1.5 s', '41 s', '14 min', '2 h']);
    expect([34, 1934].map(size)).toEqual(['34 B', '1.9 kB']);
  });
});
