import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../../adapters/system-random.ts';
import { Attempts } from '../../../engine/sending/attempts.ts';

const attempts = () => new Attempts<string>(systemRandom);
const never = () => new Promise<string>(() => {});

describe('the attempts of a process to send', () => {
  it('have a token each, which begins with that of the process', () => {
    const mine = attempts();
    const [one, other] = [mine.begin(), mine.begin()];
    expect(one).not.toBe(other);
    expect(one.split('.')[0]).toBe(other.split('.')[0]);
    expect(attempts().begin().split('.')[0]).not.toBe(one.split('.')[0]);
  });

  it('send once with the claim, and what is repeated joins', async () => {
    const mine = attempts();
    const [one, other] = [mine.begin(), mine.begin()];
    let posts = 0;
    const post = async () => `answer ${(posts += 1)}`;
    const results = [mine.send(one, one, post), mine.send(other, one, post), mine.send(one, one, post)];
    expect(results.map(({ kind }) => kind)).toEqual(['underWay', 'underWay', 'underWay']);
    for (const sending of results) if (sending.kind === 'underWay') expect(await sending.result).toBe('answer 1');
  });

  it('fence one that has the claim and has not started: it never sends', () => {
    const mine = attempts();
    const [one, other] = [mine.begin(), mine.begin()];
    expect(mine.send(other, one, never)).toEqual({ kind: 'fenced' });
    expect(mine.send(one, one, () => expect.unreachable())).toEqual({ kind: 'fenced' });
  });

  it.each(['another process', undefined])('know nothing of a claim that is not theirs: %s', (holder) => {
    const mine = attempts();
    expect(mine.send(mine.begin(), holder, () => expect.unreachable())).toEqual({ kind: 'elsewhere' });
  });

  it('know nothing of what is forgotten: that it was sent is possible', () => {
    const mine = attempts();
    const [one, other] = [mine.begin(), mine.begin()];
    mine.send(one, one, never);
    mine.forget(one);
    expect(mine.send(other, one, never)).toEqual({ kind: 'elsewhere' });
  });

  it('give the failure of the one that sends to all that join', async () => {
    const mine = attempts();
    const one = mine.begin();
    const fail = () => {
      throw new Error('no transport');
    };
    const sending = mine.send(one, one, fail);
    expect(sending.kind).toBe('underWay');
    if (sending.kind === 'underWay') await expect(sending.result).rejects.toThrow('no transport');
  });
});
