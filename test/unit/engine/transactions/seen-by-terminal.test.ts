import { describe, expect, it } from 'vitest';
import { settle } from '../../../support/clock.ts';
import { http, type Asked, type Behaviour } from '../../../support/sealed-terminal.ts';
import { NOT_FOUND } from '../../../support/terminal-behaviours.ts';
import { createTestEngine, order } from '../../../support/test-engine.ts';

/** Answers the payment like that, and knows nothing of it when it is asked. */
const forgetful =
  (answer: (asked: Asked) => ReturnType<typeof http>): Behaviour =>
  (asked) =>
    asked.category === 'TransactionStatus' ? asked.answer(NOT_FOUND) : answer(asked);

const verified = (asked: Asked) => asked.answer({});

/** The same answer with a signature that does not hold. */
function forged(asked: Asked): ReturnType<typeof http> {
  const answer = verified(asked);
  if (answer.kind !== 'answered') throw new Error('expected an answer');
  const text = Buffer.from(answer.body).toString();
  return http(200, text.replace(/"Hmac":"../, '"Hmac":"AA'));
}

async function outcomeAfter(behave: Behaviour) {
  const { engine, clock } = await createTestEngine(behave);
  const payment = engine.pay(order());
  await settle();
  await clock.step(300_000, 1_000);
  return payment.state;
}

describe('a terminal that answered a payment and then says that it never had it', () => {
  it.each([
    ['that is verified and decides nothing', verified],
    ['that cannot be opened', forged],
  ])('is not believed after an answer %s: the money may be taken', async (_, answer) => {
    const state = await outcomeAfter(forgetful(answer));
    expect(state.outcome).toBeUndefined();
    expect(state.tags).toContain('outcomeUnknown');
  });

  it('is believed after an answer that does not show that it had the request', async () => {
    const state = await outcomeAfter(forgetful(() => http(200, '')));
    expect(state.outcome).toMatchObject({ kind: 'notProcessed', charged: 'no' });
  });
});
