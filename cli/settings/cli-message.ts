import { ConfigError, InputError, type TenderlineError } from '../../errors.ts';
import { fileSettingOf, isSecret } from './secrets.ts';
import { flagOf, isSetting, SETTING_NAMES, variableOf } from './settings.ts';

/** What of the library's options and requests a command takes in another form. The first group names the setting or the option. */
const PATHS: readonly (readonly [RegExp, string | ((name: string) => string)])[] = [
  [/^terminals\[0\]\.(\w+)$/, (name) => name],
  [/^sharedKeys\[0\]\.(\w+)$/, (name) => name],
  [/^limits\.(responseTimeoutMs|statusTimeoutMs|requestTimeoutMs)$/, 'responseTimeout'],
  [/^limits\.(statusIntervalMs|firstCheckDelayMs)$/, 'statusInterval'],
  [/^connectionString$/, 'journal'],
  [/^notification listener, host$/, 'listenHost'],
  [/^notification listener, port$/, 'listenPort'],
  [/^notification listener, tls$/, 'listenCertificate'],
  [/^notification listener, credentials$/, 'listenUser'],
  [/^credentials\.username$/, 'listenUser'],
  [/^credentials\.password$/, 'listenPassword'],
  [/^original\.TransactionID$/, 'originalTransactionId'],
  [/^original\.TimeStamp$/, 'originalTimestamp'],
  [/^saleToAcquirerData\.tenderOptions\b.*$/, 'tenderOption'],
  [/^(amount|tip|cashBack|paidAmount)\.value$/, (name) => name],
  [/^(?:amount|tip|cashBack|paidAmount)\.currency$/, 'currency'],
  [/^items\[0\]\.amount(?:\.value)?$/, 'amount'],
  [/^items\[0\]\.amount\.currency$/, 'currency'],
  [/^items\[0\]\.original$/, 'originalTransactionId'],
  [/^(?:items\[0\]\.)?giftCard\.(?:number|expiryDate)$/, 'giftCardFile'],
  [
    /^(?:items\[0\]\.)?giftCard\.(entryMode|provider)$/,
    (name) => `giftCard${name === 'provider' ? 'Provider' : 'EntryMode'}`,
  ],
  [/^cardAcquisition\.TransactionID$/, 'acquisitionTransactionId'],
  [/^cardAcquisition\.TimeStamp$/, 'acquisitionTimestamp'],
  [/^forceEntryMode\b.*$/, 'forceEntryMode'],
  [/^allowedPaymentBrands\b.*$/, 'allowedPaymentBrand'],
  [/^totalDetails\b.*$/, 'by'],
  [/^totalFilter\.(\w+)$/, (name) => name],
  [/^entries\b.*$/, 'entry'],
  [/^lines(?:\[\d+\])?\.(style|alignment)$/, (name) => name],
  [/^saleToAcquirerData\.shopperReference$/, 'shopperReference'],
];

/** Members of requests whose option has the same name. */
const SAME_NAMES: readonly string[] = [
  'reference transaction reason outcome by category serviceId limit speed port body',
  'amount currency tip cashBack paidAmount giftCardFile acquisition saleToAcquirerData',
  'saleReferenceId operatorId operatorLanguage shiftNumber totalsGroupId tokenRequestedType',
  'customerOrderId customerLanguage loyaltyHandling merchantCategoryCode',
  'detail cancelLabel confirmLabel chosenMax placeholder minLength maxLength masked',
  'maxSeconds minimumSeconds qrCode header footer',
  'from to day kind type state csv totals customer merchant width olderThan unresolved',
].flatMap((names) => names.split(' '));

/** The sources of what a command was given. */
interface Given {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The message of an error in the words of the command line: values are called as they were given, and advice names options. */
export function cliMessage(error: TenderlineError, given: Given): string {
  if (!(error instanceof ConfigError || error instanceof InputError)) return error.message;
  const { path, expected, found, advice } = error;
  if (path === undefined || expected === undefined || found === undefined) return error.message;
  const what = `${nameOf(path, given)}: expected ${expected}, found ${found}`;
  return advice === undefined ? what : `${what}; ${withFlags(advice)}`;
}

/** Names options in place of the library's members: `give rootCertificate` becomes `give --root-certificate`. */
function withFlags(text: string): string {
  const names = SETTING_NAMES.filter((name) => /[A-Z]/.test(name)).join('|');
  const ours = text.replace('engine.transact', '`tenderline transact`');
  return ours.replace(new RegExp(`(?<![-"\\w])(?:${names})(?!["\\w])`, 'g'), flagOf);
}

function nameOf(path: string, { argv, env }: Given): string {
  const name = memberOf(path);
  if (name === undefined) return path;
  const setting = isSecret(name) ? fileSettingOf(name) : name;
  const flag = flagOf(setting);
  if (argv.some((word) => word === flag || word.startsWith(`${flag}=`)) || !isSetting(setting)) return flag;
  const variable = [variableOf(name), variableOf(setting)].find((one) => env[one]);
  if (variable !== undefined) return variable;
  // What no option gave stands in the file, maybe under the name of the limit.
  return path.startsWith('limits.') ? `${name} or ${path} in the configuration file` : `${name} (${flag})`;
}

/** The setting, secret or option that a path of the library stands for. */
function memberOf(path: string): string | undefined {
  if (isSetting(path) || isSecret(path) || SAME_NAMES.includes(path)) return path;
  for (const [pattern, name] of PATHS) {
    const match = pattern.exec(path);
    if (match !== null) return typeof name === 'string' ? name : name(match[1] ?? path);
  }
  return undefined;
}
