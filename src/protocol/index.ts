export { readAdditionalResponse, type AdditionalResponse } from './additional-response.ts';
export { CURRENCY_EXPONENTS } from './currency-exponents.ts';
export { CONDITIONS, type RetryAdvice } from './error-conditions.ts';
export { deliveryOf, failure, FAULTS, type Delivery, type Failure, type FaultCode } from './faults.ts';
export { MESSAGE_CLASS_OF, type MessageCategory, type MessageHeader } from './header.ts';
export {
  createServiceID,
  parsePOIID,
  parseSaleID,
  parseServiceID,
  parseTransactionId,
  type POIID,
  type SaleID,
  type ServiceID,
  type TransactionId,
} from './ids.ts';
export { abortRequest, type EarlierRequest } from './messages/abort.ts';
export { diagnosisRequest, readDiagnosis, type Diagnosis } from './messages/diagnosis.ts';
export { readNotification, type DisplayNotification, type EventNotification } from './messages/notifications.ts';
export { paymentRequest, type PaymentRequestInput } from './messages/payment.ts';
export { ERROR_CONDITIONS, type ErrorCondition } from './messages/response.ts';
export { reversalRequest, type ReversalRequestInput } from './messages/reversal.ts';
export {
  readTransactionStatus,
  transactionStatusRequest,
  type TransactionStatus,
} from './messages/transaction-status.ts';
export { fromWire, parseAmount, toDecimal, toWire, type Amount, type CurrencyExponents } from './money.ts';
export {
  notProcessed,
  readVerdict,
  type AskedFor,
  type Charged,
  type Outcome,
  type OutcomeDetails,
  type Settlement,
  type Verdict,
} from './outcome.ts';
export { readPOITransactionID, type POITransactionID } from './poi-transaction-id.ts';
export { readReceipts, receiptToText, type Receipt, type ReceiptLine } from './receipts.ts';
export {
  decodeSaleToAcquirerData,
  encodeSaleToAcquirerData,
  type SaleToAcquirerData,
} from './sale-to-acquirer-data.ts';
