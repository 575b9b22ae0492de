import { describe, expect, it } from 'vitest';
import { nexoProtection } from '../../../../adapters/nexo-protection.ts';
import type { Transport, TransportResult } from '../../../../adapters/ports/transport.port.ts';
import { systemRandom } from '../../../../adapters/system-random.ts';
import { silentLogger, type Logger } from '../../../../engine/runtime/logging.ts';
import { createTerminalClient } from '../../../../engine/terminals/terminal-client.ts';
import { failure, type FaultCode } from '../../../../protocol/faults.ts';
import { requestHeader, type MessageCategory } from '../../../../protocol/header.ts';
import { parsePOIID, parseSaleID, parseServiceID } from '../../../../protocol/ids.ts';
import { steppedClock } from '../../../support/clock.ts';
import { http, sealedTerminal } from '../../../support/terminal/sealed-terminal.ts';
import { approves } from '../../../support/terminal/terminal-behaviours.ts';

/** A client of a terminal whose transport has that result. */
async function clientOf(result: TransportResult, { writes = true }: { readonly writes?: boolean } = {}) {
  const { keyRing } = await sealedTerminal(approves);
  const warnings: object[] = [];
  const log: Logger = { ...silentLogger, warn: (fields) => warnings.push(fields), child: () => log };
  const transport: Transport = {
    post: async ({ onWritten }) => {
      if (writes) onWritten?.();
      return result;
    },
    close: () => Promise.resolve(),
  };
  const protection = nexoProtection(keyRing, systemRandom);
  const client = createTerminalClient({ transport, protection, clock: steppedClock(), log });
  const links: boolean[] = [];
  client.linkUp$.subscribe((isUp) => links.push(isUp));
  return { client, warnings, links };
}

const message = (category: MessageCategory) => ({
  header: requestHeader(category, {
    SaleID: parseSaleID('TILL-01'),
    ServiceID: parseServiceID('A0000001Z9'),
    POIID: parsePOIID('V400m-324688179'),
  }),
  body: {},
});

async function answerTo(category: MessageCategory, ...given: Parameters<typeof clientOf>) {
  const { client, warnings, links } = await clientOf(...given);
  const result = await client.request(message(category), { signal: new AbortController().signal });
  return { result, warnings, links };
}

const header = { ProtocolVersion: '3.0', MessageClass: 'Event', MessageCategory: 'Event', MessageType: 'Notification' };
const rejectEvent = (EventDetails: string) =>
  JSON.stringify({
    SaleToPOIRequest: {
      MessageHeader: { ...header, SaleID: 'TILL-01', POIID: 'V400m-324688179', DeviceID: '7' },
      EventNotification: { TimeStamp: '2026-05-04T10:15:33Z', EventToNotify: 'Reject', EventDetails },
    },
  });

describe('a rejection', () => {
  const rejections: [string, TransportResult][] = [
    ['of the key', http(400, '{"errors":["Nexo Service: crypto error (3)"]}')],
    ['of the format', http(400, '{"errors":["At SaleToPOIRequest, field PaymentRequest: Missing"]}')],
    ['of the JSON', http(400, '["Bad JSON:1: unexpected end"]')],
    ['by an event', http(200, rejectEvent('message=Crypto+Error'))],
  ];

  it.each(rejections)('%s counts once the request is out', async (_, answer) => {
    expect((await answerTo('Payment', answer)).result.kind).toBe('rejected');
  });

  it.each(rejections)('%s proves nothing while the request is not out: it may still arrive', async (_, answer) => {
    const { result } = await answerTo('Payment', answer, { writes: false });
    expect(result).toMatchObject({ kind: 'unusable', encrypted: false, failure: { code: 'ERR_ANSWER_UNDECIDED' } });
  });

  it('in words that we do not know decides nothing, and the words are kept', async () => {
    const { result } = await answerTo('Payment', http(200, rejectEvent('message=Unable+to+take+the+request')));
    expect(result).toMatchObject({
      kind: 'unusable',
      failure: { code: 'ERR_ANSWER_UNDECIDED', message: expect.stringContaining('Unable to take the request') },
    });
  });
});

describe('the answer to an Abort', () => {
  it.each([
    '',
    'ok',
    '"ok"',
    '""',
    'null',
    '{}',
    '"Request accepted"',
    '{"result":"ok"}',
    'accepted',
    '[]',
    '{"errors":[]}',
  ])('%j with 200 says that it was taken', async (body) => {
    const { result, warnings } = await answerTo('Abort', http(200, body));
    expect(result).toEqual({ kind: 'empty' });
    expect(warnings).toEqual([]);
  });

  it('with 202 or 204 says so too', async () => {
    expect((await answerTo('Abort', http(202, '{}'))).result).toEqual({ kind: 'empty' });
    expect((await answerTo('Abort', http(204, ''))).result).toEqual({ kind: 'empty' });
  });

  it.each<[string, TransportResult]>([
    ['a Reject event', http(200, rejectEvent('message=Unable+to+find+the+transaction'))],
    ['errors', http(200, '{"errors":["Unable to find the transaction"]}')],
    ['errors with a status that is none of success', http(404, '{"errors":["Unable to find the transaction"]}')],
  ])('that is %s has the terminal’s words, also in the log', async (_, answer) => {
    const { result, warnings } = await answerTo('Abort', answer);
    const words = expect.stringContaining('Unable to find the transaction') as unknown;
    expect(result).toMatchObject({ kind: 'unusable', failure: { message: words } });
    expect(warnings).toMatchObject([{ reason: words }]);
  });

  it('says nothing of another request: what is no message is none', async () => {
    expect((await answerTo('Payment', http(200, '"Request accepted"'))).result).toMatchObject({
      failure: { code: 'ERR_ANSWER_MALFORMED' },
    });
  });
});

describe('a request that fails', () => {
  const failed = (code: FaultCode): TransportResult => ({ kind: 'failed', failure: failure(code) });

  it.each<FaultCode>(['ERR_LINK_REFUSED', 'ERR_LINK_UNREACHABLE', 'ERR_LINK_NAME', 'ERR_LINK_CONNECT_TIMEOUT'])(
    'as %s shows that the terminal is not there',
    async (code) => {
      expect((await answerTo('Diagnosis', failed(code))).links).toEqual([false]);
    },
  );

  it.each<FaultCode>([
    'ERR_TLS_CERTIFICATE',
    'ERR_TLS_EXPIRED',
    'ERR_TLS_HANDSHAKE',
    'ERR_IDENTITY_POIID',
    'ERR_WITHDRAWN',
  ])('as %s does not show that', async (code) => {
    expect((await answerTo('Diagnosis', failed(code))).links).toEqual([]);
  });
});
