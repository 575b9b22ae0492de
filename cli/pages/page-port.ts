import { formatValue, InputError } from '../../errors.ts';

/** The port of a page. @throws {InputError} `ERR_INPUT_PORT` */
export function readPagePort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new InputError('ERR_INPUT_PORT', { path: 'port', expected: '0 to 65535', found: formatValue(text) });
}
