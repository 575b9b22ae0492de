import type { Duplex } from 'node:stream';
import { errorCode } from '../../errors.ts';
import { ProblemError, problemOf, type ProblemCode } from '../problem.ts';

const CODES: Readonly<Record<string, ProblemCode>> = {
  HPE_HEADER_OVERFLOW: 'ERR_GATEWAY_HEADERS',
  ERR_HTTP_REQUEST_TIMEOUT: 'ERR_GATEWAY_TIMEOUT',
};

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/**
 * Answers what is no HTTP request: two lengths for one body (request smuggling), headers without an end, other bytes. Nothing of it was
 * read as a request, and the connection ends.
 */
export function answerClientError(error: Error, socket: Duplex): void {
  if (!socket.writable) return void socket.destroy();
  const problem = problemOf(new ProblemError(CODES[errorCode(error) ?? ''] ?? 'ERR_GATEWAY_HTTP'));
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${REASONS[problem.status] ?? 'Bad Request'}`,
      'Content-Type: application/problem+json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
    () => socket.destroy(),
  );
}
