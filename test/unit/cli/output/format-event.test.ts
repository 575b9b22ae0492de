import { describe, expect, it } from 'vitest';
import { formatEvent, formatReaction } from '../../../../cli/output/format-event.ts';
import { formatTime } from '../../../../cli/output/format-time.ts';
import type { JournalHistory } from '../../../../index.ts';
import type { TransactionEventPayload } from '../../../../machines/index.ts';
import { BORN_AT_MS, paymentInput } from '../../../support/transactions.ts';
import { EVENTS, stepsOf } from '../events.ts';
import { historyOf, journalOf, recordsOf } from '../stored-records.ts';

async function reactionsTo(...events: TransactionEventPayload[]): Promise<string[]> {
  return reactionsIn(await historyOf(events));
}

function reactionsIn({ steps }: JournalHistory): string[] {
  return steps.map((step, index) => formatReaction(step, steps[index - 1]?.state));
}

describe('an event for people', () => {
  it('has a sentence for each type of event, and no two are the same', async () => {
    const steps = await stepsOf(...Object.values(EVENTS));
    const sentences = steps.map(({ record }) => formatEvent(record));
    expect(new Set(sentences).size).toBe(Object.keys(EVENTS).length + 2);
    for (const sentence of sentences) expect(sentence).not.toBe('');
  });

  it.each(['link.notSent', 'link.lost', 'poi.rejected', 'poi.undecided', 'status.unanswered'] as const)(
    'names the fault of %s',
    async (type) => {
      const [, , step] = await stepsOf(EVENTS[type]);
      expect(step && formatEvent(step.record)).toContain('ERR_LINK_RESET');
    },
  );

  it('says who overrode the transaction and why', async () => {
    const [, , step] = await stepsOf(EVENTS['sale.override']);
    expect(step && formatEvent(step.record)).toMatch(/Ada.*charged yes.*slip is there/);
  });
});

describe('what the engine did, for people', () => {
  it('follows a payment whose answer was lost from the request to the settlement', async () => {
    const { 'link.written': written, 'link.lost': lost, 'timer.check': due, 'poi.answered': answered } = EVENTS;
    expect(await reactionsTo(written, lost, due, answered)).toEqual([
      'waits until the intent is stored',
      'sets out to send the request',
      'waits for the answer',
      `will ask at ${formatTime(BORN_AT_MS + 3500)}`,
      'asks the terminal what became of it',
      'settled: approved',
    ]);
  });

  it('says of a transaction of an older version that it was sent when it was asked for', async () => {
    const input = paymentInput();
    const opened = { version: 1, transaction: input.id, seq: 0, atMs: BORN_AT_MS, type: 'opened', input } as const;
    const history = await (await journalOf([opened])).history(input.id);
    expect(history && reactionsIn(history)).toEqual(['sets out to send the request']);
  });

  it('says that nothing is sent and why, when it was too late or a process ended before', async () => {
    const limits = { ...paymentInput().limits, sendWithinMs: -1 };
    expect(reactionsIn(await historyOf([], { limits })).at(-1)).toMatch(
      /^sends nothing: .*\(ERR_SEND_TOO_LATE\), settled: notProcessed$/,
    );
    const records = recordsOf([EVENTS['host.restarted']]);
    const unsent = records.filter(({ seq }) => seq !== 1).map((record, seq) => ({ ...record, seq }));
    const history = await (await journalOf(unsent)).history(paymentInput().id);
    expect(history && reactionsIn(history).at(-1)).toMatch(
      /^sends nothing: .*\(ERR_HOST_RESTARTED_UNSENT\), settled: notProcessed$/,
    );
  });

  it('says that a late answer changes nothing', async () => {
    const answered = EVENTS['poi.answered'];
    expect((await reactionsTo(answered, answered)).at(-1)).toBe('stored; it changes nothing');
  });

  it('says when staff must look', async () => {
    const { 'link.lost': lost, 'timer.check': due, 'status.unanswered': nothing } = EVENTS;
    const checks = Array.from({ length: 12 }, () => [due, nothing]).flat();
    expect((await reactionsTo(lost, ...checks)).at(-1)).toMatch(/^calls for staff, will ask at /);
  });

  it('says of an abort that the terminal is asked to stop, not that it stopped', async () => {
    expect((await reactionsTo(EVENTS['link.written'], EVENTS['sale.abort'])).at(-1)).toBe('asks the terminal to stop');
  });
});
