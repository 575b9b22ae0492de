import { metrics, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Engine } from '../../../index.ts';
import { instrument } from '../../../opentelemetry/index.ts';
import { METRICS, SPAN_ATTRIBUTES, SPANS, type Metric } from '../../../opentelemetry/attributes.ts';
import { settle, steppedClock } from '../../support/clock.ts';
import type { Behaviour } from '../../support/terminal/sealed-terminal.ts';
import { telemetryInMemory } from '../../support/telemetry.ts';
import {
  approves,
  heldTerminal,
  losesAnswers,
  remembersLostAnswers,
} from '../../support/terminal/terminal-behaviours.ts';
import { createTestEngine, order, POIID } from '../../support/test-engine.ts';
import { keptJournal } from '../../support/test-journals.ts';

async function instrumented(behave: Behaviour = approves) {
  const telemetry = telemetryInMemory();
  const world = await createTestEngine(behave);
  const instrumentation = instrument(world.engine, telemetry);
  return { ...telemetry, ...world, instrumentation };
}

const named = (spans: readonly ReadableSpan[], name: string) => spans.filter((span) => span.name === name);
const millis = ([seconds, nanos]: readonly [number, number]) => seconds * 1000 + nanos / 1e6;

describe('without an SDK', () => {
  it('nothing of the engine is looked at, and nothing is computed', () => {
    const untouchable = new Proxy({} as Engine, {
      get: (_, name) => {
        throw new Error(`${String(name)} was read`);
      },
    });
    const instrumentation = instrument(untouchable);
    expect(instrumentation).toMatchObject({ spans: false, metrics: false });
    instrumentation.close();
  });
});

describe('with the SDK that the process has registered', () => {
  it('spans and metrics go there', async () => {
    const { tracerProvider, meterProvider, spans, points } = telemetryInMemory();
    trace.setGlobalTracerProvider(tracerProvider);
    metrics.setGlobalMeterProvider(meterProvider);
    onTestFinished(() => {
      trace.disable();
      metrics.disable();
    });
    const { engine } = await createTestEngine();
    expect(instrument(engine)).toMatchObject({ spans: true, metrics: true });
    await engine.pay(order()).settled();
    await settle();
    expect(named(spans(), 'tenderline transaction')).toHaveLength(1);
    expect(await points('tenderline.transactions')).toEqual([[{ outcome: 'approved' }, 1]]);
  });
});

describe('the spans', () => {
  it('of a payment are one for the transaction, with its steps, and one below for each exchange', async () => {
    const { engine, spans, clock } = await instrumented(remembersLostAnswers());
    const transaction = engine.pay(order());
    await settle();
    await clock.step(10_000);
    await transaction.settled();
    await settle();
    const [payment] = named(spans(), 'tenderline transaction');
    const exchanges = named(spans(), 'tenderline exchange');
    expect(payment?.attributes).toEqual({
      'tenderline.transaction.id': transaction.id,
      'tenderline.transaction.kind': 'payment',
      'tenderline.poiid': POIID,
      'tenderline.service_id': transaction.state.serviceId,
      'tenderline.outcome': 'approved',
      'tenderline.charged': 'yes',
      'tenderline.fault': expect.stringMatching(/^ERR_ANSWER_/),
    });
    expect(payment?.status.code).toBe(SpanStatusCode.UNSET);
    expect(payment?.events.map(({ name }) => name)).toEqual(expect.arrayContaining(['opened', 'intent.stored']));
    expect(exchanges.map(({ attributes }) => attributes['tenderline.category'])).toEqual([
      'Payment',
      'TransactionStatus',
    ]);
    for (const exchange of exchanges) {
      expect(exchange.kind).toBe(SpanKind.CLIENT);
      expect(exchange.spanContext().traceId).toBe(payment?.spanContext().traceId);
      expect(exchange.parentSpanContext?.spanId).toBe(payment?.spanContext().spanId);
    }
    expect(exchanges.map(({ status }) => status.code)).toEqual([SpanStatusCode.ERROR, SpanStatusCode.UNSET]);
    expect(exchanges[1]?.attributes).toMatchObject({ 'tenderline.result': 'verified' });
    // The clock of the engine decides, not that of the moment in which the span is made.
    expect(millis(payment?.startTime ?? [0, 0])).toBeLessThan(clock.now());
    expect(millis(payment?.endTime ?? [0, 0])).toBeLessThanOrEqual(clock.now());
  });

  it('have what the table lists and no other attribute, and nothing of the shopper or the till', async () => {
    const { engine, spans } = await instrumented();
    await engine
      .pay(order({ reference: 'REFERENCE-7', saleToAcquirerData: { shopperEmail: 'ada@example.com' } }))
      .settled();
    await engine.terminal(POIID).diagnose();
    await settle();
    for (const { name, attributes, events } of spans()) {
      const { attributes: listed } = SPANS[name as keyof typeof SPANS];
      expect(Object.keys(attributes).filter((key) => !listed.some((one) => one === key))).toEqual([]);
      for (const event of events) {
        expect(Object.keys(event.attributes ?? {}).filter((key) => !(key in SPAN_ATTRIBUTES))).toEqual([]);
      }
    }
    const text = JSON.stringify(spans().map(({ name, attributes, events }) => ({ name, attributes, events })));
    for (const secret of ['REFERENCE-7', 'ada@example.com', '1099', 'EUR']) expect(text).not.toContain(secret);
    expect(named(spans(), 'tenderline exchange').at(-1)?.parentSpanContext).toBeUndefined();
  });

  it('of a transaction that an earlier process left open begin when it is seen, and say so', async () => {
    const journal = keptJournal();
    const clock = steppedClock();
    const first = await createTestEngine(losesAnswers, { journal }, clock);
    first.engine.pay(order());
    await settle();
    await first.end();
    const telemetry = telemetryInMemory();
    const second = await createTestEngine(remembersLostAnswers(), { journal }, clock);
    instrument(second.engine, telemetry);
    await settle();
    await clock.step(60_000);
    await settle();
    expect(named(telemetry.spans(), 'tenderline transaction').map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({ 'tenderline.transaction.resumed': true, 'tenderline.outcome': 'approved' }),
    ]);
  });

  it('that are open when the engine closes end without an outcome', async () => {
    const { engine, spans, end } = await instrumented(losesAnswers);
    engine.pay(order());
    await settle();
    await end();
    const [payment] = named(spans(), 'tenderline transaction');
    expect(payment?.attributes['tenderline.outcome']).toBeUndefined();
    expect(payment?.events.length).toBeGreaterThan(2);
  });

  it('end when their maker is closed, and the engine goes on', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, spans, instrumentation, points } = await instrumented(behave);
    const transaction = engine.pay(order());
    await settle();
    instrumentation.close();
    instrumentation.close();
    expect(named(spans(), 'tenderline transaction')).toHaveLength(1);
    await answerNext();
    expect(await transaction.settled()).toMatchObject({ kind: 'approved' });
    expect(await points('tenderline.transactions')).toEqual([]);
  });
});

describe('the metrics', () => {
  it('count by outcome, fault and category, and measure how long it took', async () => {
    const { behave, answerNext } = heldTerminal();
    const { engine, points } = await instrumented(behave);
    const payment = engine.pay(order());
    await settle();
    await engine.pay(order({ reference: 'ORDER-2' })).settled();
    expect(await points('tenderline.in_flight')).toEqual([[{}, 1]]);
    await answerNext();
    await payment.settled();
    await settle();
    expect(await points('tenderline.transactions')).toEqual(
      expect.arrayContaining([
        [{ outcome: 'approved' }, 1],
        [{ outcome: 'notProcessed', fault: 'ERR_TERMINAL_OCCUPIED' }, 1],
      ]),
    );
    expect(await points('tenderline.transaction.duration')).toEqual(
      expect.arrayContaining([
        [{ outcome: 'approved' }, 1],
        [{ outcome: 'notProcessed' }, 1],
      ]),
    );
    expect(await points('tenderline.exchanges')).toEqual([[{ category: 'Payment' }, 1]]);
    expect(await points('tenderline.exchange.duration')).toEqual([[{ category: 'Payment' }, 1]]);
    expect(await points('tenderline.in_flight')).toEqual([[{}, 0]]);
  });

  it('count an unknown outcome while it is unknown, and not as settled', async () => {
    const { engine, points } = await instrumented(losesAnswers);
    engine.pay(order());
    while (engine.unresolved().length === 0) await settle();
    expect(await points('tenderline.unknown_outcomes')).toEqual([[{}, 1]]);
    expect(await points('tenderline.transactions')).toEqual([]);
    expect(await points('tenderline.exchanges')).toEqual([
      [{ category: 'Payment', fault: expect.stringMatching(/^ERR_ANSWER_/) }, 1],
    ]);
  });

  it('have the labels of the table, and neither an id nor a reference nor a terminal in one', async () => {
    const { engine, collected } = await instrumented();
    const { id, state } = engine.pay(order({ reference: 'REFERENCE-7' }));
    await settle();
    const series = await collected();
    for (const secret of [id, state.serviceId, 'REFERENCE-7', 'V400m', 'TILL-01']) {
      expect(JSON.stringify(series)).not.toContain(secret);
    }
    const rows: Readonly<Record<string, Metric>> = METRICS;
    const wrong = series.filter(([name, labels]) =>
      Object.keys(labels).some((label) => rows[name]?.labels.some((one) => one === label) !== true),
    );
    expect(wrong).toEqual([]);
    // Without a connection over TLS no certificate is known.
    const absent = Object.keys(METRICS).filter((name) => series.every(([one]) => one !== name));
    expect(absent).toEqual(['tenderline.certificate.first_end']);
  });
});

describe('an SDK or an exporter that fails', () => {
  const fail = (): never => {
    throw new Error('the collector is gone');
  };

  it.each([
    ['the start of a span', { onStart: fail, onEnd: () => {} }],
    ['the end of a span', { onStart: () => {}, onEnd: fail }],
  ])('at %s ends no payment, and leaves nothing behind', async (_, processor) => {
    const { BasicTracerProvider } = await import('@opentelemetry/sdk-trace-base');
    const nothing = { forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() };
    const tracerProvider = new BasicTracerProvider({ spanProcessors: [{ ...nothing, ...processor }] });
    const { meterProvider, points } = telemetryInMemory();
    const { engine } = await createTestEngine();
    instrument(engine, { tracerProvider, meterProvider });
    for (let round = 0; round < 3; round += 1) {
      expect(await engine.pay(order()).settled()).toMatchObject({ kind: 'approved' });
      await settle();
    }
    // The metrics do not depend on the spans.
    expect(await points('tenderline.transactions')).toEqual([[{ outcome: 'approved' }, 3]]);
  });

  it('at a metric ends no payment, and the spans do not depend on it', async () => {
    const { tracerProvider, spans } = telemetryInMemory();
    const gauge = { addCallback: () => {}, removeCallback: () => {} };
    const meter = {
      createCounter: () => ({ add: fail }),
      createHistogram: () => ({ record: fail }),
      createObservableGauge: () => gauge,
    };
    const { engine } = await createTestEngine();
    instrument(engine, { tracerProvider, meterProvider: { getMeter: () => meter as never } });
    expect(await engine.pay(order()).settled()).toMatchObject({ kind: 'approved' });
    await settle();
    expect(spans()).toHaveLength(2);
  });
});
