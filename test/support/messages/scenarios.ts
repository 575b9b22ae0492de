import { expect } from 'vitest';
import type { Outcome, SaleToAcquirerData } from '../../../index.ts';
import {
  answersLate,
  approves,
  approvesPartially,
  declines,
  forgesApproval,
  isBusy,
  isUnreachableFor,
  losesTheAnswer,
  losesTheRequest,
  neverAnswers,
  refusesConnections,
  restartsDuring,
  shopperCancels,
  shopperTips,
  shopperWalksAway,
  type Scenario,
} from '../../../testkit/index.ts';

interface ScenarioCase {
  readonly name: string;
  readonly scenarios: readonly Scenario[];
  /** In minor units. Default 1099. */
  readonly value?: number;
  readonly tenderOptions?: NonNullable<SaleToAcquirerData['tenderOptions']>;
  /** What the engine reports: kind, and whether it had to ask. `unresolved`: until a person checks. */
  readonly result: `${Outcome['kind'] | 'unresolved'}${'' | ', asked'}`;
  /** More of the outcome. */
  readonly outcome?: object;
  /** What the terminal took, in minor units. */
  readonly taken: number;
}

/** Every scenario, and the result of a payment of EUR 10.99: what the engine reports, and what is in the terminal's ledger. */
export const SCENARIOS: readonly ScenarioCase[] = [
  { name: 'nothing in particular', scenarios: [], result: 'approved', taken: 1099 },
  { name: 'approves()', scenarios: [approves()], result: 'approved', taken: 1099 },
  {
    name: 'approves(), of an amount that is refused otherwise',
    scenarios: [approves()],
    value: 1124,
    result: 'approved',
    taken: 1124,
  },
  {
    name: 'declines()',
    scenarios: [declines()],
    result: 'declined',
    outcome: { errorCondition: 'Refusal', refusalReason: '210 Not enough balance', message: 'NOT_ENOUGH_BALANCE' },
    taken: 0,
  },
  {
    name: 'declines(reason)',
    scenarios: [declines('Fraud, suspected')],
    result: 'declined',
    outcome: { refusalReason: 'Fraud, suspected' },
    taken: 0,
  },
  {
    name: 'approvesPartially(500)',
    scenarios: [approvesPartially(500)],
    tenderOptions: ['AllowPartialAuthorisation'],
    result: 'partial',
    outcome: { amounts: { authorized: { currency: 'EUR', value: 500 } } },
    taken: 500,
  },
  {
    name: 'approvesPartially(500) of a payment that wants all or nothing',
    scenarios: [approvesPartially(500)],
    result: 'declined',
    taken: 0,
  },
  {
    name: 'shopperTips(200)',
    scenarios: [shopperTips(200)],
    tenderOptions: ['AskGratuity'],
    result: 'approved',
    outcome: { amounts: { tip: { value: 200 }, authorized: { value: 1299 } } },
    taken: 1299,
  },
  { name: 'shopperCancels()', scenarios: [shopperCancels()], result: 'cancelled', taken: 0 },
  { name: 'shopperWalksAway()', scenarios: [shopperWalksAway()], result: 'cancelled', taken: 0 },
  {
    name: 'isBusy()',
    scenarios: [isBusy()],
    result: 'failed',
    outcome: { errorCondition: 'Busy', advice: 'terminalBusy', runningServiceId: expect.any(String) },
    taken: 0,
  },
  {
    name: "isBusy('menu')",
    scenarios: [isBusy('menu')],
    result: 'failed',
    outcome: { errorCondition: 'Busy', message: 'ADMIN_MENU' },
    taken: 0,
  },
  { name: 'refusesConnections()', scenarios: [refusesConnections()], result: 'notProcessed', taken: 0 },
  {
    name: 'losesTheRequest()',
    scenarios: [losesTheRequest()],
    result: 'notProcessed, asked',
    outcome: { failure: { code: 'ERR_NOT_FOUND' } },
    taken: 0,
  },
  { name: 'losesTheAnswer()', scenarios: [losesTheAnswer()], result: 'approved, asked', taken: 1099 },
  { name: 'neverAnswers()', scenarios: [neverAnswers()], result: 'approved, asked', taken: 1099 },
  { name: 'answersLate(3000)', scenarios: [answersLate(3000)], result: 'approved', taken: 1099 },
  { name: 'answersLate(200_000)', scenarios: [answersLate(200_000)], result: 'approved, asked', taken: 1099 },
  { name: 'forgesApproval()', scenarios: [forgesApproval()], result: 'notProcessed, asked', taken: 0 },
  { name: 'isUnreachableFor(30_000)', scenarios: [isUnreachableFor(30_000)], result: 'approved, asked', taken: 1099 },
  { name: 'restartsDuring()', scenarios: [restartsDuring()], result: 'approved, asked', taken: 1099 },
  {
    name: 'restartsDuring({ forgets: true })',
    scenarios: [restartsDuring({ forgets: true })],
    result: 'unresolved',
    taken: 1099,
  },
  {
    name: 'declines(), losesTheAnswer()',
    scenarios: [declines(), losesTheAnswer()],
    result: 'declined, asked',
    taken: 0,
  },
  {
    name: 'shopperCancels(), isUnreachableFor(10_000)',
    scenarios: [shopperCancels(), isUnreachableFor(10_000)],
    result: 'cancelled, asked',
    taken: 0,
  },
  {
    name: 'declines(), restartsDuring()',
    scenarios: [declines(), restartsDuring()],
    result: 'declined, asked',
    taken: 0,
  },
];
