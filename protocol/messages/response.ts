import { z } from 'zod';
import { optionalOrUndefined, openEnum, text } from '../validation/wire-schemas.ts';

export type { TransactionIdentification } from '../fields/poi-transaction-id.ts';

/** All conditions that terminals are known to report (reference 7.2). */
export const ERROR_CONDITIONS = [
  'Aborted',
  'Busy',
  'Cancel',
  'DeviceOut',
  'InProgress',
  'InsertedCard',
  'InvalidCard',
  'LoggedOut',
  'MessageFormat',
  'NotAllowed',
  'NotFound',
  'PaymentRestriction',
  'Refusal',
  'UnavailableDevice',
  'UnavailableService',
  'UnreachableHost',
  'WrongPIN',
] as const;

/** Why a terminal did not do something: the conditions that are known. Terminals may send others. */
export type ErrorCondition = (typeof ERROR_CONDITIONS)[number];

/** The `Response` of every response body (reference 7.1). Only `Result` and `ErrorCondition` decide anything. */
export const ResponseSchema = z.looseObject({
  Result: openEnum(['Success', 'Failure', 'Partial']),
  ErrorCondition: optionalOrUndefined(openEnum(ERROR_CONDITIONS)),
  AdditionalResponse: optionalOrUndefined(text),
});

export type Response = Readonly<z.infer<typeof ResponseSchema>>;
