import { expect, it } from 'vitest';

// Where others import a machine at the top, one that cannot be loaded leaves no test to fail.
it('the machines can be loaded: every state that a transition names is there', async () => {
  const { transactionMachine, terminalMachine } = await import('../../../machines/index.ts');
  expect([transactionMachine.id, terminalMachine.id]).toEqual(['transaction', 'terminal']);
});
