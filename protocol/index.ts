export { readAdditionalResponse, type AdditionalResponse } from './fields/additional-response.ts';
export { CURRENCY_EXPONENTS } from './currency-exponents.ts';
export type { KeyName } from './key-name.ts';
export {
  describeDisplayEvent,
  DISPLAY_PHASES,
  type DisplayEvent,
  type DisplayPhase,
} from './display/display-events.ts';
export { DISPLAY_LOCALES, displayMessage, type DisplayLocale } from './display/display-messages.ts';
export { CONDITIONS, type RetryAdvice } from './error-conditions.ts';
export { deliveryOf, failure, FAULTS, type Delivery, type Failure, type FaultCode } from './faults.ts';
export { MESSAGE_CLASS_OF, type MessageCategory, type MessageHeader, type TransactionCategory } from './header.ts';
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
export {
  balanceInquiryRequest,
  readBalanceInquiry,
  type BalanceInquiry,
  type BalanceInquiryRequestInput,
} from './messages/balance-inquiry.ts';
export {
  cardAcquisitionRequest,
  readCardAcquisition,
  type AcquiredCard,
  type CardAcquisition,
  type CardAcquisitionRequestInput,
} from './messages/card-acquisition.ts';
export { diagnosisRequest, readDiagnosis, type Diagnosis } from './messages/diagnosis.ts';
export { displayRequest, readDisplay, type DisplayRequestInput } from './messages/device/display.ts';
export {
  enableServiceRequest,
  readEnableService,
  startTransactionRequest,
  type EnableServiceRequestInput,
  type StartTransactionRequestInput,
} from './messages/enable-service.ts';
export type { GiftCard } from './messages/gift-card.ts';
export { readInput, type InputAnswer } from './messages/device/input-answer.ts';
export type { InputCommand, InputRequestInput } from './messages/device/input-question.ts';
export { inputUpdateRequest, type InputUpdateRequestInput } from './messages/device/input-update.ts';
export { inputRequest } from './messages/device/input.ts';
export type { MenuEntry } from './messages/device/output/menu.ts';
export { readNotification, type DisplayNotification, type EventNotification } from './messages/notifications.ts';
export { paymentRequest, type PaymentAmounts, type PaymentRequestInput } from './messages/payment.ts';
export { printRequest, readPrint, type PrintRequestInput } from './messages/device/print.ts';
export { ERROR_CONDITIONS, type ErrorCondition } from './messages/response.ts';
export type { RequestResult } from './messages/result.ts';
export {
  endScanRequest,
  readScannedBarcode,
  scanBarcodeRequest,
  type ScanBarcodeRequestInput,
  type ScannedBarcode,
} from './messages/device/scan-barcode.ts';
export { soundRequest, type SoundRequestInput } from './messages/device/sound.ts';
export {
  loginRequest,
  logoutRequest,
  readLogin,
  type Login,
  type LoginContext,
  type LoginRequestInput,
} from './messages/session/login.ts';
export { getTotalsRequest, readTotals, type GetTotalsRequestInput, type Totals } from './messages/totals/get-totals.ts';
export { reconciliationRequest, type ReconciliationRequestInput } from './messages/totals/reconciliation.ts';
export type { PaymentTotal, TransactionTotals } from './messages/totals/transaction-totals.ts';
export { reversalRequest, type ReversalRequestInput } from './messages/reversal.ts';
export {
  readStoredValue,
  storedValueRequest,
  type StoredValue,
  type StoredValueItem,
  type StoredValueOperation,
  type StoredValueRequestInput,
} from './messages/stored-value.ts';
export type { TextLine, TextLines } from './messages/device/text-output.ts';
export type { VirtualReceipt, VirtualReceiptLine } from './messages/device/output/virtual-receipt.ts';
export {
  readTransactionStatus,
  transactionStatusRequest,
  type TransactionStatus,
} from './messages/transaction-status.ts';
export { fromWire, parseAmount, toDecimal, toWire, type Amount, type CurrencyExponents } from './money.ts';
export {
  isCharged,
  isNotCharged,
  notProcessed,
  type Charged,
  type Outcome,
  type OutcomeDetails,
  type Settlement,
  type SettledResult,
} from './outcome.ts';
export { responseToJson } from './outcome-json/response-to-json.ts';
export { maskNumbersIn, SECRET_CARD_DATA, type SecretCardData } from './outcome-json/secret-card-data.ts';
export {
  OutcomeJsonSchema,
  SettledResultJsonSchema,
  type OutcomeJson,
  type ReadonlyJson,
  type SettledResultJson,
} from './outcome-json/outcome-schema.ts';
export {
  cardOf,
  maskedFailure,
  outcomeToJson,
  settledResultToJson,
  type OutcomeJsonOptions,
} from './outcome-json/outcome-to-json.ts';
export { readResponseResult, type AskedFor, type ResponseResult, type UndecidedResult } from './response-result.ts';
export type { AuthenticationMethod, Authorisation, CardholderVerification } from './payment-result/authorisation.ts';
export type { Card, EntryMode } from './payment-result/card.ts';
export type { Conversion } from './payment-result/conversion.ts';
export type { StoredValueRow, StoredValueTransactionType } from './payment-result/gift-card-result.ts';
export type { LoyaltyAccount } from './payment-result/loyalty.ts';
export type { GiftCardResult, PaymentDetails } from './payment-result/payment-details.ts';
export type { ReportedAmounts } from './payment-result/reported-amounts.ts';
export { signatureToSvg } from './payment-result/signature-to-svg.ts';
export type { Signature, SignaturePoint } from './payment-result/signature.ts';
export type { TakenAmounts } from './payment-result/taken-amounts.ts';
export type { AskedTip, Tip } from './payment-result/tip.ts';
export type { Token } from './payment-result/token.ts';
export { readPOITransactionID, type POITransactionID } from './fields/poi-transaction-id.ts';
export { columnsOf } from './fields/text-width.ts';
export { readReceipts, receiptToText, type Receipt, type ReceiptLine } from './fields/receipts.ts';
export {
  decodeSaleToAcquirerData,
  encodeSaleToAcquirerData,
  type SaleToAcquirerData,
} from './fields/sale-to-acquirer-data.ts';
export type { RequestMessage, WireAnswer, Wrapper } from './codec.ts';
export type { FaultArea, FaultRow } from './fault-table.ts';
export type { TransactionIdentification } from './fields/poi-transaction-id.ts';
export type { ApplicationInfo, TenderOption } from './fields/sale-to-acquirer-data-schema.ts';
export type { RequestHeader } from './header.ts';
export type { JsonObject, Optional } from './json.ts';
export type { NotificationIds } from './messages/notifications.ts';
export type { SaleDataInput, SaleTransaction } from './messages/sale-data.ts';
export type { PaymentConditionsInput, TransactionConditionsInput } from './messages/transaction-conditions.ts';
