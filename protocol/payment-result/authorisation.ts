import { z } from 'zod';
import type { AdditionalResponse } from '../fields/additional-response.ts';
import { omitUndefined } from '../json.ts';
import { openEnum, optionalOrUndefined, text } from '../validation/wire-schemas.ts';

/** The platform's record of the authorisation. Members that the terminal does not report are absent. */
export interface Authorisation {
  /** The issuer's approval code: PaymentAcquirerData.ApprovalCode, else `authCode`. Absent on declines and offline approvals. */
  readonly code?: string;
  /** The PSP reference: PaymentAcquirerData.AcquirerTransactionID.TransactionID. */
  readonly acquirerTransactionId?: string;
  /** The merchant account: PaymentAcquirerData.MerchantID. */
  readonly merchantId?: string;
  /** PaymentAcquirerData.AcquirerPOIID. */
  readonly terminalId?: string;
  /** `acquirerResponseCode`, for example `APPROVED`. With a refund that is final at once it reports whether it was accepted. */
  readonly acquirerResponseCode?: string;
  /** The result of the address check of a keyed payment, as text with a number: `avsResult`. */
  readonly avsResult?: string;
  /** The result of the check of the card's security code, as text with a number: `cvcResult`. */
  readonly cvcResult?: string;
}

/** How the shopper proved to be the holder of the card. */
export interface CardholderVerification {
  /** PaymentResult.AuthenticationMethod: one or more, for example `OnlinePIN`; empty when there was none. */
  readonly methods: readonly (AuthenticationMethod | (string & {}))[];
  /** EMV tag 9F34 as hexadecimal text: `cardHolderVerificationMethodResults`. */
  readonly emvResult?: string;
}

export const AUTHENTICATION_METHODS = [
  'Bypass',
  'ManualVerification',
  'MerchantAuthentication',
  'OfflinePIN',
  'OnlinePIN',
  'PaperSignature',
  'SecuredChannel',
  'SecureCertificate',
  'SecureNoCertificate',
  'SignatureCapture',
  'UnknownMethod',
] as const;

/** How the shopper was recognised: the methods that are known. */
export type AuthenticationMethod = (typeof AUTHENTICATION_METHODS)[number];

export const PaymentAcquirerDataSchema = z.looseObject({
  MerchantID: optionalOrUndefined(text),
  AcquirerPOIID: optionalOrUndefined(text),
  ApprovalCode: optionalOrUndefined(text),
  AcquirerTransactionID: optionalOrUndefined(z.looseObject({ TransactionID: text })),
});

export const AuthenticationMethodSchema = z.array(openEnum(AUTHENTICATION_METHODS));

/** Reads the authorisation of an answer (reference 4.4); `undefined` when it reports nothing of one. */
export function readAuthorisation(
  data: z.infer<typeof PaymentAcquirerDataSchema> | undefined,
  additional: AdditionalResponse,
): Authorisation | undefined {
  const authorisation = omitUndefined({
    code: data?.ApprovalCode ?? additional['authCode'],
    acquirerTransactionId: data?.AcquirerTransactionID?.TransactionID,
    merchantId: data?.MerchantID,
    terminalId: data?.AcquirerPOIID,
    acquirerResponseCode: additional['acquirerResponseCode'],
    avsResult: additional['avsResult'],
    cvcResult: additional['cvcResult'],
  });
  return Object.keys(authorisation).length > 0 ? authorisation : undefined;
}

/** Reads how the cardholder was verified (reference 4.4); `undefined` when the answer does not report it. */
export function readCardholderVerification(
  methods: z.infer<typeof AuthenticationMethodSchema> | undefined,
  additional: AdditionalResponse,
): CardholderVerification | undefined {
  const emvResult = additional['cardHolderVerificationMethodResults'];
  if (methods === undefined && emvResult === undefined) return undefined;
  return omitUndefined({ methods: methods ?? [], emvResult });
}
