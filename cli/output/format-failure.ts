import type { Failure, FaultCode, RetryAdvice } from '../../index.ts';
import { FAULTS, maskedFailure } from '../../protocol/index.ts';
import type { TransactionKind } from '../stored/transaction-kind.ts';
import { row } from './layout.ts';
import { printable } from './output.ts';

/** What staff may do after a payment that was not approved. */
export const ADVICE: Readonly<Record<RetryAdvice, string>> = {
  none: '',
  mayRetry: 'you may try the same payment again, also with the same card',
  waitThenRetry: 'wait a moment, then try again; if it stays so, use another terminal',
  terminalBusy: 'another transaction runs on the terminal: wait for it before you start one more',
  otherCard: 'ask for another card',
  otherPaymentMethod: 'ask for another way to pay',
  fixSetup: 'the set-up or the request is wrong, and trying again changes nothing: tell whoever set this up',
  doNotRetry: 'do not try this card again: its issuer forbids it',
  checkAmount: 'compare the amount on the receipt of the terminal with what was asked for: it is not certain',
  verifyFirst: 'the payment platform saw this payment: look it up by its reference before another attempt',
};

/** The advice after a failed refund, where it differs from that for a payment. */
const REFUND_ADVICE: Readonly<Partial<Record<RetryAdvice, string>>> = {
  mayRetry: 'you may try the same refund again',
  fixSetup: 'the payment is not found, or the request is wrong: compare it with the payment in the Customer Area',
  otherCard: 'compare it with the payment in the Customer Area; give the money back in another way',
  otherPaymentMethod: 'compare it with the payment in the Customer Area; give the money back in another way',
  doNotRetry: 'do not try this refund again; give the money back in another way',
  verifyFirst: 'the payment platform saw this refund: look it up by its reference before another attempt',
};

/** What to do after a failure that the terminal reported. */
export function retryAdvice(advice: RetryAdvice, kind: TransactionKind): string {
  return (kind === 'refund' ? REFUND_ADVICE[advice] : undefined) ?? ADVICE[advice];
}

/** Remedies in the words of the command line, where those of the table name options of the library. */
const REMEDIES: Readonly<Partial<Record<FaultCode, string>>> = {
  ERR_IDENTITY_LEGACY: 'update the terminal, or give --allow-legacy-certificate',
  ERR_TERMINAL_OCCUPIED: 'wait for it, or wait in line: --queue',
  ERR_TERMINAL_UNCONFIGURED: 'give --poiid and --host of that terminal',
  ERR_ID_REUSED: 'give a new attempt a new --id',
  ERR_ORIGINAL_UNKNOWN: 'give --original-transaction-id and --original-timestamp of the payment',
  ERR_CRYPTO_KEY_UNKNOWN: 'give the key of the terminal: --key-identifier, --key-version and its passphrase',
};

/** What to do about a fault of a transaction. */
export function faultAdvice(code: FaultCode): string {
  return REMEDIES[code] ?? FAULTS[code].remedy;
}

/** About a request that moves no money the engine does not ask again by itself. */
function queryAdvice(code: FaultCode): string {
  if (code === 'ERR_CRYPTO_OPEN') return 'compare the passphrase on both sides';
  const { area, delivery } = FAULTS[code];
  return delivery === 'notSent' || area === 'protection'
    ? faultAdvice(code)
    : 'ask again: the question changes nothing';
}

export function formatFailure(failure: Failure | undefined): string {
  return failure === undefined ? 'nothing is known' : `${printable(maskedFailure(failure).message)} (${failure.code})`;
}

/** A query without an answer, as lines for people. @param who the terminal or transaction that gave none */
export function formatNoAnswer(failure: Failure, who: string): string[] {
  return [
    `${who} gave no answer that counts: ${formatFailure(failure)}`,
    ...row('what to do', queryAdvice(failure.code)),
  ];
}
