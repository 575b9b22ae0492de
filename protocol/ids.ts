import { InputError, formatValue } from '../errors.ts';

declare const brand: unique symbol;
type Branded<T, Name extends string> = T & { readonly [brand]: Name };

/** Identifies one request to a terminal: 1 to 10 letters and digits, never used twice for a POIID (reference 3.3). */
export type ServiceID = Branded<string, 'ServiceID'>;
/** Identifies the till (or a component of it) that sends: any non-empty text, echoed by the terminal. */
export type SaleID = Branded<string, 'SaleID'>;
/** Identifies a terminal: `<model>-<serial>`, letters and digits, case matters (reference 1.8). */
export type POIID = Branded<string, 'POIID'>;
/** Identifies a transaction of ours for ever: by default a UUIDv7, or 1 to 64 characters of the caller's. */
export type TransactionId = Branded<string, 'TransactionId'>;

/** @param path the caller's name for the value, for the error. Default: the name of the id */
type Parser<Id> = (value: unknown, path?: string) => Id;

function parserOf<Name extends string>(name: Name, pattern: RegExp, expected: string): Parser<Branded<string, Name>> {
  return (value, path = name) => {
    if (typeof value === 'string' && pattern.test(value)) return value as Branded<string, Name>;
    throw new InputError(`ERR_INPUT_${name.toUpperCase()}`, { path, expected, found: formatValue(value) });
  };
}

/**
 * Checks a ServiceID: 1 to 10 letters and digits.
 *
 * @throws {InputError} `ERR_INPUT_SERVICEID`
 */
export const parseServiceID: Parser<ServiceID> = parserOf(
  'ServiceID',
  /^[0-9A-Za-z]{1,10}$/,
  '1 to 10 letters and digits',
);

/**
 * Checks a SaleID: 1 to 128 characters.
 *
 * @throws {InputError} `ERR_INPUT_SALEID`
 */
export const parseSaleID: Parser<SaleID> = parserOf(
  'SaleID',
  /^[^\p{Cc}]{1,128}$/u,
  '1 to 128 characters, none of them a control character',
);

/**
 * Checks a POIID: `<model>-<serial>`.
 *
 * @throws {InputError} `ERR_INPUT_POIID`
 */
export const parsePOIID: Parser<POIID> = parserOf(
  'POIID',
  /^[A-Za-z0-9]{1,32}-[A-Za-z0-9]{1,32}$/,
  '<model>-<serial>, for example V400m-324688179',
);

/**
 * Checks the id of a transaction: 1 to 64 letters, digits or `. _ : -`.
 *
 * @throws {InputError} `ERR_INPUT_TRANSACTIONID`
 */
export const parseTransactionId: Parser<TransactionId> = parserOf(
  'TransactionId',
  /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/,
  '1 to 64 letters, digits or . _ : -, the first a letter or digit',
);

const SERVICE_ID_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const SERVICE_ID_LENGTH = 10;
/** The largest multiple of 36 in a byte: values from here on would favour the first letters, so they are drawn again. */
const UNBIASED_BELOW = 252;

/**
 * Draws a new ServiceID: 10 of `0-9A-Z`, each equally likely, about 51 bits.
 *
 * @param randomBytes returns that many random bytes
 */
export function createServiceID(randomBytes: (length: number) => Uint8Array): ServiceID {
  let id = '';
  while (id.length < SERVICE_ID_LENGTH) {
    for (const byte of randomBytes(SERVICE_ID_LENGTH - id.length)) {
      if (byte < UNBIASED_BELOW) id += SERVICE_ID_ALPHABET[byte % SERVICE_ID_ALPHABET.length];
    }
  }
  return id as ServiceID;
}
