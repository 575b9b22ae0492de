import { describe, expect, it } from 'vitest';
import { notificationHandler } from '../../../../adapters/notification-listener/notification-handler.ts';
import type { NotificationHandlerOptions, NotificationRequest } from '../../../../adapters/ports/listener.port.ts';
import { ConfigError } from '../../../../errors.ts';
import { settle, steppedClock } from '../../../support/clock.ts';
import {
  APPROVED,
  basic,
  bytesOf,
  CREDENTIALS,
  display,
  event,
  keepingLog,
  keepingSink,
  keyRing,
  post,
  otherRing,
  sealed,
} from './notices.ts';

const ACCEPTED = { status: 200, headers: { 'Content-Type': 'text/plain' }, body: '[accepted]' };

function handlerWith(options: Partial<NotificationHandlerOptions> = {}) {
  const { received, sink } = keepingSink();
  const { lines, log } = keepingLog();
  const clock = steppedClock();
  const handler = notificationHandler({ keyRing, sink, log, clock, ...options });
  const send = async (request: NotificationRequest) => {
    const response = await handler.handle(request);
    await settle();
    return response;
  };
  return { handler, send, received, lines, clock };
}

const authorized = (authorization: string) => ({ headers: { authorization }, remoteAddress: '192.168.1.31' });
/** A body that never ends: what is given, then nothing. */
async function* stalling(...chunks: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
  await new Promise<never>(() => {});
}

describe('a right notification', () => {
  it('is acknowledged at once and delivered after the answer', async () => {
    const { handler, received, clock } = handlerWith();
    await clock.step(1000);
    await expect(handler.handle(post(sealed(keyRing, display())))).resolves.toEqual(ACCEPTED);
    expect(received).toEqual([]);
    await settle();
    expect(received).toMatchObject([{ event: 'CARD_PRESENTED', sealed: true, receivedAtMs: 1000 }]);
    expect(handler.counts()).toMatchObject({ delivered: 1, notOpened: 0 });
  });

  it('may come in pieces', async () => {
    const { send, received } = handlerWith();
    const bytes = sealed(keyRing, display());
    async function* pieces() {
      for (const byte of bytes) yield Uint8Array.of(byte);
    }
    await expect(send(post(pieces()))).resolves.toEqual(ACCEPTED);
    expect(received).toHaveLength(1);
  });

  it('that is sent again is delivered again, the same in everything but when it came', async () => {
    const { send, received, clock } = handlerWith();
    const recorded = sealed(keyRing, APPROVED);
    await send(post(recorded));
    await clock.step(60_000);
    await send(post(recorded));
    const [first, second] = received;
    expect(second).toEqual({ ...first, receivedAtMs: 60_000 });
  });

  it('does not depend on the sink: one that throws or rejects is counted, and the next one arrives', async () => {
    const { received, sink } = keepingSink();
    const failures = [
      () => {
        throw new Error('secret of the till');
      },
      () => Promise.reject(new Error('secret of the till')),
      sink,
    ];
    const { send, handler, lines } = handlerWith({ sink: (notification) => failures.shift()?.(notification) });
    for (let turn = 0; turn < 3; turn += 1) {
      await expect(send(post(sealed(keyRing, display())))).resolves.toEqual(ACCEPTED);
    }
    expect(received).toHaveLength(1);
    expect(handler.counts()).toMatchObject({ delivered: 3, sinkFailed: 2 });
    expect(lines).toEqual([
      {
        level: 'error',
        fields: { event: 'notifications.sinkFailed', count: 1 },
        message: 'the sink of notifications failed',
      },
    ]);
  });
});

describe('what is not to be believed', () => {
  it.each([
    ['sealed under an unknown key', 'notOpened', () => sealed(otherRing, APPROVED)],
    [
      'tampered with',
      'notOpened',
      () => sealed(keyRing, APPROVED, (envelope) => (envelope.NexoBlob = `A${envelope.NexoBlob.slice(1)}`)),
    ],
    ['an approval in the clear', 'clearText', () => bytesOf(APPROVED)],
    ['garbage', 'notANotification', () => Buffer.from('\u0000garbage')],
    ['JSON of the wrong kind', 'notANotification', () => bytesOf({ hello: ['world'] })],
  ] as const)('is answered like everything else, counted and dropped: %s', async (_, reason, body) => {
    const { send, handler, received, lines } = handlerWith();
    await expect(send(post(body()))).resolves.toEqual(ACCEPTED);
    expect(received).toEqual([]);
    expect(handler.counts()).toMatchObject({ delivered: 0, [reason]: 1 });
    const fields = { event: 'notifications.refused', reason, count: 1, remoteAddress: '127.0.0.1' };
    expect(lines).toEqual([{ level: 'warn', fields, message: 'notification refused' }]);
  });

  it('in the clear is accepted when that is allowed, and reported as unsealed', async () => {
    const { send, received } = handlerWith({ allowClearText: true });
    await send(post(bytesOf(APPROVED)));
    expect(received).toMatchObject([{ event: 'TENDER_FINAL', result: 'APPROVED', sealed: false }]);
  });

  it('fills no log: only every tenth power is written', async () => {
    const { send, lines, handler } = handlerWith();
    for (let count = 0; count < 120; count += 1) await send(post(Buffer.from('{}')));
    expect(handler.counts().notANotification).toBe(120);
    expect(lines.map(({ fields }) => fields)).toMatchObject([{ count: 1 }, { count: 10 }, { count: 100 }]);
  });

  it('leaves nothing of itself in the log', async () => {
    const { send, lines } = handlerWith({ credentials: CREDENTIALS });
    const marked = { ...event({ EventDetails: 'MARK' }), MARK: 'MARK' };
    const right = basic(CREDENTIALS.username, CREDENTIALS.password);
    await send(post(bytesOf(marked), { headers: { authorization: basic('MARK', 'MARK') } }));
    await send(post(bytesOf(marked), { headers: { authorization: right } }));
    await send(post(sealed(otherRing, marked), { headers: { authorization: right } }));
    await send(post(Buffer.from('MARK'), { headers: { authorization: right } }));
    await send({ ...post(bytesOf(marked)), method: 'MARK' });
    expect(lines).toHaveLength(5);
    const text = JSON.stringify(lines);
    for (const secret of ['MARK', Buffer.from('MARK').toString('base64').slice(0, 5), CREDENTIALS.password]) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('the age of a notification', () => {
  const at = (text: string) => Date.parse(text) - Date.parse('2026-05-04T05:59:58.120Z');

  it.each([
    ['just young enough', {}, at('2026-05-04T06:00:58.120Z'), 1],
    ['too old', {}, at('2026-05-04T06:00:58.121Z'), 0],
    ['from the future', {}, -10_000_000, 1],
    ['without a time stamp', { TimeStamp: undefined }, 0, 0],
    ['with a time stamp that is none', { TimeStamp: 'yesterday' }, 0, 0],
  ])('counts when it is asked for: %s', async (_, body, laterMs, delivered) => {
    const clock = { ...steppedClock(), now: () => Date.parse('2026-05-04T05:59:58.120Z') + laterMs };
    const { send, handler } = handlerWith({ limits: { ageMaxMs: 60_000 }, clock });
    await send(post(sealed(keyRing, event(body))));
    expect(handler.counts()).toMatchObject({ delivered, tooOld: 1 - delivered });
  });

  it('does not count by default', async () => {
    const { send, handler } = handlerWith({ clock: { ...steppedClock(), now: () => Date.parse('2036-01-01') } });
    await send(post(sealed(keyRing, event())));
    expect(handler.counts().delivered).toBe(1);
  });
});

describe('who may send', () => {
  const refusal = {
    status: 401,
    headers: { Connection: 'close', 'WWW-Authenticate': 'Basic realm="notifications", charset="UTF-8"' },
    body: '',
  };
  const { username, password } = CREDENTIALS;

  it.each([basic(username, password), basic(username, password).replace('Basic', 'bAsIc ')])(
    'is a sender with the credentials: %s',
    async (authorization) => {
      const { send, received } = handlerWith({ credentials: CREDENTIALS });
      await expect(send(post(sealed(keyRing, display()), authorized(authorization)))).resolves.toEqual(ACCEPTED);
      expect(received).toHaveLength(1);
    },
  );

  it.each([
    ['none', ''],
    ['another user', basic('terminus', password)],
    ['another password', basic(username, 'Correct horse: butter')],
    ['a shorter password', basic(username, password.slice(0, -1))],
    ['a longer password', basic(username, `${password}!`)],
    ['no password', basic(username, '')],
    ['a colon in another place', basic(`${username}:Correct horse`, 'battery')],
    ['only a user', `Basic ${Buffer.from(username).toString('base64')}`],
    ['what is not base64', 'Basic ~~~'],
    ['a token', `Bearer ${basic(username, password).slice(6)}`],
    ['more than is needed', `${basic(username, password)} x`],
  ])('is no sender without the credentials, wherever it is: %s', async (_, authorization) => {
    const { send, received, handler } = handlerWith({ credentials: CREDENTIALS });
    const request = post(sealed(keyRing, display()), authorized(authorization));
    await expect(send(request)).resolves.toEqual(refusal);
    await expect(send({ ...request, remoteAddress: '127.0.0.1' })).resolves.toEqual(refusal);
    expect(received).toEqual([]);
    expect(handler.counts().unauthorized).toBe(2);
  });

  it.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])(
    'is, without credentials, this machine alone: %s',
    async (remoteAddress) => {
      const { send } = handlerWith();
      await expect(send(post(sealed(keyRing, display()), { remoteAddress }))).resolves.toEqual(ACCEPTED);
    },
  );

  it.each(['192.168.1.31', '::ffff:192.168.1.31', 'fe80::1', '128.0.0.1', '10.127.0.0.1', ''])(
    'is no remote sender when there are no credentials: %s',
    async (remoteAddress) => {
      const { send } = handlerWith();
      await expect(send(post(sealed(keyRing, display()), { remoteAddress }))).resolves.toEqual(refusal);
    },
  );

  it('is no sender without a known address when there are no credentials', async () => {
    const { send } = handlerWith();
    const { remoteAddress: _, ...request } = post(sealed(keyRing, display()));
    await expect(send(request)).resolves.toEqual(refusal);
  });

  it('is decided before a byte of the body is read', async () => {
    const { send } = handlerWith({ credentials: CREDENTIALS });
    await expect(send(post(stalling()))).resolves.toEqual(refusal);
  });
});

describe('a request that is no notification', () => {
  it.each(['GET', 'HEAD', 'PUT', 'post', ''])('by its method is refused: %s', async (method) => {
    const { send } = handlerWith();
    await expect(send({ ...post(stalling()), method })).resolves.toEqual({
      status: 405,
      headers: { Connection: 'close', Allow: 'POST' },
      body: '',
    });
  });

  const limits = { bodyBytesMax: 1000, bodyTimeoutMs: 5000 };
  const tooLarge = { status: 413, headers: { Connection: 'close' }, body: '' };

  it('that is too large is refused: as soon as its header states that, or its bytes exceed it', async () => {
    const { send, handler, received } = handlerWith({ limits, allowClearText: true });
    const padded = Buffer.concat([bytesOf(event()), Buffer.alloc(1000, ' ')]);
    await expect(send(post(padded.subarray(0, 1001)))).resolves.toEqual(tooLarge);
    await expect(send(post(stalling(Buffer.alloc(600), Buffer.alloc(401))))).resolves.toEqual(tooLarge);
    await expect(send(post(stalling(), { headers: { 'content-length': '1001' } }))).resolves.toEqual(tooLarge);
    await expect(send(post(padded.subarray(0, 1000)))).resolves.toEqual(ACCEPTED);
    expect(received).toHaveLength(1);
    expect(handler.counts().tooLarge).toBe(3);
  });

  it('by its pace is refused when its time is over, however it drips', async () => {
    const { handler, clock } = handlerWith({ limits });
    const answer = handler.handle(post(stalling(Buffer.from('{'), Buffer.from('"'))));
    await clock.step(4999);
    await expect(Promise.race([answer, settle()])).resolves.toBeUndefined();
    await clock.step(1);
    await expect(answer).resolves.toEqual({ status: 408, headers: { Connection: 'close' }, body: '' });
    expect(handler.counts().tooSlow).toBe(1);
  });

  it('because it breaks off is refused', async () => {
    const { send, handler, received } = handlerWith();
    async function* breaking() {
      yield sealed(keyRing, display()).subarray(0, 10);
      throw new Error('aborted');
    }
    await expect(send(post(breaking()))).resolves.toMatchObject({ status: 400, body: '' });
    expect(handler.counts().brokenOff).toBe(1);
    expect(received).toEqual([]);
  });
});

describe('a handler', () => {
  const sink = () => undefined;

  it.each<[string, () => Partial<NotificationHandlerOptions>]>([
    ['that could take nothing', () => ({})],
    ['with an empty user name', () => ({ keyRing, credentials: { username: '', password: 'x' } })],
    ['with a colon in the user name', () => ({ keyRing, credentials: { username: 'a:b', password: 'x' } })],
    ['with an empty password', () => ({ keyRing, credentials: { username: 'a', password: '' } })],
    ['with a line break in the password', () => ({ keyRing, credentials: { username: 'a', password: 'x\n' } })],
    ['with a limit that is none', () => ({ keyRing, limits: { bodyBytesMax: Number.NaN } })],
    ['with no room for a body', () => ({ keyRing, limits: { bodyBytesMax: 0 } })],
  ])('%s is refused', (_, options) => {
    const refused = () => notificationHandler({ sink, ...options() });
    expect(refused).toThrow(ConfigError);
    expect(refused).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_LISTENER' }));
  });

  it('does not quote the credentials when it refuses them', () => {
    const credentials = { username: 'us:er', password: 'hush\n' };
    expect(() => notificationHandler({ sink, keyRing, credentials })).toThrow(/^(?!.*us:er)(?!.*hush)/);
  });

  it('leaves no timer behind', async () => {
    const pending = new Set<unknown>();
    const inner = steppedClock();
    const clock = {
      ...inner,
      setTimeout: (fn: () => void, ms: number) => {
        const timer = inner.setTimeout(fn, ms);
        pending.add(timer);
        return timer;
      },
      clearTimeout: (timer: unknown) => {
        pending.delete(timer);
        inner.clearTimeout(timer);
      },
    };
    const { send } = handlerWith({ clock });
    await send(post(sealed(keyRing, display())));
    await send(post(stalling(Buffer.alloc(100_000))));
    expect(pending).toEqual(new Set());
  });
});
