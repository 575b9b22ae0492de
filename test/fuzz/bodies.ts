import { requestHeader } from '../../protocol/header.ts';
import { parsePOIID, parseSaleID, parseServiceID } from '../../protocol/ids.ts';
import type { SaleToAcquirerData } from '../../protocol/fields/sale-to-acquirer-data.ts';

/** Valid messages of every kind that is read, with every member that a reader looks at: the seeds of the fuzzing. */

/** The header of the request that all of them answer. */
export const REQUEST = requestHeader('Payment', {
  SaleID: parseSaleID('TILL-01'),
  ServiceID: parseServiceID('A0000001Z9'),
  POIID: parsePOIID('V400m-324688179'),
});

export const SUCCESS = { Result: 'Success', AdditionalResponse: 'tid=75318&message=fine&offline=false' };
export const POI_TRANSACTION_ID = {
  TransactionID: 'Bx4N00177.QWERTY1234567890',
  TimeStamp: '2026-05-04T10:15:33.120Z',
};

export const RECEIPTS = [
  {
    DocumentQualifier: 'CustomerReceipt',
    RequiredSignatureFlag: false,
    OutputContent: {
      OutputFormat: 'Text',
      OutputText: [
        { Text: 'name=TOTAL&value=%e2%82%ac%2012.34&key=totalAmount', CharacterStyle: 'Bold', EndOfLineFlag: true },
        { Text: 'name=APPROVED&key=approved', EndOfLineFlag: false },
      ],
    },
  },
];

export const PAYMENT = {
  SaleData: { SaleTransactionID: { TransactionID: 'ORDER-1001', TimeStamp: '2026-05-04T10:15:30.000Z' } },
  POIData: { POITransactionID: POI_TRANSACTION_ID, POIReconciliationID: '1000' },
  PaymentResult: {
    OnlineFlag: true,
    AmountsResp: { Currency: 'EUR', AuthorizedAmount: 10.99, TipAmount: '1.00', CashBackAmount: 0 },
    PaymentAcquirerData: { AcquirerTransactionID: { TransactionID: 'QWERTY1234567890' } },
  },
  PaymentReceipt: RECEIPTS,
  Response: { Result: 'Success', AdditionalResponse: 'pspReference=QWERTY1234567890&refusalReason=210%20Not%20enough' },
};

export const refusedWith = (ErrorCondition: string, AdditionalResponse = 'message=no') => ({
  ...PAYMENT,
  Response: { Result: 'Failure', ErrorCondition, AdditionalResponse },
});

export const REPEATED = {
  Response: { Result: 'Success' },
  MessageReference: { MessageCategory: 'Payment', SaleID: REQUEST.SaleID, ServiceID: REQUEST.ServiceID },
  RepeatedMessageResponse: {
    MessageHeader: { ...REQUEST, MessageType: 'Response' },
    RepeatedResponseMessageBody: { PaymentResponse: PAYMENT },
  },
};

const CLEAR_HEADER = REPEATED.RepeatedMessageResponse.MessageHeader;

export const WIRE_ANSWERS: readonly unknown[] = [
  {
    errors: ['Nexo Service: Crypto Error (5)', 'At toplevel, field SaleToPOIRequest: Missing'],
    warnings: ['no NexoBlob'],
  },
  ['Bad JSON: at 1'],
  {
    SaleToPOIRequest: {
      MessageHeader: { ...CLEAR_HEADER, MessageClass: 'Event', MessageCategory: 'Event' },
      EventNotification: {
        EventToNotify: 'Reject',
        EventDetails: 'message=Did%20not%20receive%20a%20response',
        RejectedMessage: Buffer.from(JSON.stringify({ ServiceID: 'A0000001Z9' })).toString('base64'),
      },
    },
  },
  {
    SaleToPOIResponse: {
      MessageHeader: CLEAR_HEADER,
      PaymentResponse: {
        Response: {
          Result: 'Failure',
          ErrorCondition: 'MessageFormat',
          AdditionalResponse: 'errors=At%20SaleToPOIRequest,%20field%20PaymentRequest:%20Missing&warnings=NexoBlob',
        },
      },
    },
  },
  {
    SaleToPOIResponse: {
      MessageHeader: CLEAR_HEADER,
      NexoBlob: 'AAAA',
      SecurityTrailer: { Nonce: 'AAAA', Hmac: 'AA==' },
    },
  },
];

export const DIAGNOSIS = {
  Response: SUCCESS,
  POIStatus: { GlobalStatus: 'OK', PrinterStatus: 'PaperLow', CommunicationOKFlag: 'true' },
};
export const DISPLAY = {
  OutputResult: [{ Device: 'CustomerDisplay', InfoQualify: 'Display', Response: SUCCESS }],
  Response: SUCCESS,
};
export const PRINT = { DocumentQualifier: 'Document', Response: SUCCESS };
export const STORED_VALUE = {
  Response: SUCCESS,
  POIData: { POITransactionID: POI_TRANSACTION_ID },
  StoredValueResult: [
    {
      StoredValueTransactionType: 'Load',
      ItemAmount: 25,
      Currency: 'EUR',
      StoredValueAccountStatus: { CurrentBalance: '75.00' },
    },
  ],
  PaymentReceipt: RECEIPTS,
};
export const BALANCE = {
  Response: SUCCESS,
  PaymentAccountStatus: { CurrentBalance: '50.00', Currency: 'EUR' },
  PaymentReceipt: RECEIPTS,
};
export const CARD_ACQUISITION = {
  Response: SUCCESS,
  POIData: { POITransactionID: POI_TRANSACTION_ID },
  PaymentBrand: ['visa'],
  PaymentInstrumentData: {
    CardData: {
      PaymentBrand: 'visa',
      MaskedPan: '411111 **** 1111',
      EntryMode: ['Tapped'],
      PaymentToken: { TokenRequestedType: 'Customer', TokenValue: 'M469509594859802' },
    },
  },
};
export const INPUTS = [
  { ConfirmedFlag: true },
  { TextInput: 'Ada' },
  { DigitInput: '042' },
  { MenuEntryNumber: [0, 1, 0] },
].map((Input) => ({ InputResult: { Response: SUCCESS, Input }, Response: SUCCESS }));

const NOTIFIER = { ...REQUEST, DeviceID: '4' };
export const NOTIFICATIONS = [
  {
    MessageHeader: NOTIFIER,
    DisplayRequest: {
      DisplayOutput: [
        {
          OutputContent: {
            PredefinedContent: {
              ReferenceID: 'TransactionID=B.Q&TimeStamp=2026-05-04&event=TENDER_FINAL&result=APPROVED',
            },
          },
        },
      ],
      ReferenceID: 'event=CARD_INSERTED',
    },
  },
  {
    MessageHeader: NOTIFIER,
    EventNotification: {
      EventToNotify: 'Shutdown',
      TimeStamp: '2026-05-04',
      EventDetails: 'x',
      RejectedMessage: 'e30=',
    },
  },
];

export const SALE_TO_ACQUIRER_DATA: SaleToAcquirerData = {
  tenderOptions: ['AskGratuity'],
  metadata: { lane: '1' },
  applicationInfo: { merchantApplication: { name: 'Till', version: '1.0' } },
  shopperReference: 'S1',
  manualCapture: true,
  additionalData: { 'split.api': '1' },
  further: { ssc: 'x' },
};
