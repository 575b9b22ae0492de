/** The schemas of an outcome's parts. Their descriptions go into docs/outcome.schema.json; the types of the same names say more. */
import { z } from 'zod';
import type { FaultCode } from '../fault-table.ts';

const optionalText = (description: string) => z.string().describe(description).exactOptional();

export const AmountJson = z
  .object({
    currency: z.string().describe('ISO 4217, three capital letters'),
    value: z.int().min(0).describe('minor units: EUR 12.34 is 1234'),
  })
  .meta({ id: 'Amount' });

const optionalAmount = (description: string) => AmountJson.describe(description).exactOptional();

export const AmountsJson = z
  .object({
    requested: optionalAmount('what was asked for'),
    authorized: optionalAmount('goods, tip, cash back and fees together'),
    tip: optionalAmount('part of what is authorised'),
    cashBack: optionalAmount('hand out exactly this, and nothing where it is absent'),
    fees: optionalAmount('a surcharge, part of what is authorised'),
    remaining: optionalAmount('what the till still has to collect'),
    unclear: optionalText("a person must look: the terminal's own words for the amounts"),
  })
  .meta({ id: 'Amounts' });

export const TipJson = z
  .object({
    askedBy: z.enum(['till', 'terminal']).describe('absent where neither asked').exactOptional(),
    requested: optionalAmount('agreed at the till'),
    given: optionalAmount('0 for none; absent where nothing was taken, or it is not clear'),
  })
  .meta({ id: 'Tip' });

/** The code is typed as the table of faults has it; a record of a later version may have another. */
const code = z.string().describe('a code of the table of faults') as unknown as z.ZodType<FaultCode, FaultCode>;

export const FailureJson = z
  .object({
    code,
    message: z.string().describe('the fault in words, for people and logs'),
    details: z
      .object({ owner: z.string().exactOptional(), url: z.string().exactOptional() })
      .describe('of ERR_TERMINAL_ELSEWHERE: the engine that has the terminal, and where it answers')
      .exactOptional(),
  })
  .meta({ id: 'Failure' });

export const POITransactionIDJson = z
  .object({
    TransactionID: z.string(),
    TimeStamp: z.string(),
    tenderReference: z.string(),
    pspReference: z.string().exactOptional(),
  })
  .meta({ id: 'POITransactionID' });

export const ReceiptJson = z
  .object({
    qualifier: z.string().describe('CashierReceipt, CustomerReceipt, or another word of the terminal'),
    signatureRequired: z.boolean(),
    format: z.string().describe('Text, or another OutputFormat: then `content` is the receipt'),
    lines: z.array(
      z.object({
        name: optionalText('on the left'),
        value: optionalText('on the right'),
        key: optionalText('the subject of the line, for example totalAmount'),
        bold: z.boolean(),
        endOfLine: z.boolean(),
      }),
    ),
    content: z.unknown().exactOptional(),
  })
  .meta({ id: 'Receipt' });

export const CardJson = z
  .object({
    brand: optionalText('for example visa, mc'),
    variant: optionalText('for example mccredit, visadebit'),
    maskedPan: optionalText('at most the first six and the last four digits'),
    entryMode: optionalText('for example Contactless, ICC, Keyed'),
    fundingSource: optionalText('for example CREDIT, DEBIT, PREPAID'),
    issuerCountry: optionalText('ISO 3166, two letters or three digits'),
    isCommercial: z.boolean().exactOptional(),
    isGiftCard: z.boolean().exactOptional(),
    expiry: optionalText('its last month, for example 2028-02; only where it was asked for'),
  })
  .meta({ id: 'Card' });

const names = <const Name extends string>(...list: readonly Name[]) =>
  z.object(
    Object.fromEntries(list.map((name) => [name, z.string().exactOptional()])) as {
      [N in Name]: z.ZodExactOptional<z.ZodString>;
    },
  );

export const AuthorisationJson = names(
  'code',
  'acquirerTransactionId',
  'merchantId',
  'terminalId',
  'acquirerResponseCode',
  'avsResult',
  'cvcResult',
).meta({ id: 'Authorisation' });

export const CardholderVerificationJson = z
  .object({ methods: z.array(z.string()), emvResult: optionalText('EMV tag 9F34 as hexadecimal text') })
  .meta({ id: 'CardholderVerification' });

export const TokenJson = names(
  'storedPaymentMethodId',
  'recurringDetailReference',
  'shopperReference',
  'networkReference',
  'operation',
  'alias',
  'paymentAccountReference',
).meta({ id: 'Token' });

export const ConversionJson = z
  .object({
    accepted: z.boolean().describe('whether the shopper chose it'),
    currency: z.string().describe('of the card'),
    amount: optionalAmount('what the shopper pays'),
    ...names('rate', 'markup', 'commission', 'declaration', 'source').shape,
  })
  .meta({ id: 'Conversion' });

const point = z.object({ x: z.number(), y: z.number() });

export const SignatureJson = z
  .object({
    area: z.object({ width: z.number(), height: z.number() }).exactOptional(),
    strokes: z.array(z.array(point)).describe('one list of points from where the pen came down to where it was lifted'),
  })
  .meta({ id: 'Signature' });

export const LoyaltyJson = z
  .object({ id: z.string(), ...names('brand', 'entryMode', 'identificationType').shape })
  .meta({ id: 'LoyaltyAccount' });

export const GiftCardJson = z
  .object({
    items: z.array(
      z.object({
        type: optionalText('for example Activate, Load'),
        amount: optionalAmount('of the operation'),
        balance: optionalAmount('of the card now'),
        maskedNumber: optionalText('its last four characters'),
        ...names('accountType', 'provider', 'hostTransactionId').shape,
      }),
    ),
  })
  .meta({ id: 'GiftCard' });
