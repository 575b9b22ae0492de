/** Adyen's own types accept what our builders make: compiled by the check of this repository. */
import type * as adyen from '@adyen/api-library/lib/src/typings/terminal/models.js';
import type {
  abortRequest,
  balanceInquiryRequest,
  cardAcquisitionRequest,
  diagnosisRequest,
  displayRequest,
  enableServiceRequest,
  endScanRequest,
  getTotalsRequest,
  inputRequest,
  inputUpdateRequest,
  loginRequest,
  logoutRequest,
  paymentRequest,
  printRequest,
  reconciliationRequest,
  reversalRequest,
  scanBarcodeRequest,
  soundRequest,
  startTransactionRequest,
  storedValueRequest,
  transactionStatusRequest,
} from 'tenderline/protocol';

/** What is documented, and missing or spelled otherwise in the types. */
type Documented =
  | 'PaymentRequest.PaymentData.PaymentInstrumentData.StoredValueAccountID'
  | 'StoredValueRequest.StoredValueData.StoredValueAccountID.StoredValueID'
  | 'BalanceInquiryRequest.PaymentAccountReq.PaymentInstrumentData.StoredValueAccountID';

/** Text on the wire, and an object in the types. */
type Encoded = `${string}.SaleToAcquirerData` | 'LoginRequest.DateTime';

/** The types declare an enum by its names alone, as numbers; that ours are its words is checked at run time (refusedByModel). */
type Wire<T> = Same<T, number> extends true ? number : T extends number ? string : T;
/* oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the only way to tell an enum from a number */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** The paths of the members that Adyen's type does not have, or has with another type. `never` when it accepts all. */
type Refused<Ours, Theirs, Path extends string> = Path extends Encoded
  ? never
  : Ours extends readonly (infer Item)[]
    ? Theirs extends readonly (infer Their)[]
      ? Refused<Item, Their, Path>
      : Path
    : Ours extends object
      ? {
          [Name in keyof Ours & string]: Name extends keyof Theirs
            ? Refused<NonNullable<Ours[Name]>, NonNullable<Theirs[Name]>, `${Path}.${Name}`>
            : Exclude<`${Path}.${Name}`, Documented>;
        }[keyof Ours & string]
      : Ours extends Wire<Theirs>
        ? never
        : Path;

type Check<Builder extends (...input: never[]) => unknown, Theirs, Name extends string> = [
  Refused<ReturnType<Builder>, Theirs, Name>,
] extends [never]
  ? true
  : Refused<ReturnType<Builder>, Theirs, Name>;

export const abort: Check<typeof abortRequest, adyen.AbortRequest, 'AbortRequest'> = true;
export const balance: Check<typeof balanceInquiryRequest, adyen.BalanceInquiryRequest, 'BalanceInquiryRequest'> = true;
export const acquisition: Check<typeof cardAcquisitionRequest, adyen.CardAcquisitionRequest, 'CardAcquisitionRequest'> =
  true;
export const diagnosis: Check<typeof diagnosisRequest, adyen.DiagnosisRequest, 'DiagnosisRequest'> = true;
export const display: Check<typeof displayRequest, adyen.DisplayRequest, 'DisplayRequest'> = true;
export const enable: Check<typeof enableServiceRequest, adyen.EnableServiceRequest, 'EnableServiceRequest'> = true;
export const start: Check<typeof startTransactionRequest, adyen.EnableServiceRequest, 'EnableServiceRequest'> = true;
export const totals: Check<typeof getTotalsRequest, adyen.GetTotalsRequest, 'GetTotalsRequest'> = true;
export const input: Check<typeof inputRequest, adyen.InputRequest, 'InputRequest'> = true;
export const inputUpdate: Check<typeof inputUpdateRequest, adyen.InputUpdate, 'InputUpdate'> = true;
export const login: Check<typeof loginRequest, adyen.LoginRequest, 'LoginRequest'> = true;
export const logout: Check<typeof logoutRequest, adyen.LogoutRequest, 'LogoutRequest'> = true;
export const payment: Check<typeof paymentRequest, adyen.PaymentRequest, 'PaymentRequest'> = true;
export const print: Check<typeof printRequest, adyen.PrintRequest, 'PrintRequest'> = true;
export const reconciliation: Check<typeof reconciliationRequest, adyen.ReconciliationRequest, 'ReconciliationRequest'> =
  true;
export const reversal: Check<typeof reversalRequest, adyen.ReversalRequest, 'ReversalRequest'> = true;
export const admin: Check<typeof scanBarcodeRequest, adyen.AdminRequest, 'AdminRequest'> = true;
export const endScan: Check<typeof endScanRequest, adyen.AdminRequest, 'AdminRequest'> = true;
export const sound: Check<typeof soundRequest, adyen.SoundRequest, 'SoundRequest'> = true;
export const storedValue: Check<typeof storedValueRequest, adyen.StoredValueRequest, 'StoredValueRequest'> = true;
export const status: Check<
  typeof transactionStatusRequest,
  adyen.TransactionStatusRequest,
  'TransactionStatusRequest'
> = true;
