import type { Attributes, AttributeValue } from '@opentelemetry/api';

/** Every attribute of a span. An id may be in a span, which is one transaction; a reference, an amount and card data are in none. */
export const SPAN_ATTRIBUTES = {
  'tenderline.transaction.id': 'the id of the transaction',
  'tenderline.transaction.kind': '`payment`, `refund`, `request`',
  'tenderline.transaction.resumed': '`true` when it was open before the spans began',
  'tenderline.transaction.state': 'the state after the event',
  'tenderline.outcome': 'how it ended: docs/requests.md',
  'tenderline.charged': 'what is known of the money: `yes`, `no`, `unknown`',
  'tenderline.fault': 'the code of the last fault on the way: docs/recovery.md',
  'tenderline.poiid': 'the terminal',
  'tenderline.category': 'the kind of the message: `Payment`, `TransactionStatus`, ...',
  'tenderline.service_id': 'the ServiceID of the request',
  'tenderline.result': '`verified`, `empty`, or the code of the fault',
  'tenderline.answer_bytes': 'the size of the answer',
} as const;

/** The spans, by their names, with the attributes that each may have; what happens to a transaction is an event of its span. */
export const SPANS = {
  'tenderline transaction': {
    what: 'from the request of the till to the outcome, with every status check between; its events are those of its machine',
    attributes: [
      'tenderline.transaction.id',
      'tenderline.transaction.kind',
      'tenderline.transaction.resumed',
      'tenderline.poiid',
      'tenderline.service_id',
      'tenderline.outcome',
      'tenderline.charged',
      'tenderline.fault',
    ],
  },
  'tenderline exchange': {
    what: 'a request on the wire and its answer, below its transaction where it has one',
    attributes: [
      'tenderline.category',
      'tenderline.poiid',
      'tenderline.service_id',
      'tenderline.result',
      'tenderline.fault',
      'tenderline.answer_bytes',
    ],
  },
} as const satisfies Readonly<
  Record<string, { readonly what: string; readonly attributes: readonly (keyof typeof SPAN_ATTRIBUTES)[] }>
>;

/** Every metric. No label is an id, a reference, a terminal or a text of a caller: the number of series is bounded. */
export const METRICS = {
  'tenderline.transactions': { is: 'counter', unit: '1', what: 'settled transactions', labels: ['outcome', 'fault'] },
  'tenderline.transaction.duration': {
    is: 'histogram',
    unit: 's',
    what: 'from the first report of a transaction to its outcome',
    labels: ['outcome'],
  },
  'tenderline.exchanges': {
    is: 'counter',
    unit: '1',
    what: 'requests to terminals that have ended',
    labels: ['category', 'fault'],
  },
  'tenderline.exchange.duration': {
    is: 'histogram',
    unit: 's',
    what: 'from the last byte of a request to its answer, or to the fault',
    labels: ['category'],
  },
  'tenderline.in_flight': {
    is: 'gauge',
    unit: '1',
    what: 'transactions that are reported and not settled',
    labels: [],
  },
  'tenderline.unknown_outcomes': { is: 'gauge', unit: '1', what: 'transactions whose outcome is unknown', labels: [] },
  'tenderline.orphans': { is: 'gauge', unit: '1', what: 'results that wait for a person', labels: [] },
  'tenderline.journal.failing': { is: 'gauge', unit: '1', what: '1 while the journal fails', labels: [] },
  'tenderline.certificate.first_end': {
    is: 'gauge',
    unit: 's',
    what: 'when the first certificate of a terminal ends, in Unix time; absent before the first connection',
    labels: [],
  },
} as const satisfies Readonly<Record<string, Metric>>;

export interface Metric {
  readonly is: 'counter' | 'histogram' | 'gauge';
  readonly unit: '1' | 's';
  readonly what: string;
  readonly labels: readonly ('outcome' | 'fault' | 'category')[];
}

type SpanName = keyof typeof SPANS;
type MetricName = keyof typeof METRICS;

/** The attributes of a span: those of its row, without what is not known. */
export function spanAttributes<Name extends SpanName>(
  _name: Name,
  given: { readonly [Key in (typeof SPANS)[Name]['attributes'][number]]?: AttributeValue | undefined },
): Attributes {
  return known(given);
}

/** The labels of a metric: those of its row, without what is not known. */
export function metricLabels<Name extends MetricName>(
  _name: Name,
  given: { readonly [Key in (typeof METRICS)[Name]['labels'][number]]?: string | undefined },
): Attributes {
  return known(given);
}

function known(given: Readonly<Record<string, AttributeValue | undefined>>): Attributes {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
