// Which members of an answer are read, and as what, for docs/terminal-api.md: an answer that has everything is read without one member
// after the other, and what is missing then is what that member becomes.
import { ADDITIONAL_KEYS } from './additional-keys.mjs';
import { leaves } from './requests.mjs';

const eur = (value) => ({ currency: 'EUR', value });
const EARLIER = { MessageCategory: 'Payment', SaleID: 'TILL-01', ServiceID: 'A1', POIID: 'V400m-324688179' };

const INPUT_COMMANDS = [
  'GetConfirmation',
  'GetSignature',
  'TextString',
  'DigitString',
  'DecimalString',
  'GetPhoneNumber',
  'GetRating',
  'GetOneKeyRating',
  'GetMenuEntry',
  'Password',
  'GetAnyKey',
  'GetFunctionKey',
  'SiteManager',
];
const INPUT = { question: 'A?', cancelLabel: 'N', confirmLabel: 'Y', entries: ['A', 'B'] };

/** Values that a reader takes, by the end of the path; anything else is made of its type. */
const VALUES = [
  [/Response\.Result$/, 'Success'],
  [/ErrorCondition$/, 'Refusal'],
  [
    /AdditionalResponse$/,
    'message=x&batteryLevel=1&additionalData=%7B%22Barcode%22%3A%7B%22Data%22%3A%221%22%2C%22Symbology%22%3A%22EAN8%22%7D%7D',
  ],
  [/ConvertedAmount\.Currency$/, 'USD'],
  [/Currency$/, 'EUR'],
  [/AuthorizedAmount$/, 11.5],
  [/TimeStamp$/, '2026-05-04T10:15:30.000Z'],
  [/POITransactionID\.TransactionID$/, 'Bx4N.QWERTY1234567890'],
  [/MessageReference\.MessageCategory$/, 'Payment'],
  [/MessageReference\.SaleID$/, 'TILL-01'],
  [/MessageReference\.ServiceID$/, 'A1'],
  [/MessageReference\.POIID$/, 'V400m-324688179'],
  [/OnlineFlag$/, false],
  [/(?:Rate|Markup)$/, '1.0'],
  [/Event$|EventToNotify$/, 'SaleWakeUp'],
  [/Input\.Password$/, '2468'],
  [
    /PredefinedContent\.ReferenceID$/,
    'event=TENDER_FINAL&result=APPROVED&TransactionID=Bx4N&TimeStamp=2026-05-04T10:15:30Z',
  ],
  [/OutputFormat$/, 'Text'],
  [/CharacterStyle$/, 'Bold'],
  [/OutputText\.Text$/, 'name=A&value=B&key=c'],
];

/** What Adyen documents and its models do not have. */
const DOCUMENTED = [
  [/ConvertedAmount$/, { AmountValue: 1 }],
  [/StoredValueAccountID$/, { StoredValueID: '123456789' }],
];

/** @returns {Record<string, (body: object) => unknown>} what is read of each answer */
export function readers(protocol) {
  const result = (category) => (body) =>
    protocol.readResponseResult(body, { category, ServiceID: 'A1', amount: eur(1000) });
  return {
    PaymentResponse: result('Payment'),
    ReversalResponse: result('Reversal'),
    CardAcquisitionResponse: result('CardAcquisition'),
    StoredValueResponse: result('StoredValue'),
    BalanceInquiryResponse: (body) => protocol.readBalanceInquiry(body),
    TransactionStatusResponse: (body) => ({ status: protocol.readTransactionStatus(body, EARLIER, undefined)?.kind }),
    DiagnosisResponse: protocol.readDiagnosis,
    EnableServiceResponse: protocol.readEnableService,
    DisplayResponse: protocol.readDisplay,
    // What is read depends on what was asked: all of it, together.
    InputResponse: (body) =>
      Object.assign({}, ...INPUT_COMMANDS.map((command) => protocol.readInput(body, { ...INPUT, command }))),
    PrintResponse: protocol.readPrint,
    SoundResponse: protocol.readPrint,
    AdminResponse: protocol.readScannedBarcode,
    LoginResponse: protocol.readLogin,
    LogoutResponse: protocol.readLogin,
    GetTotalsResponse: (body) => protocol.readTotals(body),
    ReconciliationResponse: (body) => protocol.readTotals(body),
    EventNotification: (body) => protocol.readNotification({ EventNotification: body }),
    DisplayRequest: (body) => protocol.readNotification({ DisplayRequest: body }),
  };
}

/** What each member of an answer becomes: path to the names of our members. */
export function responsePaths(read, sample) {
  const paths = new Map();
  for (const [Result, OutputFormat] of [
    ['Success', 'Text'],
    ['Failure', 'Text'],
    ['Success', 'XHTML'],
  ]) {
    const body = withReceipts(withResult(sample, Result), OutputFormat);
    const whole = leaves(shown(read(body)));
    for (const path of leaves(body).keys()) {
      // Another value changes what the member becomes; a missing one may change all that needs it.
      const [names = []] = [another, undefined]
        .map((change) => changes(whole, leaves(shown(read(changed(body, path.split('.'), change))))))
        .filter((found) => found.length > 0);
      if (names.length > 0) paths.set(path, distinct([...(paths.get(path) ?? []), ...names]));
    }
  }
  return paths;
}

const bodyOf = (words, Result) => ({
  Response: { Result, ErrorCondition: 'Refusal', AdditionalResponse: new URLSearchParams(words).toString() },
});

/** What each key of AdditionalResponse becomes: key to the names of our members. */
export function wordPaths(read) {
  const of = (words, Result) => leaves(shown(read(bodyOf(words, Result))));
  return new Map(
    Object.entries(ADDITIONAL_KEYS).map(([key, value]) => {
      const { [key]: _, ...others } = ADDITIONAL_KEYS;
      // Where another key goes first, it is read alone.
      const names = ['Success', 'Failure'].flatMap((Result) => [
        ...changes(of(ADDITIONAL_KEYS, Result), of(others, Result)),
        ...changes(of({}, Result), of({ [key]: value }, Result)),
      ]);
      // What it says changes these as well, where the sums no longer agree.
      const own = names.filter((name) => !/^(?:kind|message|advice|amounts\.unclear)$/.test(name));
      return [key, distinct(own.length > 0 ? own : names)];
    }),
  );
}

/** A value of a model that has every member. @param attributesOf the members of a model; none for one that has no parts */
export function sampleOf(model, attributesOf, path = '', within = []) {
  const list = /^Array<(.+)>$/.exec(model)?.[1];
  if (list !== undefined) return [sampleOf(list, attributesOf, path, within)];
  const value = VALUES.find(([end]) => end.test(path));
  if (value !== undefined) return value[1];
  const attributes = attributesOf(model);
  if (attributes === undefined) return model === 'boolean' ? true : model === 'number' ? 1 : '1';
  if (within.includes(model)) return {};
  const members = attributes.map(({ baseName, type }) => [
    baseName,
    sampleOf(type, attributesOf, path === '' ? baseName : `${path}.${baseName}`, [...within, model]),
  ]);
  const [, documented = {}] = DOCUMENTED.find(([end]) => end.test(path)) ?? [];
  return Object.assign(Object.fromEntries(members), documented);
}

const shown = (read) => {
  const { response: _, ...members } = read ?? { unreadable: true }; // nothing: it is no such answer
  return members;
};

/** What differs, an amount as one. */
function changes(before, after) {
  const names = [...before.keys(), ...after.keys()].filter((name) => before.get(name) !== after.get(name));
  const isOfAmount = (name) => ['value', 'currency'].every((part) => has(name.replace(/\w+$/, part)));
  const has = (name) => before.has(name) || after.has(name);
  return distinct(
    names
      .filter((name) => name !== 'unreadable' && !(name.endsWith('.currency') && isOfAmount(name)))
      .map((name) => (name.endsWith('.value') && isOfAmount(name) ? name.slice(0, -'.value'.length) : name))
      .map((name) => name.replace(/^(receipts\.content)\..*/, '$1')),
  );
}

function withResult(value, Result) {
  return JSON.parse(JSON.stringify(value, (name, inner) => (name === 'Result' ? Result : inner)));
}

/** Receipts of another format than text have no text. */
function withReceipts(value, OutputFormat) {
  if (OutputFormat === 'Text' || value.PaymentReceipt === undefined) return value;
  const receipts = value.PaymentReceipt.map(({ OutputContent: { OutputText: _, ...content }, ...receipt }) => ({
    ...receipt,
    OutputContent: { ...content, OutputFormat },
  }));
  return { ...value, PaymentReceipt: receipts };
}

const distinct = (names) => [...new Set(names)];

/** Another value of the same type; of form text, other values. */
function another(value) {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  return /^\w+=/.test(value) ? value.replaceAll(/=[^&]*/g, '$&2') : `${String(value)}2`;
}

/** The same with the member at a path changed, or without it. */
function changed(value, [name, ...rest], change) {
  if (Array.isArray(value)) return value.map((item) => changed(item, [name, ...rest], change));
  if (typeof value !== 'object' || value === null) return value;
  const { [name]: inner, ...others } = value;
  if (rest.length > 0) return { ...value, [name]: changed(inner, rest, change) };
  if (change === undefined) return others;
  return { ...value, [name]: Array.isArray(inner) ? inner.map(change) : change(inner) };
}
