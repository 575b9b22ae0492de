import { z } from 'zod';
import { formatUnknown, formatValue, misspelt } from '../../errors.ts';
import { withRule } from '../validation/input-rules.ts';

/** Options of the terminal beside the payment itself (reference 4.2). An open list. */
export type TenderOption =
  | 'ReceiptHandler'
  | 'AskGratuity'
  | 'AskGiving'
  | 'AllowPartialAuthorisation'
  | 'BypassPin'
  | 'ForcedDecline'
  | 'MOTO'
  | (string & {});

/** The software that drives the terminal. Values: 1 to 40 letters, digits, spaces and `-_.`, the first a letter or digit. */
export interface ApplicationInfo {
  readonly merchantApplication?:
    { readonly name?: string | undefined; readonly version?: string | undefined } | undefined;
  readonly externalPlatform?:
    | {
        readonly integrator?: string | undefined;
        readonly name?: string | undefined;
        readonly version?: string | undefined;
      }
    | undefined;
  readonly merchantDevice?:
    | {
        readonly os?: string | undefined;
        readonly osVersion?: string | undefined;
        readonly reference?: string | undefined;
      }
    | undefined;
  readonly adyenLibrary?: { readonly name?: string | undefined; readonly version?: string | undefined } | undefined;
}

type Texts = Readonly<Record<string, string>>;

/** The request's data for Adyen's platform, sent through the terminal: the content of SaleData.SaleToAcquirerData (reference 4.2). */
export interface SaleToAcquirerData {
  readonly tenderOptions?: readonly TenderOption[] | undefined;
  /** At most 20 entries; keys of 1 to 20 characters, values of up to 80. */
  readonly metadata?: Texts | undefined;
  readonly applicationInfo?: ApplicationInfo | undefined;
  readonly shopperReference?: string | undefined;
  readonly shopperEmail?: string | undefined;
  readonly shopperStatement?: string | undefined;
  readonly recurringProcessingModel?:
    'Subscription' | 'CardOnFile' | 'UnscheduledCardOnFile' | (string & {}) | undefined;
  /** `PreAuth` for a pre-authorisation; the platform's default is final. */
  readonly authorisationType?: 'PreAuth' | (string & {}) | undefined;
  /** `true`: this payment is not captured automatically. */
  readonly manualCapture?: boolean | undefined;
  readonly store?: string | undefined;
  readonly merchantAccount?: string | undefined;
  /** On a reversal: the currency of a partial refund. */
  readonly currency?: string | undefined;
  /** Dotted keys, for example `split.api`. */
  readonly additionalData?: Texts | undefined;
  /** Further members of the platform, under their own names, for example `ssc`. */
  readonly further?: Texts | undefined;
}

// The platform's limits (reference 4.2). Lengths are in UTF-16 units.
const METADATA_ENTRIES_MAX = 20;
const METADATA_KEY_MAX = 20;
const METADATA_VALUE_MAX = 80;

const text = z.string('a non-empty text').min(1);

/** A name of an open list: one that is not known is sent, one that is a known name misspelt is not. */
const openName = (schema: z.ZodString, known: readonly string[]) =>
  schema.superRefine((name, issues) => {
    if (misspelt(name, known) === undefined) return;
    issues.addIssue({ code: 'custom', message: known.join(', '), params: { found: formatUnknown(name, known) } });
  });

/** The documented ones (reference 4.2). */
const TENDER_OPTIONS = [
  'ReceiptHandler',
  'AskGratuity',
  'AskGiving',
  'AskCharity',
  'AllowPartialAuthorisation',
  'BypassPin',
  'ForcedDecline',
  'ForcedOnline',
  'MOTO',
  'SkipAIDPriority',
  'DontPrintReceipt',
  'EnableMagstripeFallback',
  'KeyedEntry',
  'GetAdditionalData',
];

const TenderOptionsSchema = withRule(
  { code: 'ERR_INPUT_TENDER_OPTION' },
  z.array(
    openName(
      z.string('letters and digits, the first a letter, for example ReceiptHandler').regex(/^[A-Za-z][A-Za-z0-9]*$/),
      TENDER_OPTIONS,
    ),
    'a list',
  ),
);

const MetadataSchema = withRule(
  { code: 'ERR_INPUT_METADATA' },
  z
    .record(z.string(), z.string(`a text of up to ${METADATA_VALUE_MAX} characters`).max(METADATA_VALUE_MAX))
    .superRefine((metadata, issues) => {
      const keys = Object.keys(metadata);
      if (keys.length > METADATA_ENTRIES_MAX) {
        const message = `at most ${METADATA_ENTRIES_MAX} entries`;
        issues.addIssue({ code: 'custom', message, params: { found: String(keys.length) } });
      }
      const unfit = keys.find((key) => key === '' || key.length > METADATA_KEY_MAX);
      if (unfit !== undefined) {
        const message = `keys of 1 to ${METADATA_KEY_MAX} characters`;
        issues.addIssue({ code: 'custom', message, params: { found: formatValue(unfit) } });
      }
    }),
);

const applicationText = z
  .string('1 to 40 letters, digits, spaces and - _ . with a letter or digit first')
  .regex(/^[A-Za-z0-9][A-Za-z0-9 _.-]{0,39}$/)
  .exactOptional();

export const ApplicationInfoSchema = withRule(
  { code: 'ERR_INPUT_APPLICATION_INFO', unknownMember: 'ERR_INPUT_APPLICATION_INFO' },
  z.strictObject({
    merchantApplication: z.strictObject({ name: applicationText, version: applicationText }).exactOptional(),
    externalPlatform: z
      .strictObject({ integrator: applicationText, name: applicationText, version: applicationText })
      .exactOptional(),
    merchantDevice: z
      .strictObject({ os: applicationText, osVersion: applicationText, reference: applicationText })
      .exactOptional(),
    adyenLibrary: z.strictObject({ name: applicationText, version: applicationText }).exactOptional(),
  }),
);

/** The members that are plain text and have the same name on both sides. */
const TEXT_SHAPE = {
  shopperReference: text.exactOptional(),
  shopperEmail: text.exactOptional(),
  shopperStatement: text.exactOptional(),
  recurringProcessingModel: openName(text, ['Subscription', 'CardOnFile', 'UnscheduledCardOnFile']).exactOptional(),
  // Misspelt, it would be taken for the default: the money would be taken at once.
  authorisationType: openName(text, ['PreAuth']).exactOptional(),
  store: text.exactOptional(),
  merchantAccount: text.exactOptional(),
  currency: text.exactOptional(),
};

export const TEXT_MEMBERS = Object.keys(TEXT_SHAPE) as readonly (keyof typeof TEXT_SHAPE)[];

const OTHER_SHAPE = {
  tenderOptions: TenderOptionsSchema.exactOptional(),
  applicationInfo: ApplicationInfoSchema.exactOptional(),
  metadata: MetadataSchema.exactOptional(),
  manualCapture: z.boolean().exactOptional(),
  additionalData: z.record(z.string(), text).exactOptional(),
};

/** Names on the wire that have their own member here. */
const TAKEN = [...TEXT_MEMBERS, ...Object.keys(OTHER_SHAPE), 'further', 'tenderOption'];

const FurtherSchema = z.record(z.string(), text).superRefine((further, issues) => {
  const taken = Object.keys(further).find((key) => TAKEN.includes(key));
  if (taken === undefined) return;
  const params = { found: formatValue(taken) };
  issues.addIssue({ code: 'custom', message: 'names without a member of their own', params });
});

/** Unknown members are refused: other members of the platform belong into `further`. */
export const SaleToAcquirerDataSchema = withRule(
  { code: 'ERR_INPUT_SALE_TO_ACQUIRER_DATA', unknownMember: 'ERR_INPUT_SALE_TO_ACQUIRER_DATA' },
  z.strictObject({
    ...TEXT_SHAPE,
    ...OTHER_SHAPE,
    further: FurtherSchema.exactOptional(),
  }) satisfies z.ZodType<SaleToAcquirerData>,
);
