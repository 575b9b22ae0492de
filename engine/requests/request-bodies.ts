/** Builds the body of a request from its data alone: the `request` of the journal determines the `body` that was sent. */
import { omitUndefined, type JsonObject } from '../../protocol/json.ts';
import { cardAcquisitionRequest } from '../../protocol/messages/card-acquisition.ts';
import { paymentRequest } from '../../protocol/messages/payment.ts';
import type { TransactionIdentification } from '../../protocol/messages/response.ts';
import { reversalRequest } from '../../protocol/messages/reversal.ts';
import { storedValueRequest } from '../../protocol/messages/stored-value.ts';
import type { Amount } from '../../protocol/money.ts';
import { encodeSaleToAcquirerData, type ApplicationInfo } from '../../protocol/fields/sale-to-acquirer-data.ts';
import { VERSION } from '../../version.ts';
import type { ResolvedOptions } from '../options/engine-options.ts';
import type { PlannedRequest, TransactionRequest } from './transaction-requests.ts';

export interface BodyContext {
  readonly options: Pick<
    ResolvedOptions,
    'application' | 'currencyExponents' | 'saleToAcquirerDataEncoding' | 'tipInRequestedAmount'
  >;
  /** The time of the sale: epoch milliseconds. */
  readonly createdAtMs: number;
  /** Of a refund: the payment that it refunds. */
  readonly original?: TransactionIdentification;
}

/** @throws {InputError} for values that no message can carry */
export function requestBody(request: PlannedRequest, context: BodyContext): JsonObject {
  const { currencyExponents: exponents } = context.options;
  switch (request.type) {
    case 'payment': {
      const { tipInRequestedAmount } = context.options;
      return paymentRequest({ ...request, ...saleOf(request, context), tipInRequestedAmount }, exponents);
    }
    case 'unreferencedRefund':
      return paymentRequest({ ...request, ...saleOf(request, context), paymentType: 'Refund' }, exponents);
    case 'refund': {
      const { amount, reason = 'MerchantCancel', original = context.original } = request;
      if (original === undefined) throw new Error('the payment of a refund is looked up before its body is made');
      // The currency of a partial refund is repeated in SaleToAcquirerData (reference 5.1).
      const sale = saleOf(request, context, amount?.currency);
      return reversalRequest({ ...request, ...sale, original, reason }, exponents);
    }
    case 'cardAcquisition':
      return cardAcquisitionRequest({ ...request, ...saleOf(request, context) }, exponents);
    case 'transact':
      return request.body;
    case 'storedValue':
      return storedValueRequest({ ...request, ...saleOf(request, context) }, exponents);
  }
}

/** The members of a sale that are made here: when it is, and the data for the platform. */
function saleOf(
  { reference, saleToAcquirerData, applicationInfo }: Omit<TransactionRequest, 'poiid'>,
  { options, createdAtMs }: BodyContext,
  currency?: Amount['currency'],
) {
  const isPlain = saleToAcquirerData === undefined && applicationInfo === undefined && currency === undefined;
  const known = isPlain ? plain.get(options) : undefined;
  const encoded =
    known ??
    encodeSaleToAcquirerData(
      {
        ...saleToAcquirerData,
        ...omitUndefined({ currency }),
        applicationInfo: { ...applicationInfoOf(options), ...applicationInfo },
      },
      options.saleToAcquirerDataEncoding,
    );
  if (isPlain && encoded !== undefined) plain.set(options, encoded);
  return { reference, atMs: createdAtMs, saleToAcquirerData: encoded };
}

/** The data of a request that has none of its own, by the options of its engine, which never change. */
const plain = new WeakMap<BodyContext['options'], string>();

/** The till's application, and Tenderline as the platform that it stands on. */
function applicationInfoOf({ application }: BodyContext['options']): ApplicationInfo {
  const platform = { name: 'tenderline', version: VERSION };
  if (application === undefined) return { externalPlatform: platform };
  const { name, version, integrator } = application;
  return {
    merchantApplication: { name, version },
    externalPlatform: { ...platform, ...omitUndefined({ integrator }) },
  };
}
