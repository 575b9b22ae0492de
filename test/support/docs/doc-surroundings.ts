/** What the blocks of code in the documentation take as given, each declared once: they are compiled below it. */
export const DOC_SURROUNDINGS = `
import type * as core from 'tenderline';
import type * as testing from 'tenderline/testing';

declare global {
  const createEngine: typeof core.createEngine;
  const options: core.EngineOptions;
  const engine: core.Engine;
  const payment: core.Transaction;
  const outcome: core.Outcome;
  const poiid: string;
  const id: string;
  const amount: core.Amount;
  const reference: string;
  const password: string;
  const cert: string;
  const key: string;
  const sharedKeys: core.SharedKey[];
  const terminals: core.TerminalOptions[];
  function show(...what: readonly unknown[]): void;
  const app: { all(path: string, listener: unknown): void; post(path: string, listener: unknown): void };
  const http: typeof import('node:http');
  const assert: typeof import('node:assert/strict');

  const shop: testing.TestTerminal;
  const { startTestTerminal, inProcessTerminal, proveTill, describeReport }: typeof testing;
  const { approves, declines, losesTheAnswer, neverAnswers }: typeof testing;
  function assertCharged(...given: Parameters<typeof testing.assertCharged>): void;
  function assertNothingCharged(...given: Parameters<typeof testing.assertNothingCharged>): void;
  function assertUnknown(...given: Parameters<typeof testing.assertUnknown>): void;
  function assertTellsTheTruth(...given: Parameters<typeof testing.assertTellsTheTruth>): void;
  const Till: { open(options: core.EngineOptions, tell: unknown): Promise<testing.TillUnderTest> };
}
`;
