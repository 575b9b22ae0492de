import {
  createNoopMeter,
  metrics,
  ProxyTracerProvider,
  trace,
  type Meter,
  type MeterProvider,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { systemClock } from '../adapters/system-clock.ts';
import type { Engine } from '../engine/engine.ts';
import { VERSION } from '../version.ts';
import { Instruments } from './instruments.ts';
import { Spans } from './spans.ts';

/** Where the spans and the numbers go. */
export interface InstrumentOptions {
  /** Default: the global one, as an SDK has registered it. */
  readonly tracerProvider?: TracerProvider | undefined;
  /** Default: the global one, as an SDK has registered it. */
  readonly meterProvider?: MeterProvider | undefined;
}

/** What OpenTelemetry is given of an engine, until it is closed. */
export interface Instrumentation {
  /** Whether there is an SDK for spans, and one for metrics. Without, nothing of the kind is computed. */
  readonly spans: boolean;
  readonly metrics: boolean;
  /** Ends it. The engine goes on. Closing the engine ends it as well. Safe to call twice. */
  close(): void;
}

const SCOPE = 'tenderline';

/**
 * Gives OpenTelemetry spans and metrics of an engine: docs/events.md lists them. Call it once, after the SDK is registered. Without an SDK
 * nothing is observed and nothing is computed.
 *
 * It looks on, through `engine.inspect$` and `engine.transactions$`: what an exporter or an SDK throws is logged by the engine, and no
 * payment waits for it.
 */
export function instrument(engine: Engine, options: InstrumentOptions = {}): Instrumentation {
  const tracer = tracerOf(options.tracerProvider ?? trace.getTracerProvider());
  const meter = meterOf(options.meterProvider ?? metrics.getMeterProvider());
  const spans = tracer && new Spans(tracer, (id) => isOpen(engine, id));
  const instruments = meter && new Instruments(meter, systemClock);

  const ends: (() => void)[] = [];
  const close = () => {
    for (const end of ends.splice(0)) end();
  };
  if (instruments !== undefined) {
    ends.push(instruments.watch(engine));
    const measured = engine.inspect$.subscribe({ next: (entry) => instruments.take(entry), complete: close });
    ends.push(() => measured.unsubscribe());
  }
  if (spans !== undefined) {
    const traced = engine.inspect$.subscribe({ next: (entry) => spans.take(entry), complete: close });
    ends.push(
      () => traced.unsubscribe(),
      () => spans.close(),
    );
  }
  return { spans: spans !== undefined, metrics: instruments !== undefined, close };
}

function isOpen(engine: Engine, id: string): boolean {
  const transaction = engine.transaction(id);
  return transaction !== undefined && transaction.state.state !== 'settled';
}

/** `undefined` when no SDK is registered behind the global provider. */
function tracerOf(provider: TracerProvider): Tracer | undefined {
  if (provider instanceof ProxyTracerProvider) return provider.getDelegateTracer(SCOPE, VERSION);
  return provider.getTracer(SCOPE, VERSION);
}

function meterOf(provider: MeterProvider): Meter | undefined {
  const meter = provider.getMeter(SCOPE, VERSION);
  return meter === createNoopMeter() ? undefined : meter;
}
