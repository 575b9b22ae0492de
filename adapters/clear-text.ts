import { encodeRequest, isReject } from '../protocol/codec.ts';
import { failure } from '../protocol/faults.ts';
import { MessageHeaderSchema, notEchoed } from '../protocol/header.ts';
import { isObject } from '../protocol/json.ts';
import type { Opened, Protection } from './ports/protection.port.ts';

/**
 * No protection at all, as a test terminal without a key has it (reference 2.5): whoever can reach the network can read and forge
 * messages. TLS and the terminal's certificate are all that is left.
 */
export const clearText: Protection = {
  form: 'clear',
  seal: encodeRequest,

  open(answer, request): Opened {
    if (answer.form !== 'clear') return { kind: 'failed', failure: failure('ERR_ANSWER_MALFORMED', 'it is sealed') };
    const { message } = answer;
    if (isReject(message)) return { kind: 'reject', message };
    const header = MessageHeaderSchema.safeParse(message['MessageHeader']);
    if (!header.success) return { kind: 'failed', failure: failure('ERR_ANSWER_MALFORMED', 'no MessageHeader') };
    const field = notEchoed(request, header.data);
    if (field !== undefined) {
      const { MessageHeader: _, ...body } = message;
      return { kind: 'stray', failure: failure('ERR_ANSWER_MISMATCH', `${field} differs`), header: header.data, body };
    }
    const name = `${request.MessageCategory}Response`;
    const body = message[name];
    return isObject(body)
      ? { kind: 'verified', body }
      : { kind: 'failed', failure: failure('ERR_ANSWER_MALFORMED', `no ${name}`) };
  },
};
