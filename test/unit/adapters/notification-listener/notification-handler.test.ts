import { describe, expect, it } from 'vitest';
import { notificationHandler } from '../../../../adapters/notification-listener/notification-handler.ts';
import type { NotificationHandlerOptions } from '../../../../adapters/ports/listener.port.ts';
import { ConfigError } from '../../../../errors.ts';
import { settle, steppedClock } from '../../../support/clock.ts';
import {
  APPROVED,
  basic,
  bytesOf,
  CREDENTIALS,
  display,
  event,
  keepingSink,
  keyRing,
  otherRing,
  post,
  sealed,
} from './notices.ts';
import { ACCEPTED, handlerWith, stalling } from './test-handler.ts';

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
