import type { TransactionFailure } from '../platform/payment-verdict.ts';

/** The results of a dialogue that ends before the host is requested (reference 7.3). */
export const EARLY_RESULTS = {
  aborted: { ErrorCondition: 'Aborted', message: '104 Merchant cancelled tx', reachedHost: false },
  cancelled: { ErrorCondition: 'Cancel', message: '108 Shopper cancelled tx', reachedHost: false },
  notPresented: { ErrorCondition: 'Cancel', message: '126 Shopper did not present card', reachedHost: false },
  cardRemoved: { ErrorCondition: 'Cancel', message: 'CANCELLED', refusalReason: 'card removed', reachedHost: false },
  wrongCard: {
    ErrorCondition: 'NotAllowed',
    message: 'CardAcquisitionReference does not name the acquired card',
    reachedHost: false,
  },
  // Which condition it is, is UNCONFIRMED.
  noPrinter: { ErrorCondition: 'UnavailableDevice', message: 'The device has no printer.', reachedHost: false },
  // The answer to an Input that times out is UNCONFIRMED.
  notAnswered: { ErrorCondition: 'Cancel', message: 'Input timed out', reachedHost: false },
  // The answer to an Input that another request ended is UNCONFIRMED.
  overtaken: { ErrorCondition: 'Aborted', message: 'Another request came', reachedHost: false },
  restarted: { ErrorCondition: 'Cancel', message: 'CANCELLED', refusalReason: 'Cancelled', reachedHost: false },
} as const satisfies Record<string, TransactionFailure>;
