import { describe, expect, it } from 'vitest';
import { describeEvent, describeReaction, exportedEvent } from '../../../cli/event-words.ts';
import { replay } from '../../../cli/replay.ts';
import { showTime } from '../../../cli/times.ts';
import type { TransactionEventPayload } from '../../../machines/index.ts';
import { failure } from '../../../protocol/faults.ts';
import { BORN_AT_MS } from '../../support/transactions.ts';
import { SECRETS, stored, tellingApproval } from './stored-records.ts';

const fault = failure('ERR_LINK_RESET');

/** One of each. */
const HAPPENINGS: { readonly [Type in TransactionEventPayload['type']]: TransactionEventPayload & { type: Type } } = {
  'link.written': { type: 'link.written' },
  'link.notSent': { type: 'link.notSent', failure: fault },
  'link.lost': { type: 'link.lost', failure: fault },
  'poi.answered': { type: 'poi.answered', result: tellingApproval, recovered: true },
  'poi.rejected': { type: 'poi.rejected', failure: fault },
  'poi.undecided': { type: 'poi.undecided', failure: fault, seen: true },
  'poi.inProgress': { type: 'poi.inProgress' },
  'poi.notFound': { type: 'poi.notFound' },
  'status.unanswered': { type: 'status.unanswered', failure: fault, seen: false },
  'terminal.online': { type: 'terminal.online' },
  'terminal.restarted': { type: 'terminal.restarted' },
  'timer.response': { type: 'timer.response' },
  'timer.check': { type: 'timer.check' },
  'sale.abort': { type: 'sale.abort' },
  'sale.checkStatus': { type: 'sale.checkStatus' },
  'sale.override': { type: 'sale.override', by: 'Ada', reason: 'slip is there', charged: 'yes' },
  'host.restarted': { type: 'host.restarted', rebooted: false },
};

async function stepsOf(...happenings: TransactionEventPayload[]) {
  return replay(stored(happenings));
}

async function reactionsTo(...happenings: TransactionEventPayload[]): Promise<string[]> {
  const steps = await stepsOf(...happenings);
  return steps.map((step, index) => describeReaction(step, steps[index - 1]?.state));
}

describe('the words for an event', () => {
  it('are there for each kind, and no two are the same', async () => {
    const steps = await stepsOf(...Object.values(HAPPENINGS));
    const words = steps.map(({ record }) => describeEvent(record));
    expect(new Set(words).size).toBe(Object.keys(HAPPENINGS).length + 1);
    for (const said of words) expect(said).not.toBe('');
  });

  it.each(['link.notSent', 'link.lost', 'poi.rejected', 'poi.undecided', 'status.unanswered'] as const)(
    'name the fault of %s',
    async (type) => {
      const [, step] = await stepsOf(HAPPENINGS[type]);
      expect(step && describeEvent(step.record)).toContain('ERR_LINK_RESET');
    },
  );

  it('say who overrode and why', async () => {
    const [, step] = await stepsOf(HAPPENINGS['sale.override']);
    expect(step && describeEvent(step.record)).toMatch(/Ada.*charged yes.*slip is there/);
  });
});

describe('the words for what the engine did', () => {
  it('tell a payment whose answer was lost from the request to the settlement', async () => {
    const { 'link.written': written, 'link.lost': lost, 'timer.check': due, 'poi.answered': answered } = HAPPENINGS;
    expect(await reactionsTo(written, lost, due, answered)).toEqual([
      'sets out to send the request',
      'waits for the answer',
      `will ask at ${showTime(BORN_AT_MS + 3500)}`,
      'asks the terminal what became of it',
      'settled: approved',
    ]);
  });

  it('tell that a late answer changes nothing', async () => {
    const answered = HAPPENINGS['poi.answered'];
    expect((await reactionsTo(answered, answered)).at(-1)).toBe('stored; it changes nothing');
  });

  it('tell when staff must look', async () => {
    const { 'link.lost': lost, 'timer.check': due, 'status.unanswered': nothing } = HAPPENINGS;
    const checks = Array.from({ length: 12 }, () => [due, nothing]).flat();
    expect((await reactionsTo(lost, ...checks)).at(-1)).toMatch(/^calls for staff, will ask at /);
  });

  it('tell of an abort that the terminal is asked, not that it stopped', async () => {
    expect((await reactionsTo(HAPPENINGS['link.written'], HAPPENINGS['sale.abort'])).at(-1)).toBe(
      'asks the terminal to stop',
    );
  });
});

describe('an event for programs', () => {
  it('has its place, its time and its name', async () => {
    const steps = await stepsOf(...Object.values(HAPPENINGS));
    expect(steps.map(({ record }) => exportedEvent(record)['event'])).toEqual(['opened', ...Object.keys(HAPPENINGS)]);
    expect(steps.map(({ record }) => exportedEvent(record)['seq'])).toEqual(steps.map((_, index) => index));
  });

  it('holds no body, no receipt, and of the card the masked number only', async () => {
    const steps = await stepsOf(...Object.values(HAPPENINGS));
    const text = JSON.stringify(steps.map(({ record }) => exportedEvent(record)));
    expect(text).toContain('541333 **** 9999');
    expect(text).toContain('PSPREFERENCE1234');
    for (const secret of [...SECRETS, '"mc"', 'ICC']) expect(text).not.toContain(secret);
  });
});
