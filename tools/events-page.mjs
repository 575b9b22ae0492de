// Writes docs/events.md: what Tenderline logs, and what it gives OpenTelemetry, each from the table in the code that it is made from.

const PAGE = `# Logs, spans and metrics

Tenderline is silent until it is asked: give \`logger\` to \`createEngine\` and \`createGateway\` (a pino logger, or one of its shape), or
\`--log-level\` to a command, which then logs to stderr. OpenTelemetry is [below](#opentelemetry). The command \`npm run api\` writes this page.

## Log lines

Each line has its name in the field \`event\`. Names and fields stay; the text of a line is for people, always the same, and may be
reworded. Fields may be added.

| level | is for |
| --- | --- |
| \`error\` | a person must act, or it is a bug |
| \`warn\` | an outcome may be unknown, a peer was refused, or something will fail later |
| \`info\` | one line for each request and each answer, and what a person decided |
| \`debug\` | what happens to a transaction |

No line has a message, a key, a passphrase, a password, a token, card data, a receipt or what a shopper typed, at any level: there is no
field for it. A test looks for them in every line of a run with payments, refunds, crypto errors, notifications, the gateway and the doctor.

<!-- events -->

%EVENTS%

<!-- /events -->

A field with \`?\` is left out where it is not known. Beside its own, a line has the fields of what it is about:

| about | fields |
| --- | --- |
%SUBJECTS%

## Fields

| field | is | what it says |
| --- | --- | --- |
%FIELDS%

## OpenTelemetry

\`\`\`ts
import { instrument } from 'tenderline/opentelemetry';

// after the SDK is registered, for example by @opentelemetry/sdk-node
const instrumentation = instrument(engine);
\`\`\`

It needs the package \`@opentelemetry/api\`, an optional peer dependency, and an SDK of yours. Without this import nothing of OpenTelemetry is
loaded; without an SDK nothing is observed and nothing is computed. It looks on from outside: an exporter that fails or is slow holds no
payment up, and what it throws is the line \`engine.subscriberThrew\`. Spans are made a moment after what they are about, with its times.

### Spans

| span | what it covers | its attributes |
| --- | --- | --- |
%SPANS%

| attribute | what it says |
| --- | --- |
%ATTRIBUTES%

A transaction whose card is declined is no error; one that could not be processed is, and so is an exchange with a fault. A transaction that
is refused before anything was stored of it has no span: it is in the metrics.

### Metrics

| metric | is | unit | what it says | labels |
| --- | --- | --- | --- | --- |
%METRICS%

\`outcome\` is one of the [outcomes](requests.md), \`fault\` one of the [faults](recovery.md#every-fault), \`category\` one of the messages. No
label is an id, a reference, a terminal or a text of a caller. That a certificate ends is in the metrics for the fleet as a whole; which
terminal it is says the line \`certificate.endsSoon\`.
`;

const code = (text) => `\`${text}\``;
const listed = (names) => (names.length === 0 ? '-' : names.map(code).join(', '));
const row = (...cells) => `| ${cells.join(' | ')} |`;
const rows = (table, cellsOf) =>
  Object.entries(table)
    .map(([name, entry]) => row(code(name), ...cellsOf(entry)))
    .join('\n');

/** @param tables those of adapters/logging and opentelemetry/attributes */
export function eventsPage({ LOG_EVENTS, LOG_SUBJECTS, LOG_FIELDS, SPANS, SPAN_ATTRIBUTES, METRICS }) {
  const texts = {
    EVENTS: [
      row('event', 'level', 'about', 'text', 'fields'),
      row('---', '---', '---', '---', '---'),
      rows(LOG_EVENTS, ({ level, about, message, fields }) => [code(level), about, message, listed(fields)]),
    ].join('\n'),
    SUBJECTS: Object.entries(LOG_SUBJECTS)
      .map(([about, fields]) => row(about, listed(fields)))
      .join('\n'),
    FIELDS: rows(LOG_FIELDS, ({ is, says }) => [is, says]),
    SPANS: rows(SPANS, ({ what, attributes }) => [what, listed(attributes)]),
    ATTRIBUTES: rows(SPAN_ATTRIBUTES, (says) => [says]),
    METRICS: rows(METRICS, ({ is, unit, what, labels }) => [is, unit, what, listed(labels)]),
  };
  return PAGE.replaceAll(/%([A-Z]+)%/g, (_, name) => texts[name]);
}
