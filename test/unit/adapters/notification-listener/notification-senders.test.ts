import { describe, expect, it } from 'vitest';
import { basic, CREDENTIALS, display, keyRing, post, sealed } from './notices.ts';
import { ACCEPTED, handlerWith, stalling } from './test-handler.ts';

const authorized = (authorization: string) => ({ headers: { authorization }, remoteAddress: '192.168.1.31' });

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
