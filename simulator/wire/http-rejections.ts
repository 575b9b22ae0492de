import { MessageHeaderSchema } from '../../protocol/header.ts';
import { answerTo } from '../messages/responses.ts';
import { additionalResponse } from '../messages/text-encoding.ts';
import { respondJson, type HttpAnswer } from './delivery.ts';
import type { CryptoErrorNumber } from './protection.ts';

/**
 * The rejections of a request before it is processed: all in the clear, all with HTTP 400 but form f, which is UNCONFIRMED for most of them
 * (reference 1.5, forms c to g).
 */

/** Form c. */
export function missingWrapper(): HttpAnswer {
  return errors(['At toplevel, field SaleToPOIRequest: Missing', 'At toplevel: Missing']);
}

/** Form d, or form e when `wrapped`: the terminal has no key and reads a protected message as a malformed one in the clear. */
export function noKey(clearHeader: unknown, { wrapped }: { wrapped: boolean }): HttpAnswer {
  const header = MessageHeaderSchema.safeParse(clearHeader);
  const bodyName = `${header.success ? header.data.MessageCategory : 'Payment'}Request`;
  const lines = [`At SaleToPOIRequest, field ${bodyName}: Missing`, 'At SaleToPOIRequest: Missing'];
  const warnings = [
    'At SaleToPOIRequest.MessageHeader, field SecurityTrailer: Unexpected',
    'At SaleToPOIRequest.MessageHeader, field NexoBlob: Unexpected',
  ];
  return wrapped ? formE(clearHeader, lines, warnings) : errors(lines, { warnings });
}

/** Form e, to a message in the clear that should have been protected. */
export function unprotected(clearHeader: unknown): HttpAnswer {
  return formE(clearHeader, ['At SaleToPOIRequest, field NexoBlob: Missing'], []);
}

/** Form f, whose status is documented. */
export function cryptoError(number: CryptoErrorNumber = 3): HttpAnswer {
  return respondJson(401, { errors: [`Nexo Service: crypto error (${number})`], ServiceID: '-NULL-' });
}

/** Form g. */
export function badJson(): HttpAnswer {
  return respondJson(400, ['Bad JSON:1: unexpected end']);
}

export function errors(lines: readonly string[], more: Readonly<Record<string, unknown>> = {}): HttpAnswer {
  return respondJson(400, { errors: lines, ...more });
}

const NOTE = 'Direct API REQUIRES payload crypto on live, cleartext allowed for testing only';

function formE(clearHeader: unknown, lines: readonly string[], warnings: readonly string[]): HttpAnswer {
  const header = MessageHeaderSchema.safeParse(clearHeader);
  if (!header.success) return errors(lines, { warnings });
  const pairs = { errors: lines.join('\n'), ...(warnings.length > 0 && { warnings: warnings.join('\n') }), note: NOTE };
  const Response = {
    Result: 'Failure',
    ErrorCondition: 'MessageFormat',
    AdditionalResponse: additionalResponse(pairs, 'form'),
  };
  return respondJson(400, answerTo(header.data, { Response }).message);
}
