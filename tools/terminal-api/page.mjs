// The page docs/terminal-api.md: every message and every member that Adyen's own models have, and what this package makes of it.
import { builders, requestPaths, SENT_BY_ITSELF } from './requests.mjs';
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

/** Why a message has no call of its own. */
const NO_CALL = {
  Batch: "only Adyen's older models have it, and no documentation describes it",
  CardReaderAPDU: 'its commands and their answers are those of an application on a card, which the till alone knows',
  CardReaderInit: "only Adyen's older models have it, and no documentation describes it",
  CardReaderPowerOff: "only Adyen's older models have it, and no documentation describes it",
  Loyalty: "only Adyen's older models have it; a payment and an acquisition read loyalty cards",
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
  const notificationRows = (model) => {
    const ours = responsePaths(read[model], sampleOf(model, attributesOf));
    const as = (path) => join(ours, path, named);
    return rowsOf(model, attributesOf, ours, as, 'left out: no documentation gives it a meaning in a notification');
  };
  const responseRows = (model, name) => {
    const reader = read[model];
    const sample = model === 'TransactionStatusResponse' ? statusSample(attributesOf) : sampleOf(model, attributesOf);
    const ours = reader === undefined ? new Map() : responsePaths(reader, sample);
    const as = (path) => (path === REPEATED ? 'as the answer of the request itself' : join(ours, path, named));
    return rowsOf(model, attributesOf, ours, as, transactions.includes(name) ? '`response`' : '`request`');
  };

  const supportOf = (name) => {
    const calls = requests[name]?.calls;
    return NO_MESSAGE[name] ?? (calls === undefined ? `through ${way(name)}: ${NO_CALL[name]}` : `supported: ${calls}`);
  };
  const sections = names.map((name) => {
    if (NO_MESSAGE[name] !== undefined) return [`## ${name}`, '', sentence(NO_MESSAGE[name])];
    const hasModel = attributesOf(`${name}Request`) !== undefined || attributesOf(name) !== undefined;
    return [
      `## ${name}`,
      '',
      sentence(supportOf(name)),
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
    '## Every message',
    ...table(
      'message',
      names.map((name) => [`[${name}](#${name.toLowerCase()})`, supportOf(name)]),
    ),
    '',
    '## The header of every message',
    ...table('member', header),
    '',
    ...sections.flatMap((lines) => [...lines, '']),
    '## What a terminal sends by itself',
    '',
    'Received by a listener, or by `notificationHandler`; never sent by the till.',
    ...table('member of EventNotification', notificationRows('EventNotification')),
    '',
    'A DisplayRequest of a terminal names a step of the tender in its PredefinedContent: `display$` has it as an event.',
    ...table('member of DisplayRequest', notificationRows('DisplayRequest')),
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

const NAMES_MAX = 5;

/** Result and ErrorCondition decide about more members than are named here. */
function named(found) {
  if (found.every((name) => SENT_BY_ITSELF.includes(name))) return 'sent by itself';
  const names = found.map((name) => `\`${name}\``);
  return names.length > NAMES_MAX ? `${names.slice(0, 3).join(', ')}, ...` : names.join(', ');
}

function sentence(text) {
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function leftOut(path) {
  const row = LEFT_OUT.find(([part]) => part.test(path));
  return row && `left out: ${row[1]}`;
}

/** Of a key of AdditionalResponse. */
function secret({ SECRET_CARD_DATA }, key) {
  const row = SECRET_CARD_DATA.find(({ members }) => members.includes(`AdditionalResponse.${key}`));
  if (row === undefined) return undefined;
  return `left out: ${row.data}${row.instead === 'nothing' ? '' : `; ${row.instead}`}`;
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
    Response: { ...sample.Response, ErrorCondition: 'NotFound' },
    RepeatedMessageResponse: {
      MessageHeader: { ...header, SaleID: 'TILL-01', ServiceID: 'A1', POIID: 'V400m-324688179' },
      RepeatedResponseMessageBody: { PaymentResponse: { Response: { Result: 'Success' } } },
    },
  };
}
