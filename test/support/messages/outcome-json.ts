import { expect } from 'vitest';
import {
  outcomeToJson,
  OutcomeJsonSchema,
  TransactionJsonSchema,
  transactionToJson,
  type Engine,
  type Outcome,
  type TransactionState,
} from '../../../index.ts';

/** Checks that an outcome as JSON is what its schema says: every member is there, is of its type, and there is no other. */
export function expectOutcomeJson(outcome: Outcome): void {
  const { response: _, ...members } = outcome;
  const json = outcomeToJson(outcome);
  expect(OutcomeJsonSchema.parse(json)).toStrictEqual(json);
  expect(Object.keys(json).toSorted()).toStrictEqual(
    Object.entries(members)
      .filter(([, value]) => value !== undefined)
      .map(([name]) => name)
      .toSorted(),
  );
}

function expectTransactionJson(state: TransactionState): void {
  const json = transactionToJson(state);
  expect(TransactionJsonSchema.parse(json)).toStrictEqual(json);
  expect(JSON.parse(JSON.stringify(json))).toStrictEqual(json);
  if (state.outcome !== undefined) expectOutcomeJson(state.outcome);
}

/** Checks the JSON of everything that an engine of a test reports. */
export function checkingJson(engine: Engine): Engine {
  engine.transactions$.subscribe((state) => {
    try {
      expectTransactionJson(state);
    } catch (error) {
      // The engine contains what its subscribers throw: thrown later, it ends the run.
      queueMicrotask(() => {
        throw error;
      });
    }
  });
  return engine;
}
