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
  readonly options: Pick<ResolvedOptions, 'application' | 'currencyExponents' | 'saleToAcquirerDataEncoding'>;
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
      const { amount, tip, allowedPaymentBrands, cardAcquisition } = request;
      return paymentRequest(
        { ...saleOf(request, context), amount, ...omitUndefined({ tip, allowedPaymentBrands, cardAcquisition }) },
        exponents,
      );
    }
    case 'unreferencedRefund':
      return paymentRequest({ ...saleOf(request, context), amount: request.amount, paymentType: 'Refund' }, exponents);
    case 'refund': {
      const { amount, reason = 'MerchantCancel', original = context.original } = request;
      if (original === undefined) throw new Error('the payment of a refund is looked up before its body is made');
      // The currency of a partial refund is repeated in SaleToAcquirerData (reference 5.1).
      const sale = saleOf(request, context, amount?.currency);
      return reversalRequest({ ...sale, original, reason, ...omitUndefined({ amount }) }, exponents);
    }
    case 'cardAcquisition': {
      const { amount, tokenRequestedType, allowedPaymentBrands } = request;
      return cardAcquisitionRequest(
        { ...saleOf(request, context), ...omitUndefined({ amount, tokenRequestedType, allowedPaymentBrands }) },
        exponents,
      );
    }
    case 'storedValue':
      return storedValueRequest({ ...saleOf(request, context), items: request.items }, exponents);
  }
}

/** The members of a sale that requests of every type have. */
function saleOf(
  { reference, operatorId, saleToAcquirerData }: Omit<TransactionRequest, 'poiid'>,
  { options, createdAtMs }: BodyContext,
  currency?: Amount['currency'],
) {
  const encoded = encodeSaleToAcquirerData(
    { ...saleToAcquirerData, ...omitUndefined({ currency }), applicationInfo: applicationInfo(options) },
    options.saleToAcquirerDataEncoding,
  );
  return { reference, atMs: createdAtMs, ...omitUndefined({ operatorId, saleToAcquirerData: encoded }) };
}

function applicationInfo({ application }: BodyContext['options']): ApplicationInfo {
  const ourselves = { adyenLibrary: { name: 'tenderline', version: VERSION } };
  if (application === undefined) return ourselves;
  const { name, version, integrator } = application;
  return {
    ...ourselves,
    merchantApplication: { name, version },
    ...(integrator !== undefined && { externalPlatform: { integrator, name, version } }),
  };
}
