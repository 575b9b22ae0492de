import { z } from 'zod';
import {
  AmountJson,
  AmountsJson,
  AuthorisationJson,
  CardholderVerificationJson,
  CardJson,
  ConversionJson,
  FailureJson,
  GiftCardJson,
  LoyaltyJson,
  POITransactionIDJson,
  ReceiptJson,
  SignatureJson,
  TipJson,
  TokenJson,
} from './details-schemas.ts';

const ADVICE = [
  'none',
  'mayRetry',
  'waitThenRetry',
  'terminalBusy',
  'otherCard',
  'otherPaymentMethod',
  'fixSetup',
  'doNotRetry',
  'checkAmount',
  'verifyFirst',
] as const;

const optionalText = (description: string) => z.string().describe(description).exactOptional();

/** The members of every settled result. */
const DETAILS = {
  amounts: AmountsJson,
  tip: TipJson.describe('what was asked of a tip, and what came of it').exactOptional(),
  poiTransactionId: POITransactionIDJson.exactOptional(),
  pspReference: optionalText("Adyen's 16-character id of the authorisation"),
  receipts: z.array(ReceiptJson).describe('left out where stored transactions are listed or exported').exactOptional(),
  errorCondition: z.string().exactOptional(),
  refusalReason: z.string().exactOptional(),
  message: optionalText('for people and logs'),
  advice: z.enum(ADVICE).describe('what staff may do next'),
  runningServiceId: optionalText('the request that occupies the terminal'),
  runningTransaction: optionalText('the id of that request, when it is one of ours'),
  offline: z.boolean().describe('approved without the platform: the money is not guaranteed').exactOptional(),
  offlineAuthCode: optionalText("why, in the terminal's words"),
  unprotected: z.boolean().describe('without protection: anyone in the network could have forged it').exactOptional(),
  card: CardJson.exactOptional(),
  authorisation: AuthorisationJson.exactOptional(),
  cardholderVerification: CardholderVerificationJson.exactOptional(),
  token: TokenJson.exactOptional(),
  conversion: ConversionJson.exactOptional(),
  signature: SignatureJson.exactOptional(),
  loyalty: z.array(LoyaltyJson).exactOptional(),
  giftCard: GiftCardJson.exactOptional(),
  giftCardBalance: AmountJson.exactOptional(),
  unconfirmedBatchCount: z
    .int()
    .describe('payments that the terminal has not sent to the platform yet')
    .exactOptional(),
  adjustAuthorisationData: optionalText('for the next adjustment of a pre-authorisation: keep the newest'),
  response: z
    .record(z.string(), z.unknown())
    .describe("the terminal's answer without card data that must stay secret; only where it was asked for")
    .exactOptional(),
  maskedPan: z
    .string()
    .meta({ deprecated: true, description: 'as card.maskedPan; only of the command line' })
    .exactOptional(),
  runningServiceID: z
    .string()
    .meta({ deprecated: true, description: 'as runningServiceId; only of the command line' })
    .exactOptional(),
};

/** The members that the end of a transaction has beside those of the answer. */
const ENDED = {
  recovered: z.boolean().describe('known from a status check, not from the answer of the request itself'),
  abortRequested: z.boolean(),
};

/** One object for each kind of end: what it says about the money belongs to the kind. */
function kindsWith<Members extends z.core.$ZodLooseShape>(members: Members) {
  return z.discriminatedUnion('kind', [
    z.object({ kind: z.enum(['approved', 'partial']), charged: z.literal('yes'), ...members }),
    z.object({
      kind: z.enum(['accepted', 'declined', 'cancelled', 'failed']),
      charged: z.literal('no'),
      ...members,
    }),
    z.object({ kind: z.literal('notProcessed'), charged: z.literal('no'), failure: FailureJson, ...members }),
    z.object({
      kind: z.literal('overridden'),
      charged: z.enum(['yes', 'no', 'unknown']),
      by: z.string(),
      reason: z.string(),
      failure: FailureJson.exactOptional(),
      ...members,
    }),
  ]);
}

/**
 * How a transaction ended, as JSON: the members of `Outcome`. The same for the library (`outcomeToJson`), the command
 * line and whatever is built on the engine; docs/outcome.schema.json is made of it.
 */
export const OutcomeJsonSchema = kindsWith({ ...DETAILS, ...ENDED }).meta({ id: 'Outcome' });

/** The result of an answer alone: an outcome without `recovered` and `abortRequested`. */
export const SettledResultJsonSchema = kindsWith(DETAILS).meta({ id: 'SettledResult' });

/** The type of a schema for reading alone, as the types of the library are. */
export type ReadonlyJson<T> = T extends readonly (infer Item)[]
  ? readonly ReadonlyJson<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: ReadonlyJson<T[Name]> }
    : T;

/** An outcome as it may leave the process. */
export type OutcomeJson = ReadonlyJson<z.infer<typeof OutcomeJsonSchema>>;
/** A result of the terminal as it may leave the process. */
export type SettledResultJson = ReadonlyJson<z.infer<typeof SettledResultJsonSchema>>;
