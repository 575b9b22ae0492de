/** The settings of the services that were found to matter. They are part of what a worker registers, and win over those of the server. */
import type { ObjectOptions, RetryPolicy, ServiceOptions } from '@restatedev/restate-sdk';

/**
 * For ever, and soon. By itself Restate pauses what has failed 70 times until a person resumes it: a payment whose worker is gone for
 * some minutes would then stay unknown.
 */
const RETRY: RetryPolicy = {
  initialInterval: 100,
  exponentiationFactor: 2,
  maxInterval: 1_000,
  maxAttempts: 1_000_000_000,
  onMaxAttempts: 'pause',
};

/** Of what only the services of this package may call: who reaches the ingress cannot forge an event. */
export const PRIVATE: ObjectOptions = { ingressPrivate: true, retryPolicy: RETRY, journalRetention: 0 };

/** The longest that a question may stand on a terminal, and the time that its answer may come later (reference 6.4). */
const QUESTION_MS_MAX = 3_600_000 + 60_000;

/** Of what waits for a terminal: a shopper takes minutes, and Restate takes a silence of one minute for a failure. */
export function waiting(responseTimeoutMs: number): ServiceOptions {
  const patient = Math.max(QUESTION_MS_MAX, 2 * responseTimeoutMs);
  return { ...PRIVATE, inactivityTimeout: patient, abortTimeout: patient };
}

/** Of the one service that the ingress reaches. It checks each caller itself. */
export const PUBLIC: ServiceOptions = { retryPolicy: RETRY, journalRetention: 0, idempotencyRetention: 3_600_000 };
