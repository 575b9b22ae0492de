import { formatValue, InputError } from '../../errors.ts';
import type { ApplicationInfo, SaleToAcquirerData } from './sale-to-acquirer-data.ts';

type InputErrorCode = `ERR_INPUT_${string}`;

/** The members that are plain text and have the same name on both sides. */
export const TEXT_MEMBERS = [
  'shopperReference',
  'shopperEmail',
  'shopperStatement',
  'recurringProcessingModel',
  'authorisationType',
  'store',
  'merchantAccount',
  'currency',
] as const satisfies readonly (keyof SaleToAcquirerData)[];

/** The platform's limits (reference 4.2). Lengths are in UTF-16 units. */
const METADATA_ENTRIES_MAX = 20;
const METADATA_KEY_MAX = 20;
const METADATA_VALUE_MAX = 80;
const TENDER_OPTION = /^[A-Za-z][A-Za-z0-9]*$/;
const APPLICATION_INFO_VALUE = /^[A-Za-z0-9][A-Za-z0-9 _.-]{0,39}$/;
const APPLICATION_INFO_MEMBERS: Readonly<Record<keyof ApplicationInfo, readonly string[]>> = {
  merchantApplication: ['name', 'version'],
  externalPlatform: ['integrator', 'name', 'version'],
  merchantDevice: ['os', 'osVersion', 'reference'],
  adyenLibrary: ['name', 'version'],
};

const OTHER_MEMBERS = ['tenderOptions', 'applicationInfo', 'metadata', 'manualCapture', 'additionalData', 'further'];
const MEMBERS: readonly string[] = [...TEXT_MEMBERS, ...OTHER_MEMBERS];
/** Names on the wire that have a member of their own. */
const TAKEN: readonly string[] = [...MEMBERS, 'tenderOption'];

/**
 * Checks what a caller gave, types included: it may come from a program without types, or from a configuration file.
 *
 * @throws {InputError} see `encodeSaleToAcquirerData`
 */
export function checkSaleToAcquirerData(data: SaleToAcquirerData): void {
  const code = 'ERR_INPUT_SALE_TO_ACQUIRER_DATA';
  for (const [key] of entriesOf(data ?? null, 'saleToAcquirerData', code)) {
    if (!MEMBERS.includes(key)) {
      throw wrong(code, 'saleToAcquirerData', `only ${MEMBERS.join(', ')} (others go into further)`, key);
    }
  }
  for (const member of TEXT_MEMBERS) checkText(data[member], `saleToAcquirerData.${member}`, code);
  if (data.manualCapture !== undefined && typeof data.manualCapture !== 'boolean') {
    throw wrong(code, 'saleToAcquirerData.manualCapture', 'true or false', data.manualCapture);
  }
  checkTenderOptions(data.tenderOptions);
  checkMetadata(data.metadata);
  checkApplicationInfo(data.applicationInfo);
  for (const [key, value] of entriesOf(data.additionalData, 'additionalData', code)) {
    checkText(value, `additionalData[${formatValue(key)}]`, code);
  }
  for (const [key, value] of entriesOf(data.further, 'further', code)) {
    if (TAKEN.includes(key)) throw wrong(code, 'further', 'names without a member of their own', key);
    checkText(value, `further[${formatValue(key)}]`, code);
  }
}

function checkTenderOptions(options: unknown): void {
  if (options === undefined) return;
  const code = 'ERR_INPUT_TENDER_OPTION';
  if (!Array.isArray(options)) throw wrong(code, 'tenderOptions', 'a list', options);
  for (const option of options) {
    if (typeof option === 'string' && TENDER_OPTION.test(option)) continue;
    throw wrong(code, 'tenderOptions', 'letters and digits, the first a letter, for example ReceiptHandler', option);
  }
}

function checkMetadata(metadata: unknown): void {
  const code = 'ERR_INPUT_METADATA';
  const entries = entriesOf(metadata, 'metadata', code);
  if (entries.length > METADATA_ENTRIES_MAX) {
    throw wrong(code, 'metadata', `at most ${METADATA_ENTRIES_MAX} entries`, entries.length);
  }
  for (const [key, value] of entries) {
    if (key === '' || key.length > METADATA_KEY_MAX) {
      throw wrong(code, 'metadata', `keys of 1 to ${METADATA_KEY_MAX} characters`, key);
    }
    if (typeof value !== 'string' || value.length > METADATA_VALUE_MAX) {
      const found = typeof value === 'string' ? `${value.length} characters` : formatValue(value);
      const where = `metadata[${formatValue(key)}]`;
      throw new InputError(code, `${where}: expected a text of up to ${METADATA_VALUE_MAX} characters, found ${found}`);
    }
  }
}

function checkApplicationInfo(info: unknown): void {
  const code = 'ERR_INPUT_APPLICATION_INFO';
  for (const [part, texts] of entriesOf(info, 'applicationInfo', code)) {
    const members = partMembers(part);
    if (members === undefined) {
      throw wrong(code, 'applicationInfo', Object.keys(APPLICATION_INFO_MEMBERS).join(', '), part);
    }
    for (const [member, value] of entriesOf(texts, `applicationInfo.${part}`, code)) {
      const where = `applicationInfo.${part}.${member}`;
      if (!members.includes(member)) throw wrong(code, `applicationInfo.${part}`, members.join(', '), member);
      if (value === undefined || (typeof value === 'string' && APPLICATION_INFO_VALUE.test(value))) continue;
      throw wrong(code, where, '1 to 40 letters, digits, spaces and - _ . with a letter or digit first', value);
    }
  }
}

function partMembers(part: string): readonly string[] | undefined {
  return Object.entries(APPLICATION_INFO_MEMBERS).find(([name]) => name === part)?.[1];
}

function checkText(value: unknown, where: string, code: InputErrorCode): void {
  if (value === undefined || (typeof value === 'string' && value !== '')) return;
  throw wrong(code, where, 'a non-empty text', value);
}

function entriesOf(value: unknown, where: string, code: InputErrorCode): [string, unknown][] {
  if (value === undefined) return [];
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw wrong(code, where, 'an object', value);
}

function wrong(code: InputErrorCode, where: string, expected: string, found: unknown): InputError {
  return new InputError(code, `${where}: expected ${expected}, found ${formatValue(found)}`);
}
