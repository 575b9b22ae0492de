import { expect } from 'vitest';
import type { PayRequest } from '../../../index.ts';
import type { ShopperPlan } from '../../../simulator/index.ts';
import { GIFT_CARD } from './request-rows.ts';
import type { Json } from '../simulator.ts';

/** Each member that docs/requests.md has for an outcome: what a terminal answers, and what is read. The payments are of EUR 100.00. */

const eur = (value: number) => ({ currency: 'EUR', value });

export interface OutcomeRow {
  readonly title: string;
  /** The rows of the page. */
  readonly members: readonly string[];
  readonly request?: Partial<PayRequest>;
  /** What the shopper of the simulated terminal does; `undefined`: it never answers so, because it does not contradict itself. */
  readonly shopper: Partial<ShopperPlan> | undefined;
  /** What the terminal with Adyen's NexoCrypto answers. */
  readonly answer: Json;
  /** What both outcomes have. */
  readonly outcome: object;
  /** The members that neither has. */
  readonly absent?: readonly string[];
}

/** An answer as the documents have it: AmountsResp in euros, AdditionalResponse in pairs. */
function answer(
  { Result = 'Success', ...amounts }: { Result?: string } & Record<string, string | number>,
  pairs: Record<string, string> = {},
  result: object = {},
  body: object = {},
): Json {
  return {
    Response: { Result, AdditionalResponse: new URLSearchParams(pairs).toString().replaceAll('+', '%20') },
    PaymentResult: { OnlineFlag: true, AmountsResp: { Currency: 'EUR', AuthorizedAmount: 100, ...amounts }, ...result },
    ...body,
  };
}

const ASK = { saleToAcquirerData: { tenderOptions: ['AskGratuity'] } } as const;
const PARTIAL = { saleToAcquirerData: { tenderOptions: ['AllowPartialAuthorisation'] } } as const;
const card = (CardData: object) => ({ PaymentInstrumentData: { PaymentInstrumentType: 'Card', CardData } });

export const OUTCOME_ROWS: readonly OutcomeRow[] = [
  {
    title: 'a plain payment',
    members: ['amounts.requested', 'amounts.authorized', 'response'],
    shopper: {},
    answer: answer({}),
    outcome: {
      kind: 'approved',
      amounts: { requested: eur(10_000), authorized: eur(10_000) },
      response: { Response: { Result: 'Success' }, PaymentResult: { AmountsResp: { AuthorizedAmount: 100 } } },
    },
  },
  {
    title: 'a tip that the terminal asked for',
    members: ['amounts.tip', 'tip'],
    request: ASK,
    shopper: { tip: 1000 },
    answer: answer({ AuthorizedAmount: 110 }, { posAmountGratuityValue: '1000', posAuthAmountValue: '11000' }),
    outcome: {
      amounts: { authorized: eur(11_000), tip: eur(1000) },
      tip: { askedBy: 'terminal', given: eur(1000) },
    },
  },
  {
    title: 'a tip of the till that the shopper changed',
    members: ['amounts.tip', 'tip'],
    request: { tip: eur(1000) },
    shopper: { tip: 500 },
    answer: answer({ AuthorizedAmount: 105, TipAmount: 5 }),
    outcome: {
      amounts: { authorized: eur(10_500), tip: eur(500) },
      tip: { askedBy: 'till', requested: eur(1000), given: eur(500) },
    },
  },
  {
    title: 'a tip of the till that the shopper refused',
    members: ['tip'],
    request: { tip: eur(1000) },
    shopper: { tip: 0 },
    answer: answer({}),
    outcome: { amounts: { authorized: eur(10_000) }, tip: { askedBy: 'till', requested: eur(1000), given: eur(0) } },
  },
  {
    title: 'cash back',
    members: ['amounts.cashBack'],
    request: { cashBack: eur(2000) },
    shopper: {},
    answer: answer({ CashBackAmount: 20 }, { posAmountCashbackValue: '2000' }),
    outcome: { kind: 'approved', amounts: { authorized: eur(10_000), cashBack: eur(2000) } },
  },
  {
    title: 'cash back that was refused alone',
    members: ['amounts.cashBack', 'amounts.remaining'],
    request: { cashBack: eur(2000) },
    shopper: { cashBack: 'refused' },
    answer: answer({ Result: 'Partial', AuthorizedAmount: 80 }),
    outcome: {
      kind: 'partial',
      amounts: { requested: eur(10_000), authorized: eur(8000), remaining: eur(0) },
    },
  },
  {
    title: 'a surcharge',
    members: ['amounts.fees'],
    shopper: { surcharge: 150 },
    answer: answer({ AuthorizedAmount: 101.5 }, { surchargeAmount: '150', posAuthAmountValue: '10150' }),
    outcome: { kind: 'approved', amounts: { authorized: eur(10_150), fees: eur(150) } },
  },
  {
    title: 'a part without a tip',
    members: ['amounts.remaining'],
    request: PARTIAL,
    shopper: { balance: 6000 },
    answer: answer({ Result: 'Partial', AuthorizedAmount: 60 }, { posAuthAmountValue: '6000' }),
    outcome: { kind: 'partial', amounts: { authorized: eur(6000), remaining: eur(4000) } },
  },
  {
    title: 'a part with a tip',
    members: ['amounts.remaining', 'amounts.tip'],
    request: { ...PARTIAL, tip: eur(1000) },
    shopper: { balance: 6000, partialTip: 'first' },
    answer: answer({ Result: 'Partial', AuthorizedAmount: 60, TipAmount: 10 }),
    outcome: { kind: 'partial', amounts: { authorized: eur(6000), tip: eur(1000), remaining: eur(5000) } },
  },
  {
    title: 'an amount that nothing explains',
    members: ['amounts.unclear'],
    shopper: undefined,
    answer: answer({ AuthorizedAmount: 130 }),
    outcome: { kind: 'approved', advice: 'checkAmount', amounts: { unclear: expect.stringContaining('30.00') } },
  },
  {
    title: 'the card',
    members: ['card'],
    shopper: { funding: 'DEBIT' },
    answer: answer(
      {},
      {
        paymentMethodVariant: 'mcdebit',
        fundingSource: 'DEBIT',
        issuerCountry: 'NL',
        isCardCommercial: 'false',
        giftcardIndicator: 'false',
      },
      card({ PaymentBrand: 'mc', MaskedPan: '541333 **** 9999', EntryMode: ['Contactless'], CardCountryCode: '528' }),
    ),
    outcome: {
      card: {
        brand: 'mc',
        variant: 'mcdebit',
        maskedPan: '541333 **** 9999',
        entryMode: 'Contactless',
        fundingSource: 'DEBIT',
        issuerCountry: 'NL',
        isCommercial: false,
        isGiftCard: false,
      },
    },
  },
  {
    title: 'a card whose number was typed',
    members: ['card', 'authorisation'],
    request: { saleToAcquirerData: { tenderOptions: ['MOTO'] } },
    shopper: {},
    answer: answer({}, { posEntryMode: 'MKE', avsResult: '7 Both match', cvcResult: '1 Matches' }),
    outcome: { card: { entryMode: 'Keyed' }, authorisation: { avsResult: '7 Both match', cvcResult: '1 Matches' } },
  },
  {
    title: 'the authorisation',
    members: ['authorisation'],
    shopper: {},
    answer: answer(
      {},
      { acquirerResponseCode: 'APPROVED' },
      {
        PaymentAcquirerData: {
          MerchantID: 'ShopNL',
          AcquirerPOIID: 'V400m-324688179',
          ApprovalCode: '123456',
          AcquirerTransactionID: { TransactionID: 'QWERTY1234567890', TimeStamp: '2026-05-04T10:15:33.120Z' },
        },
      },
    ),
    outcome: {
      pspReference: expect.stringMatching(/^[A-Z0-9]{16}$/),
      authorisation: {
        code: expect.stringMatching(/^\d{6}$/),
        acquirerTransactionId: expect.stringMatching(/^[A-Z0-9]{16}$/),
        merchantId: expect.stringContaining('S'),
        terminalId: 'V400m-324688179',
        acquirerResponseCode: 'APPROVED',
      },
    },
  },
  {
    title: 'a PIN',
    members: ['cardholderVerification'],
    shopper: { card: 'chip' },
    answer: answer({}, { cardHolderVerificationMethodResults: '020000' }, { AuthenticationMethod: ['OnlinePIN'] }),
    outcome: { cardholderVerification: { methods: ['OnlinePIN'], emvResult: '020000' } },
  },
  {
    title: 'a token of the new style, and the alias of the card',
    members: ['token'],
    request: {
      tokenRequestedType: 'Customer',
      saleToAcquirerData: { shopperReference: 'cust-77', recurringProcessingModel: 'CardOnFile' },
    },
    shopper: {},
    answer: answer(
      {},
      {
        'tokenization.storedPaymentMethodId': 'M5N7TQ4TG5PFWR50',
        'tokenization.shopperReference': 'cust-77',
        'tokenization.store.operationType': 'created',
        networkTxReference: '123456789012345',
      },
      card({ PaymentToken: { TokenRequestedType: 'Customer', TokenValue: 'M469509594859802' } }),
    ),
    outcome: {
      token: {
        storedPaymentMethodId: 'M5N7TQ4TG5PFWR50',
        shopperReference: 'cust-77',
        networkReference: '123456789012345',
        operation: 'created',
        alias: 'M469509594859802',
      },
    },
  },
  {
    title: 'a token of the old style',
    members: ['token'],
    request: { saleToAcquirerData: { shopperReference: 'cust-77', further: { recurringContract: 'RECURRING' } } },
    shopper: {},
    answer: answer(
      {},
      {
        'recurring.recurringDetailReference': '8415995487234100',
        'recurring.shopperReference': 'cust-77',
      },
    ),
    outcome: { token: { recurringDetailReference: '8415995487234100', shopperReference: 'cust-77' } },
  },
  {
    title: 'a conversion that the shopper chose',
    members: ['conversion'],
    shopper: { dcc: 'accepted' },
    answer: answer(
      {},
      { 'dcc.source': 'Simulator', 'dcc.commissionfee': '0' },
      {
        CurrencyConversion: [
          {
            CustomerApprovedFlag: true,
            ConvertedAmount: { AmountValue: 111.8, Currency: 'USD' },
            Rate: '1.1180',
            Markup: '3.00',
            Declaration: 'I have been offered a choice of currencies.',
          },
        ],
      },
    ),
    outcome: {
      amounts: { authorized: eur(10_000) },
      conversion: {
        accepted: true,
        currency: 'USD',
        amount: { currency: 'USD', value: 11_180 },
        rate: '1.1180',
        markup: '3.00',
        commission: '0',
        declaration: 'I have been offered a choice of currencies.',
        source: 'Simulator',
      },
    },
  },
  {
    title: 'no conversion that the shopper did not choose',
    members: ['conversion'],
    shopper: { dcc: 'rejected' },
    answer: answer({}),
    outcome: { kind: 'approved' },
    absent: ['conversion'],
  },
  {
    title: 'the strokes of a signature',
    members: ['signature', 'cardholderVerification'],
    shopper: { signs: true },
    answer: answer(
      {},
      {},
      {
        AuthenticationMethod: ['SignatureCapture'],
        CapturedSignature: {
          AreaSize: { X: 'F0', Y: 'AA' },
          SignaturePoint: [
            { X: '0A', Y: '0B' },
            { X: '14', Y: '15' },
            { X: 'FFFF', Y: 'FFFF' },
            { X: '1E', Y: '1F' },
          ],
        },
      },
    ),
    outcome: {
      cardholderVerification: { methods: ['SignatureCapture'] },
      signature: {
        area: { width: 240, height: 170 },
        strokes: [
          [
            { x: 10, y: 11 },
            { x: 20, y: 21 },
          ],
          [{ x: 30, y: 31 }],
        ],
      },
    },
  },
  {
    title: 'a loyalty pass',
    members: ['loyalty'],
    shopper: { loyalty: { id: 'L-42', brand: 'ShopClub' } },
    answer: answer(
      {},
      {},
      {},
      {
        LoyaltyResult: [
          {
            LoyaltyAccount: {
              LoyaltyAccountID: { EntryMode: ['Tapped'], IdentificationType: 'AccountNumber', LoyaltyID: 'L-42' },
              LoyaltyBrand: 'ShopClub',
            },
          },
        ],
      },
    ),
    outcome: {
      loyalty: [{ id: 'L-42', brand: 'ShopClub', entryMode: 'Tapped', identificationType: 'AccountNumber' }],
    },
  },
  {
    title: 'the rest of a gift card that paid a part',
    members: ['giftCardBalance', 'amounts.remaining'],
    request: { ...PARTIAL, giftCard: { number: GIFT_CARD } },
    shopper: {},
    answer: answer(
      { Result: 'Partial', AuthorizedAmount: 25 },
      {
        currentBalanceAmount: '0',
        currentBalanceCurrency: 'EUR',
        giftcardIndicator: 'true',
      },
    ),
    outcome: {
      kind: 'partial',
      amounts: { authorized: eur(2500), remaining: eur(7500) },
      card: { isGiftCard: true },
      giftCardBalance: eur(0),
    },
  },
  {
    title: 'an approval without the platform',
    members: ['offline', 'offlineAuthCode', 'unconfirmedBatchCount'],
    shopper: { offline: 'storeAndForward' },
    answer: answer(
      {},
      { offline: 'true', offlineAuthCode: 'Failed go online offline declined', unconfirmedBatchCount: '1' },
      { OnlineFlag: false },
      { POIData: { POITransactionID: { TransactionID: 'oLkO0012345678901', TimeStamp: '2026-05-04T10:15:33.120Z' } } },
    ),
    outcome: {
      kind: 'approved',
      charged: 'yes',
      offline: true,
      offlineAuthCode: 'Failed go online offline declined',
      unconfirmedBatchCount: 1,
      poiTransactionId: { TransactionID: expect.stringMatching(/^[^.]+$/) },
    },
    absent: ['pspReference'],
  },
  {
    title: 'a pre-authorisation',
    members: ['adjustAuthorisationData'],
    request: { saleToAcquirerData: { authorisationType: 'PreAuth' } },
    shopper: {},
    answer: answer({}, { adjustAuthorisationData: 'BQABAQSimulated' }),
    outcome: { kind: 'approved', adjustAuthorisationData: 'BQABAQSimulated' },
  },
];
