import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

class PullReader extends MetricReader {
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

/** The SDK of OpenTelemetry, with everything in memory. */
export function telemetryInMemory() {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const reader = new PullReader();
  const meterProvider = new MeterProvider({ readers: [reader] });
  /** Every point of a metric, as its labels and its value; of a histogram, how many were recorded. */
  const points = async (name: string): Promise<[labels: object, value: unknown][]> => {
    const { resourceMetrics } = await reader.collect();
    return resourceMetrics.scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap(({ dataPoints }) =>
        dataPoints.map(({ attributes, value }): [object, unknown] => [
          attributes,
          typeof value === 'object' ? value.count : value,
        ]),
      );
  };
  /** The labels of every series that was collected, by the name of its metric. */
  const collected = async (): Promise<[name: string, labels: object][]> => {
    const { resourceMetrics } = await reader.collect();
    return resourceMetrics.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes }): [string, object] => [descriptor.name, attributes]),
      );
  };
  return { tracerProvider, meterProvider, spans: () => exporter.getFinishedSpans(), points, collected };
}
