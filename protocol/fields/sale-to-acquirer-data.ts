import { collect, dottedPairs, readBase64Json, readForm, writeBase64Json, writeForm, type FormPair } from './form.ts';
import { parseInput } from '../parse-input.ts';
import {
  SaleToAcquirerDataSchema,
  TEXT_MEMBERS,
  type ApplicationInfo,
  type SaleToAcquirerData,
} from './sale-to-acquirer-data-schema.ts';

export type { ApplicationInfo, SaleToAcquirerData, TenderOption } from './sale-to-acquirer-data-schema.ts';

// --- Encoding ---

/**
 * Writes the text of SaleData.SaleToAcquirerData. The terminal answers with AdditionalResponse in the encoding that the
 * request used (reference 4.2).
 *
 * `'json'` (base64 of a JSON object) is the documented form for everything here. In `'form'` the keys of applicationInfo and
 * metadata are dotted (`metadata.lane=1`) and those of additionalData stand alone (`split.api=1`): field practice, UNCONFIRMED.
 * `manualCapture` is `additionalData.manualCapture` in JSON and `manualCapture` in a form; `false` has the same effect as leaving it out.
 *
 * @returns `undefined` when there is no content: then the request must not have the field
 * @throws {InputError} `ERR_INPUT_TENDER_OPTION`, `ERR_INPUT_METADATA`, `ERR_INPUT_APPLICATION_INFO`, and
 *   `ERR_INPUT_SALE_TO_ACQUIRER_DATA` for the rest
 */
export function encodeSaleToAcquirerData(given: SaleToAcquirerData, encoding: 'json' | 'form'): string | undefined {
  const data: SaleToAcquirerData = parseInput(SaleToAcquirerDataSchema, given ?? null, 'saleToAcquirerData');
  const pairs = pairsOf(data);
  if (pairs.length === 0) return undefined;
  return encoding === 'form' ? writeForm(pairs) : writeBase64Json(jsonOf(data));
}

function pairsOf(data: SaleToAcquirerData): FormPair[] {
  return [
    ...(data.tenderOptions ?? []).map((option): FormPair => ['tenderOption', option]),
    ...Object.entries(data.applicationInfo ?? {}).flatMap(([part, texts]) =>
      entriesOf(texts, `applicationInfo.${part}.`),
    ),
    ...TEXT_MEMBERS.flatMap((member) => entriesOf({ [member]: data[member] })),
    ...(data.manualCapture === true ? [['manualCapture', 'true'] as const] : []),
    ...entriesOf(data.metadata, 'metadata.'),
    ...entriesOf(data.additionalData),
    ...entriesOf(data.further),
  ];
}

/** For JSON, which omits undefined members. */
function jsonOf(data: SaleToAcquirerData): object {
  const { tenderOptions = [], applicationInfo, metadata, manualCapture, further } = data;
  const additionalData = { ...data.additionalData, ...(manualCapture === true && { manualCapture: 'true' }) };
  return {
    applicationInfo,
    ...(tenderOptions.length > 0 && { tenderOption: tenderOptions.join(',') }),
    ...Object.fromEntries(TEXT_MEMBERS.map((member) => [member, data[member]])),
    metadata,
    ...(Object.keys(additionalData).length > 0 && { additionalData }),
    ...further,
  };
}

function entriesOf(texts: Readonly<Record<string, string | undefined>> = {}, prefix = ''): FormPair[] {
  return Object.entries(texts).flatMap(([key, text]) => (text === undefined ? [] : [[prefix + key, text] as const]));
}

// --- Decoding ---

/** Reads the text of `encodeSaleToAcquirerData`, in both encodings. Never throws: it returns what it can read. */
export function decodeSaleToAcquirerData(text: string): SaleToAcquirerData {
  const json = readBase64Json(text);
  const groups = sort(json === undefined ? readForm(text.trim()) : dottedPairs(json));
  const tenderOptions = groups.tenderOption
    .flatMap(([, options]) => options.split(','))
    .map((option) => option.trim())
    .filter((option) => option !== '');
  const { manualCapture, ...additionalData } = collect(groups.additionalData);
  return {
    ...collect(groups.text),
    ...(tenderOptions.length > 0 && { tenderOptions }),
    ...(groups.applicationInfo.length > 0 && { applicationInfo: readApplicationInfo(groups.applicationInfo) }),
    ...(manualCapture === 'true' && { manualCapture: true }),
    ...(groups.metadata.length > 0 && { metadata: collect(groups.metadata) }),
    ...(Object.keys(additionalData).length > 0 && { additionalData }),
    ...(groups.further.length > 0 && { further: collect(groups.further) }),
  };
}

type Group = 'tenderOption' | 'applicationInfo' | 'metadata' | 'additionalData' | 'text' | 'further';

function sort(pairs: readonly FormPair[]): Record<Group, FormPair[]> {
  const groups: Record<Group, FormPair[]> = {
    tenderOption: [],
    applicationInfo: [],
    metadata: [],
    additionalData: [],
    text: [],
    further: [],
  };
  for (const [key, value] of pairs) {
    const [group, name] = placeOf(key);
    groups[group].push([name, value]);
  }
  return groups;
}

function placeOf(key: string): [group: Group, name: string] {
  for (const group of ['applicationInfo', 'metadata', 'additionalData'] as const) {
    if (key.startsWith(`${group}.`)) return [group, key.slice(group.length + 1)];
  }
  if (key === 'tenderOption') return [key, key];
  if (TEXT_MEMBERS.some((member) => member === key)) return ['text', key];
  return [key === 'manualCapture' || key.includes('.') ? 'additionalData' : 'further', key];
}

/** Pairs like `merchantApplication.name`. */
function readApplicationInfo(pairs: readonly FormPair[]): ApplicationInfo {
  const parts = new Map<string, FormPair[]>();
  for (const [key, value] of pairs) {
    const [part = '', member = ''] = key.split('.', 2);
    parts.set(part, [...(parts.get(part) ?? []), [member, value]]);
  }
  return Object.fromEntries(Array.from(parts, ([part, texts]) => [part, collect(texts)]));
}
