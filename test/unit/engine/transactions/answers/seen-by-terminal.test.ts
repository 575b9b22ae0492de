import { describe, expect, it } from 'vitest';
import type { EngineOptions } from '../../../../../index.ts';
import { memoryJournal } from '../../../../../adapters/journal/memory-journal.ts';
import { memoryTransport } from '../../../../../adapters/memory-transport.ts';
import type { Transport, TransportResult } from '../../../../../adapters/ports/transport.port.ts';
import { failure } from '../../../../../protocol/faults.ts';
import { settle } from '../../../../support/clock.ts';
import { notificationsTo } from '../../../../support/engine/engine-notifications.ts';
import { http, type Asked, type Behaviour } from '../../../../support/terminal/sealed-terminal.ts';
import { NOT_FOUND } from '../../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../../../support/test-engine.ts';

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

describe('a terminal that notified of the progress of a payment and then says that it never had it', () => {
  const LOST: TransportResult = { kind: 'failed', failure: failure('ERR_LINK_RESET') };

  /** The payment is taken, the shopper inserts the card, the answer is lost, and the terminal has forgotten when it is asked. */
  async function stateAfter(isSealed: boolean, options: (lost: Promise<TransportResult>) => Partial<EngineOptions>) {
    let lose = (): void => undefined;
    const lost = new Promise<TransportResult>((resolve) => (lose = () => resolve(LOST)));
    const journal = memoryJournal();
    const { parts, ...others } = options(lost);
    const { engine, terminal, clock } = await createTestEngine(
      (asked) => (asked.category === 'TransactionStatus' ? asked.answer(NOT_FOUND) : lost),
      { ...others, journal, parts: { ...parts } },
    );
    const { display } = notificationsTo(engine, isSealed ? terminal.keyRing : undefined);
    const payment = engine.pay(order());
    await settle();
    await display(payment.serviceId, 'CARD_INSERTED');
    await display(payment.serviceId, 'WAIT_FOR_PIN');
    lose();
    await settle();
    await clock.step(300_000, 1_000);
    const types: string[] = [];
    for await (const record of journal.read(payment.id)) if (record.type === 'event') types.push(record.event.type);
    return { ...payment.state, types };
  }

  it('is not believed: it restarted within a second, and the money may be taken', async () => {
    const { tags, types } = await stateAfter(true, () => ({}));
    expect(tags).toContain('outcomeUnknown');
    expect(types.filter((type) => type === 'poi.progress')).toHaveLength(1);
  });

  it('is believed after notifications in the clear, which anyone on the network can write', async () => {
    const { outcome, types } = await stateAfter(false, () => ({}));
    expect(outcome).toMatchObject({ kind: 'notProcessed', charged: 'no' });
    expect(types).not.toContain('poi.progress');
  });

  it('is not believed after notifications in the clear, where nothing of that terminal is sealed', async () => {
    const { tags } = await stateAfter(false, (lost) => ({
      terminals: [{ poiid: POIID, host: '192.0.2.1', protection: 'none' }],
      parts: { transport: () => clearTerminal(lost) },
    }));
    expect(tags).toContain('outcomeUnknown');
  });
});

function clearTerminal(lost: Promise<TransportResult>): Transport {
  return memoryTransport((body) => {
    const { MessageHeader } = (
      JSON.parse(Buffer.from(body).toString()) as { SaleToPOIRequest: { MessageHeader: Record<string, string> } }
    ).SaleToPOIRequest;
    if (MessageHeader['MessageCategory'] !== 'TransactionStatus') return lost;
    const SaleToPOIResponse = {
      MessageHeader: { ...MessageHeader, MessageType: 'Response' },
      TransactionStatusResponse: NOT_FOUND,
    };
    return Promise.resolve(http(200, JSON.stringify({ SaleToPOIResponse })));
  });
}
