import { describe, expect, it } from 'vitest';
import { GatewayMetrics, measuredJournal } from '../../../../gateway/index.ts';
import { settle } from '../../../support/clock.ts';
import { openTestGateway, payment, startTestGateway } from '../../../support/gateway/test-gateway.ts';
import { approves, heldTerminal, losesAnswers } from '../../../support/terminal/terminal-behaviours.ts';
import { createTestEngine } from '../../../support/test-engine.ts';
import { keptJournal } from '../../../support/test-journals.ts';

describe('the numbers of a gateway', () => {
  it('count transactions by outcome and fault, those in flight and those that are unknown', async () => {
    const { behave, answerNext } = heldTerminal();
    const { put, get } = await startTestGateway(behave);
    await put('/v1/transactions/basket-1', payment());
    await settle();
    await put('/v1/transactions/basket-2?wait=1', payment());
    expect((await get('/metrics')).text).toContain('tenderline_in_flight 1\n');
    await answerNext();
    await put('/v1/transactions/basket-1?wait=9', payment());
    const { text } = await get('/metrics');
    expect(text).toContain('tenderline_transactions_total{outcome="approved",fault=""} 1\n');
    expect(text).toContain('tenderline_transactions_total{outcome="notProcessed",fault="ERR_TERMINAL_OCCUPIED"} 1\n');
    expect(text).toContain('tenderline_in_flight 0\n');
    expect(text).toContain('tenderline_unknown_outcomes 0\n');
    expect(text).toContain('tenderline_outcome_seconds_count 2\n');
    expect(text).toMatch(/tenderline_event_loop_delay_seconds\{quantile="0.99"\} 0?\.?\d/);
    expect(text).toContain('tenderline_http_requests_total{route="PUT /v1/transactions/{id}",status="201"} 2\n');
  });

  it('count an unknown outcome while it is unknown, and not as declined', async () => {
    const { put, get } = await startTestGateway(losesAnswers);
    await put('/v1/transactions/basket-1', payment());
    while (!(await get('/metrics')).text.includes('tenderline_unknown_outcomes 1\n')) await settle();
    expect((await get('/metrics')).text).not.toContain('tenderline_transactions_total{');
  });

  it('count a transaction once, however often it is asked for after a restart', async () => {
    const journal = keptJournal();
    const first = await startTestGateway(approves, { engineOptions: { journal } });
    await first.put('/v1/transactions/basket-1?wait=9', payment());
    await first.gateway.close();
    await first.end();
    const second = await startTestGateway(approves, { engineOptions: { journal }, clock: first.clock });
    await second.put('/v1/transactions/basket-1?wait=9', payment());
    expect((await second.get('/metrics')).text).not.toContain('tenderline_transactions_total{');
  });

  it('have neither an id nor a reference nor a terminal in a label', async () => {
    const { put, get } = await startTestGateway();
    await put('/v1/transactions/basket-1?wait=9', payment({ reference: 'REFERENCE-7' }));
    await get('/v1/terminals/V400m-324688179');
    const { text } = await get('/metrics');
    for (const secret of ['basket-1', 'REFERENCE-7', 'V400m', 'till']) expect(text).not.toContain(secret);
  });

  it('measure the journal that they are given', async () => {
    const metrics = new GatewayMetrics();
    const { engine } = await createTestEngine(approves, { journal: measuredJournal(keptJournal(), metrics) });
    const { put, get } = await openTestGateway(engine, { metrics });
    await put('/v1/transactions/basket-1?wait=9', payment());
    expect((await get('/metrics')).text).toMatch(/tenderline_journal_append_seconds_count [1-9]/);
  });
});
