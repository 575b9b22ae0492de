// The parts of the source that Stryker changes, and the tests that have to notice. `STRYKER_PART` chooses one; without it, all of them.

/**
 * What a state machine is made of is made once, when its file is loaded: each change of it needs a run of its own that loads the file anew, against
 * all tests of the part. Elsewhere only the tests that pass the change run, and what is made once (a table, a schema) is left out.
 */
const EACH_RUN_LOADS = { coverageAnalysis: 'all', ignoreStatic: false };
const BY_TEST = { coverageAnalysis: 'perTest', ignoreStatic: true };

const PARTS = {
  crypto: { mutate: ['crypto/**/*.ts'], tests: ['test/unit/crypto/**', 'test/property/crypto*'], ...BY_TEST },
  certs: { mutate: ['certs/**/*.ts'], tests: ['test/unit/certs/**'], ...BY_TEST },
  protocol: {
    mutate: [
      'protocol/outcome.ts',
      'protocol/response-result.ts',
      'protocol/error-conditions.ts',
      'protocol/payment-result/**/*.ts',
      'protocol/outcome-json/**/*.ts',
    ],
    tests: ['test/unit/protocol/**', 'test/property/{outcome,money}*'],
    ...BY_TEST,
  },
  machines: {
    mutate: ['machines/*.ts'],
    tests: ['test/unit/machines/**', 'test/property/sending*'],
    ...EACH_RUN_LOADS,
  },
  engine: {
    mutate: [
      'engine/runtime/pure-machine.ts',
      'engine/transactions/transaction-reducer.ts',
      'engine/transactions/running-transaction.ts',
      'engine/transactions/response-events.ts',
      'engine/transactions/refund-original.ts',
      'engine/journal/journal-format.ts',
      'engine/journal/stored-transactions.ts',
    ],
    tests: [
      'test/unit/engine/runtime/pure-machine*',
      'test/unit/engine/transactions/{transaction-reducer,transaction-exchanges,response-events}*',
      'test/unit/engine/transactions/answers/{manual-status,other-key,rejected-attempt,seen-by-terminal,typed-outcomes}*',
      'test/unit/engine/transactions/admission/refund-original*',
      'test/unit/engine/journal/{journal-format,stored-transactions}*',
    ],
    ...BY_TEST,
  },
};

const name = process.env.STRYKER_PART;
if (name !== undefined && !(name in PARTS)) {
  throw new Error(`STRYKER_PART: expected one of ${Object.keys(PARTS).join(', ')}, found ${name}`);
}
const chosen = name === undefined ? Object.values(PARTS) : [PARTS[name]];

export const mutate = [...chosen.flatMap((part) => part.mutate), '!**/index.ts'];
export const tests = chosen.flatMap((part) =>
  part.tests.map((pattern) => `${pattern}.test.ts`.replace('**.test.ts', '**/*.test.ts')),
);
export const { coverageAnalysis, ignoreStatic } = name === undefined ? EACH_RUN_LOADS : PARTS[name];
