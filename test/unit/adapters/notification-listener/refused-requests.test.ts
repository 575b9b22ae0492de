import { describe, expect, it } from 'vitest';
import { settle } from '../../../support/clock.ts';
import { bytesOf, display, event, keyRing, post, sealed } from './notices.ts';
import { ACCEPTED, handlerWith, stalling } from './test-handler.ts';

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
