import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryJournal } from '../../adapters/journal/memory-journal.ts';
import { resolveOptions } from '../../engine/options/resolve-options.ts';
import { requestBody } from '../../engine/requests/request-bodies.ts';
import type { PlannedRequest, TransactionType } from '../../engine/requests/transaction-requests.ts';
import type { Engine, Transaction } from '../../index.ts';
import type { TransactionInput } from '../../machines/index.ts';
import { REQUESTS } from '../arbitraries/requests.ts';
import { settle } from '../support/clock.ts';
import { SEED } from '../support/seed.ts';
import { createTestEngine, TEST_OPTIONS } from '../support/test-engine.ts';

const CALL: { readonly [Type in TransactionType]: (engine: Engine, request: never) => Transaction } = {
  payment: (engine, request) => engine.pay(request),
  refund: (engine, request) => engine.refund(request),
  unreferencedRefund: (engine, request) => engine.unreferencedRefund(request),
  cardAcquisition: (engine, request) => engine.acquireCard(request),
  storedValue: (engine, request) => engine.storedValue(request),
  transact: (engine, request) => engine.transact(request),
};

/** What a till could do with its object after the call: every leaf another one, every list empty, something added. */
function spoil(value: unknown): void {
  if (Array.isArray(value)) {
    value.forEach(spoil);
    value.length = 0;
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      spoil(member);
      (value as Record<string, unknown>)[name] = typeof member === 'number' ? 99_999_999 : 'spoilt';
    }
    (value as Record<string, unknown>)['added'] = { deep: ['spoilt'] };
  }
}

async function inputOf(journal: ReturnType<typeof memoryJournal>): Promise<TransactionInput> {
  for await (const record of journal.read()) if (record.type === 'opened') return record.input;
  throw new Error('nothing was opened');
}

describe(`request and body of a transaction (seed ${SEED})`, () => {
  it.each(Object.keys(REQUESTS) as TransactionType[])(
    'agree in the journal and on the wire, whatever the till does with its object: %s',
    async (type) => {
      await fc.assert(
        fc.asyncProperty(REQUESTS[type], async (request) => {
          const asGiven: unknown = JSON.parse(JSON.stringify(request));
          const journal = memoryJournal();
          const { engine, terminal, end } = await createTestEngine(undefined, { journal });
          CALL[type](engine, request as never);
          spoil(request);
          await settle();
          const input = await inputOf(journal);
          expect(input.request).toEqual({ type, ...(asGiven as object) });
          const context = { options: resolveOptions(TEST_OPTIONS), createdAtMs: input.createdAtMs };
          const stored = JSON.parse(JSON.stringify(input.request)) as PlannedRequest;
          expect(input.body).toEqual(requestBody(stored, context));
          const [sent] = terminal.received;
          expect(sent?.message[`${input.category}Request`]).toEqual(JSON.parse(JSON.stringify(input.body)));
          await end();
        }),
        { seed: SEED, numRuns: 60 },
      );
    },
  );
});
