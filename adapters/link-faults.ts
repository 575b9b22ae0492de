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
  // The other results of a verification that Node.js has names for, and the name of all that it has none for.
  ...certificateRefused(
    'INVALID_CA',
    'INVALID_PURPOSE',
    'CERT_UNTRUSTED',
    'CERT_REJECTED',
    'CERT_REVOKED',
    'CERT_CHAIN_TOO_LONG',
    'PATH_LENGTH_EXCEEDED',
    'HOSTNAME_MISMATCH',
    'ERROR_IN_CERT_NOT_BEFORE_FIELD',
    'ERROR_IN_CERT_NOT_AFTER_FIELD',
    'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
    'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
    'UNABLE_TO_GET_CRL',
    'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
    'CRL_SIGNATURE_FAILURE',
    'CRL_NOT_YET_VALID',
    'CRL_HAS_EXPIRED',
    'ERROR_IN_CRL_LAST_UPDATE_FIELD',
    'ERROR_IN_CRL_NEXT_UPDATE_FIELD',
    'OUT_OF_MEM',
    'UNSPECIFIED',
  ),
  ERR_IDENTITY_NAME: 'ERR_IDENTITY_NAME',
  ERR_IDENTITY_ENVIRONMENT: 'ERR_IDENTITY_ENVIRONMENT',
  ERR_IDENTITY_POIID: 'ERR_IDENTITY_POIID',
  ERR_IDENTITY_LEGACY: 'ERR_IDENTITY_LEGACY',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'ERR_TLS_PROTOCOL',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'ERR_TLS_PROTOCOL',
  ERR_SSL_WRONG_VERSION_NUMBER: 'ERR_TLS_HANDSHAKE',
  EPROTO: 'ERR_TLS_HANDSHAKE',
  PEER_SPOKE_FIRST: 'ERR_TLS_HANDSHAKE', // of our own: see connectToTerminal
};

function certificateRefused<Code extends string>(...codes: readonly Code[]): Record<Code, 'ERR_TLS_CERTIFICATE'> {
  const entries = codes.map((code) => [code, 'ERR_TLS_CERTIFICATE']);
  return Object.fromEntries(entries) as Record<Code, 'ERR_TLS_CERTIFICATE'>;
}

/**
 * What OpenSSL refuses in the handshake itself has hundreds of names. Those about a certificate, its key or its signature; and
 * those that another part than its TLS gives (`ERR_OSSL_...`), which read nothing else of the peer.
 */
const ABOUT_THE_CERTIFICATE =
  /^ERR_OSSL_|^ERR_SSL_(?:.*_)?(?:CERT|CERTIFICATES?|SIGNATURE|CA|EE_KEY|ECC_CERT|MD_TOO_WEAK)(?:_|$)/;
const OF_TLS = /^ERR_(?:SSL|TLS)_/;

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
    return failure(known ?? unlisted(code), detail);
  }
  const known = Object.hasOwn(AFTER_THE_FIRST_BYTE, code) ? AFTER_THE_FIRST_BYTE[code] : undefined;
  return failure(known ?? (code.startsWith('HPE') ? 'ERR_LINK_HTTP' : 'ERR_LINK_LOST'), detail);
}

function unlisted(code: string): FaultCode {
  if (ABOUT_THE_CERTIFICATE.test(code)) return 'ERR_TLS_CERTIFICATE';
  return OF_TLS.test(code) ? 'ERR_TLS_HANDSHAKE' : 'ERR_LINK_CONNECT';
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  if ('name' in error && error.name === 'AbortError') return 'ABORT_ERR';
  if ('name' in error && error.name === 'HTTPParserError') return 'HPE'; // undici has no code for some of these
  return 'cause' in error ? codeOf(error.cause) : '';
}

/**
 * The code, and for a certificate what is wrong with its name, or what OpenSSL says where it has no code: one of its own texts. Other
 * messages may quote the peer: they are left out.
 */
function detailOf(error: unknown, code: string): string | undefined {
  if (code.startsWith('ERR_IDENTITY_') && error instanceof Error) return error.message;
  if (code === 'UNSPECIFIED' && error instanceof Error) return `${code}: ${error.message}`;
  return code === '' ? undefined : code;
}
