import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeJson } from '../../protocol/codec.ts';
import { readTransactionStatus } from '../../protocol/messages/transaction-status.ts';
import { readResponseResult, type AskedFor } from '../../protocol/response-result.ts';
import { at } from '../support/simulator.ts';
import * as bodies from './bodies.ts';
import { mutated } from './hostile.ts';
import { SEED } from '../support/seed.ts';
import { RUNS, TIMEOUT_MS } from './runs.ts';

const asked: AskedFor = {
  category: 'Payment',
  ServiceID: bodies.REQUEST.ServiceID,
  amount: { currency: 'EUR', value: 1099 },
};

/** What the terminal may say of a payment that took nothing (reference 7.2); not that it still runs. */
const TOOK_NOTHING =
  'aborted busy cancel deviceout insertedcard invalidcard loggedout messageformat notallowed notfound paymentrestriction refusal unavailabledevice unavailableservice unreachablehost wrongpin'.split(
    ' ',
  );
const CONDITIONS = [...TOOK_NOTHING, 'inprogress', 'Communication timeout', 'Success', 'constructor'];

const answers = [bodies.PAYMENT, ...CONDITIONS.map((condition) => bodies.refusedWith(condition))];
const word = (value: unknown) => (typeof value === 'string' ? value.trim().toLowerCase() : undefined);

/** What a body says, by the letter. */
function saidBy(body: unknown): 'success' | 'partial' | 'tookNothing' | 'nothing' {
  const result = word(at(body, 'Response', 'Result'));
  if (result === 'success' || result === 'partial') return result;
  const condition = word(at(body, 'Response', 'ErrorCondition'));
  return result === 'failure' && condition !== undefined && TOOK_NOTHING.includes(condition)
    ? 'tookNothing'
    : 'nothing';
}

/** What each question's verdict claims that the body does not say; nothing when all is well. */
function overclaimed(body: unknown): string[] {
  const said = saidBy(body);
  const questions = [asked, { ...asked, refund: true }, { ...asked, category: 'Reversal' }] as const;
  return questions.flatMap((question) => {
    const verdict = readResponseResult(body, question);
    if (verdict.kind === 'undecided') return [];
    const takesMoney = question === asked;
    const isTrue =
      verdict.charged === 'yes'
        ? takesMoney && (said === 'success' || said === 'partial')
        : verdict.kind === 'accepted'
          ? !takesMoney && said === 'success'
          : said === 'tookNothing';
    return isTrue ? [] : [`${question.category}: ${verdict.kind}, charged ${verdict.charged}, of what says ${said}`];
  });
}

describe('a verdict', () => {
  it(
    'reports money as taken only when the terminal does, and as not taken only when it reports that',
    () => {
      fc.assert(
        fc.property(mutated(answers), (text) => {
          expect(overclaimed(decodeJson(Buffer.from(text)))).toEqual([]);
        }),
        { seed: SEED, numRuns: RUNS * 20 },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'is that of the repeated answer, which is the one that was asked about',
    () => {
      const sale = { reference: 'ORDER-1001', atMs: Date.parse('2026-05-04T10:15:30.000Z') };
      const failed = (ErrorCondition: string) => ({
        Response: { Result: 'Failure', ErrorCondition },
        MessageReference: bodies.REPEATED.MessageReference,
      });
      const seeds = [bodies.REPEATED, failed('NotFound'), failed('InProgress')];
      fc.assert(
        fc.property(mutated(seeds), (text) => {
          const body = decodeJson(Buffer.from(text));
          const status = readTransactionStatus(body, bodies.REQUEST, sale);
          const result = word(at(body, 'Response', 'Result'));
          const condition = word(at(body, 'Response', 'ErrorCondition'));
          const named =
            at(body, 'RepeatedMessageResponse', 'MessageHeader', 'ServiceID') ??
            at(body, 'MessageReference', 'ServiceID');
          if (status.kind === 'notFound' || status.kind === 'inProgress')
            expect([result, condition]).toEqual(['failure', status.kind.toLowerCase()]);
          if (status.kind !== 'repeated') return;
          expect([result, named]).toEqual(['success', bodies.REQUEST.ServiceID]);
          expect(overclaimed(status.body)).toEqual([]);
        }),
        { seed: SEED, numRuns: RUNS * 20 },
      );
    },
    TIMEOUT_MS,
  );
});
