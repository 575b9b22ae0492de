import { failure, type Failure, type FaultCode } from '../protocol/faults.ts';

/** How far a request got: whether its first byte can have left this process. */
export type Progress = 'connecting' | 'writing';

/** The codes of Node, OpenSSL and undici for a connection that failed before any byte of the request. */
export const BEFORE_THE_FIRST_BYTE: Readonly<Record<string, FaultCode>> = {
  ENOTFOUND: 'ERR_LINK_NAME',
  EAI_AGAIN: 'ERR_LINK_NAME',
  ECONNREFUSED: 'ERR_LINK_REFUSED',
  EHOSTUNREACH: 'ERR_LINK_UNREACHABLE',
  ENETUNREACH: 'ERR_LINK_UNREACHABLE',
  EHOSTDOWN: 'ERR_LINK_UNREACHABLE',
  ENETDOWN: 'ERR_LINK_UNREACHABLE',
  EADDRNOTAVAIL: 'ERR_LINK_UNREACHABLE',
  ETIMEDOUT: 'ERR_LINK_CONNECT_TIMEOUT',
  UND_ERR_CONNECT_TIMEOUT: 'ERR_LINK_CONNECT_TIMEOUT',
  ABORT_ERR: 'ERR_LINK_CANCELLED',
  UND_ERR_ABORTED: 'ERR_LINK_CANCELLED',
  UND_ERR_DESTROYED: 'ERR_LINK_CANCELLED',
  UND_ERR_CLOSED: 'ERR_LINK_CANCELLED',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'ERR_TLS_SELF_SIGNED',
  SELF_SIGNED_CERT_IN_CHAIN: 'ERR_TLS_ROOT',
  UNABLE_TO_GET_ISSUER_CERT: 'ERR_TLS_ROOT',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'ERR_TLS_ROOT',
  CERT_SIGNATURE_FAILURE: 'ERR_TLS_ROOT',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'ERR_TLS_INTERMEDIATE',
  CERT_HAS_EXPIRED: 'ERR_TLS_EXPIRED',
  CERT_NOT_YET_VALID: 'ERR_TLS_NOT_YET_VALID',
  INVALID_CA: 'ERR_TLS_CERTIFICATE',
  INVALID_PURPOSE: 'ERR_TLS_CERTIFICATE',
  CERT_UNTRUSTED: 'ERR_TLS_CERTIFICATE',
  CERT_REJECTED: 'ERR_TLS_CERTIFICATE',
  CERT_REVOKED: 'ERR_TLS_CERTIFICATE',
  CERT_CHAIN_TOO_LONG: 'ERR_TLS_CERTIFICATE',
  PATH_LENGTH_EXCEEDED: 'ERR_TLS_CERTIFICATE',
  ERR_IDENTITY_NAME: 'ERR_IDENTITY_NAME',
  ERR_IDENTITY_ENVIRONMENT: 'ERR_IDENTITY_ENVIRONMENT',
  ERR_IDENTITY_POIID: 'ERR_IDENTITY_POIID',
  ERR_IDENTITY_LEGACY: 'ERR_IDENTITY_LEGACY',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'ERR_TLS_PROTOCOL',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'ERR_TLS_PROTOCOL',
  ERR_SSL_WRONG_VERSION_NUMBER: 'ERR_TLS_HANDSHAKE',
  EPROTO: 'ERR_TLS_HANDSHAKE',
};

/** Their codes for a failure once the first byte may have left. */
export const AFTER_THE_FIRST_BYTE: Readonly<Record<string, FaultCode>> = {
  ECONNRESET: 'ERR_LINK_RESET',
  EPIPE: 'ERR_LINK_RESET',
  ECONNABORTED: 'ERR_LINK_RESET',
  UND_ERR_SOCKET: 'ERR_LINK_RESET',
  ETIMEDOUT: 'ERR_LINK_TIMEOUT',
  UND_ERR_HEADERS_TIMEOUT: 'ERR_LINK_TIMEOUT',
  UND_ERR_BODY_TIMEOUT: 'ERR_LINK_TIMEOUT',
  ABORT_ERR: 'ERR_LINK_ABANDONED',
  UND_ERR_ABORTED: 'ERR_LINK_ABANDONED',
  UND_ERR_DESTROYED: 'ERR_LINK_ABANDONED',
  UND_ERR_CLOSED: 'ERR_LINK_ABANDONED',
  UND_ERR_HEADERS_OVERFLOW: 'ERR_LINK_HTTP',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'ERR_LINK_RESET', // cut short
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'ERR_ANSWER_TOO_LARGE',
};

/**
 * The fault of an error on the link. How far the request got decides whether anything can have been sent; the error's code
 * only states why. A code that is in neither table is reported by itself.
 */
export function linkFailure(error: unknown, progress: Progress): Failure {
  const code = codeOf(error);
  const detail = detailOf(error, code);
  if (progress === 'connecting') {
    const known = Object.hasOwn(BEFORE_THE_FIRST_BYTE, code) ? BEFORE_THE_FIRST_BYTE[code] : undefined;
    return failure(known ?? (code.startsWith('ERR_SSL_') ? 'ERR_TLS_HANDSHAKE' : 'ERR_LINK_CONNECT'), detail);
  }
  const known = Object.hasOwn(AFTER_THE_FIRST_BYTE, code) ? AFTER_THE_FIRST_BYTE[code] : undefined;
  return failure(known ?? (code.startsWith('HPE') ? 'ERR_LINK_HTTP' : 'ERR_LINK_LOST'), detail);
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('name' in error && error.name === 'AbortError') return 'ABORT_ERR';
  if ('name' in error && error.name === 'HTTPParserError') return 'HPE'; // undici has no code for some of these
  return 'cause' in error ? codeOf(error.cause) : '';
}

/** The code, and for a certificate what is wrong with its name. Other messages may quote the peer: they are left out. */
function detailOf(error: unknown, code: string): string | undefined {
  if (code.startsWith('ERR_IDENTITY_') && error instanceof Error) return error.message;
  return code === '' ? undefined : code;
}
