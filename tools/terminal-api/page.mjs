// The page docs/terminal-api.md: every message and every member that Adyen's own models have, and what this package makes of it.
import { builders, requestPaths } from './requests.mjs';
import { readers, responsePaths, sampleOf, wordPaths } from './responses.mjs';

/** Members that are left out, by the name at the end of their path or of a part of it, and why. */
const LEFT_OUT = [
  [
    /\b(?:SensitiveCardData|ProtectedCardData|TrackData|CardholderPIN|ProtectedSignature)\b/,
    'card data that must stay secret',
  ],
  [/\bPOISerialNumber\b/, 'the POIID names the terminal'],
];

/** Messages that the package never sends, and why. */
const NO_MESSAGE = {
  PIN: "left out: a terminal asks for a PIN by itself, and Adyen's documentation has no such message",
  Transmit: "left out: Adyen's documentation has no such message",
};

const REPEATED = 'RepeatedMessageResponse.RepeatedResponseMessageBody';

/**
 * The page.
 *
 * @param protocol the exports of the door `protocol`
 * @param models Adyen's classes
 * @param categories the categories that are sent
 * @param transactions those of them that go through `transact`
 */
export function terminalApiPage({ protocol, models, categories, transactions }) {
  const attributesOf = (model) => models[model]?.getAttributeTypeMap?.();
  const requests = builders(protocol);
  const read = readers(protocol);
  const messages = [
    ...new Set([...attributesOf('SaleToPOIRequest'), ...attributesOf('SaleToPOIResponse')].map(({ type }) => type)),
  ]
    .filter((name) => /(?:Request|Response|InputUpdate)$/.test(name))
    .map((name) => name.replace(/(?:Request|Response)$/, ''));
  const names = [...new Set([...messages, ...categories])].toSorted((a, b) => (a < b ? -1 : 1));
  const way = (name) => (transactions.includes(name) ? '`transact`' : '`request`');

  const requestRows = (name) => {
    const model = models[`${name}Request`] === undefined ? name : `${name}Request`;
    const builder = requests[name];
    const ours = builder === undefined ? new Map() : requestPaths(builder);
    const as = (path) => join(ours, path, named);
    return rowsOf(model, attributesOf, ours, as, way(name));
  };
  const responseRows = (model, name) => {
    const reader = read[model];
    const sample = model === 'TransactionStatusResponse' ? statusSample(attributesOf) : sampleOf(model, attributesOf);
    const ours = reader === undefined ? new Map() : responsePaths(reader, sample);
    const as = (path) => (path === REPEATED ? 'as the answer of the request itself' : join(ours, path, named));
    return rowsOf(model, attributesOf, ours, as, transactions.includes(name) ? '`response`' : '`request`');
  };

  const sections = names.map((name) => {
    if (NO_MESSAGE[name] !== undefined)
      return [`## ${name}`, '', NO_MESSAGE[name][0].toUpperCase() + NO_MESSAGE[name].slice(1) + '.'];
    const calls = requests[name]?.calls;
    const hasModel = attributesOf(`${name}Request`) !== undefined || attributesOf(name) !== undefined;
    return [
      `## ${name}`,
      '',
      calls === undefined ? `Through ${way(name)}.` : `Supported: ${calls}.`,
      ...(hasModel ? table('member of the request', requestRows(name)) : ['', "Adyen's models have no parts of it."]),
      ...(attributesOf(`${name}Response`) === undefined
        ? []
        : table('member of the answer', responseRows(`${name}Response`, name))),
    ];
  });
  const words = [...wordPaths(read.PaymentResponse)].map(([key, found]) => [
    `\`${key}\``,
    found.length > 0 ? named(found) : (secret(protocol, key) ?? '`response`'),
  ]);
  const header = attributesOf('MessageHeader').map(({ baseName }) => [`\`${baseName}\``, HEADER[baseName] ?? '']);
  return [
    ...INTRODUCTION,
    '## The header of every message',
    ...table('member', header),
    '',
    ...sections.flatMap((lines) => [...lines, '']),
    '## What a terminal sends by itself',
    '',
    'Received by a listener, or by `notificationHandler`; never sent by the till.',
    ...table('member of EventNotification', responseRows('EventNotification', 'EventNotification')),
    '',
    'A DisplayRequest of a terminal names a step of the tender in its PredefinedContent: `display$` has it as an event.',
    '',
    '## Keys of AdditionalResponse',
    '',
    'Read of the answer to a payment; `readAdditionalResponse` reads all of them.',
    ...table('key', words),
    '',
  ].join('\n');
}

const INTRODUCTION = [
  '# The Terminal API, member by member',
  '',
  "Made by `npm run api` from Adyen's own models, from the builders and from the readers of this package: do not edit. A member that goes",
  'or comes with others is listed with them; one that is listed without its parts is treated as a whole.',
  '',
  '| it says              | meaning                                                                                     |',
  '| -------------------- | ------------------------------------------------------------------------------------------- |',
  '| a name               | supported: our name for it, in the request or in what is resolved with                      |',
  '| sent by itself       | the engine fills it in                                                                      |',
  '| `transact`           | only in a body that you write yourself, of `engine.transact`                                |',
  '| `request`            | only in a body that you write yourself, of `terminal.request`, or in the answer to it       |',
  '| `response`           | only in the raw answer, `outcome.response`                                                  |',
  '| left out             | never read into an outcome, and why                                                         |',
  "| not in Adyen's types | documented by Adyen, and missing in the models or spelled otherwise there                   |",
  '',
];

const HEADER = {
  DeviceID: 'left out: the ServiceID names every message, those of devices too',
  MessageCategory: 'the call; `category` of `transact` and `request`',
  MessageClass: 'sent by itself',
  MessageType: 'sent by itself',
  POIID: '`poiid`',
  ProtocolVersion: 'sent by itself',
  SaleID: '`saleId` of the engine',
  ServiceID: '`serviceId`; drawn by itself',
};

/** One row for each member, and for its parts where at least one of them is ours. */
function rowsOf(model, attributesOf, ours, as, otherwise) {
  const rows = [];
  const known = new Set();
  const visit = (type, path, within) => {
    for (const { baseName, type: inner } of attributesOf(type) ?? []) {
      const here = path === '' ? baseName : `${path}.${baseName}`;
      known.add(here);
      const part = /^Array<(.+)>$/.exec(inner)?.[1] ?? inner;
      const hasOurs = [...ours.keys()].some((each) => each.startsWith(`${here}.`));
      const what = as(here);
      const reason = leftOut(here);
      if (hasOurs && what === undefined && !within.includes(part)) visit(part, here, [...within, part]);
      else rows.push([`\`${here}\``, what ?? reason ?? otherwise]);
    }
  };
  visit(model, '', [model]);
  for (const path of ours.keys()) {
    const isKnown =
      [...known].some((each) => each === path) || rows.some(([row]) => `${path}.`.startsWith(`${row.slice(1, -1)}.`));
    if (!isKnown) rows.push([`\`${path}\``, `${as(path)}; not in Adyen's types`]);
  }
  return rows.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** What is said of a path that is ours; nothing where it is not. */
function join(ours, path, say) {
  const found = ours.get(path);
  return found === undefined ? undefined : say(found);
}

const NAMES_MAX = 3;

function named(found) {
  if (found.every((name) => name === 'atMs')) return 'sent by itself';
  const more = found.length > NAMES_MAX ? ', ...' : '';
  return (
    found
      .slice(0, NAMES_MAX)
      .map((name) => `\`${name}\``)
      .join(', ') + more
  );
}

function leftOut(path) {
  const row = LEFT_OUT.find(([part]) => part.test(path));
  return row && `left out: ${row[1]}`;
}

/** Of a key of AdditionalResponse. */
function secret({ SECRET_CARD_DATA }, key) {
  const row = SECRET_CARD_DATA.find(({ members }) => members.includes(`AdditionalResponse.${key}`));
  return row && `left out: ${row.data}`;
}

function table(head, rows) {
  return rows.length === 0
    ? []
    : ['', `| ${head} | here |`, '| --- | --- |', ...rows.map((cells) => `| ${cells.join(' | ')} |`)];
}

/** A status that repeats a payment. */
function statusSample(attributesOf) {
  const sample = sampleOf('TransactionStatusResponse', attributesOf);
  const header = {
    ProtocolVersion: '3.0',
    MessageClass: 'Service',
    MessageCategory: 'Payment',
    MessageType: 'Response',
  };
  return {
    ...sample,
    RepeatedMessageResponse: {
      MessageHeader: { ...header, SaleID: 'TILL-01', ServiceID: 'A1', POIID: 'V400m-324688179' },
      RepeatedResponseMessageBody: { PaymentResponse: { Response: { Result: 'Success' } } },
    },
  };
}
