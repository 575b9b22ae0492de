/** What is known about a request that did not succeed. */
export type ManagementFault =
  /** It never left this machine. */
  | 'notSent'
  /** The platform answered, and did not carry it out. */
  | 'refused'
  /** Too many requests. A PATCH is read back, although the platform says that it did nothing. */
  | 'rateLimited'
  /** No answer, or none that says what was done: it may have been carried out. */
  | 'unknown';

export type ManagementCode =
  /** No connection: name, network, or a certificate that is not that of the platform. */
  | 'ERR_MANAGEMENT_UNREACHABLE'
  /** 401: the API key is not accepted in this environment. */
  | 'ERR_MANAGEMENT_KEY'
  /** 403: a role, or access to the account, is missing. */
  | 'ERR_MANAGEMENT_ROLE'
  /** Another refusal, for example 422. */
  | 'ERR_MANAGEMENT_REFUSED'
  /** The platform hides what would have to be sent back. */
  | 'ERR_MANAGEMENT_HIDDEN'
  | 'ERR_MANAGEMENT_RATE'
  /** 5xx. */
  | 'ERR_MANAGEMENT_SERVER'
  /** The connection ended, or time was up, before the answer was there. */
  | 'ERR_MANAGEMENT_LOST'
  /** An answer that is none of the Management API. */
  | 'ERR_MANAGEMENT_ANSWER';

export interface ManagementDetails {
  readonly fault: ManagementFault;
  /** HTTP status, where there was an answer. */
  readonly status?: number | undefined;
  /** The platform's own code, for example `00_403`. */
  readonly errorCode?: string | undefined;
  /** What Support asks for. */
  readonly requestId?: string | undefined;
  /** Milliseconds that the platform asks to wait for. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * The Management API did not do what was asked. Only the command line meets it: no engine, and so no till, speaks to that API.
 * No message has an API key, a passphrase or a password in it, also where the platform's answer quotes one.
 */
export class ManagementError extends Error {
  readonly code: ManagementCode;
  readonly details: ManagementDetails;

  constructor(code: ManagementCode, message: string, details: ManagementDetails) {
    super(message);
    this.name = 'ManagementError';
    this.code = code;
    this.details = details;
  }
}
