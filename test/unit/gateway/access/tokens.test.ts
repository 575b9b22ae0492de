import { describe, expect, it } from 'vitest';
import { authenticator } from '../../../../gateway/access/tokens.ts';
import { RateLimit } from '../../../../gateway/access/rate-limit.ts';

const TOKEN = 'till-012345678901234567890123456789012345';
const till = { name: 'till', token: TOKEN, scopes: ['read', 'pay'] as const };

describe('a token', () => {
  it.each([`Bearer ${TOKEN}`, `bearer  ${TOKEN} `])('is known in %j', (header) => {
    expect(authenticator([till])(header)).toEqual({ name: 'till', scopes: ['read', 'pay'] });
  });

  it.each([
    undefined,
    '',
    'Bearer',
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(1)}`,
    `Basic ${TOKEN}`,
    TOKEN,
    `Bearer ${TOKEN} x`,
  ])('is not known in %j', (header) => {
    expect(authenticator([till])(header)).toBeUndefined();
  });

  it.each([
    ['a short token', { token: 'short' }, 'tokens[0].token'],
    ['a token that no header can carry', { token: `${TOKEN} ` }, 'tokens[0].token'],
    ['no scope', { scopes: [] }, 'tokens[0].scopes'],
    ['an unknown scope', { scopes: ['admin'] }, 'tokens[0].scopes'],
    ['a name that breaks the line of a log', { name: 'a\nb' }, 'tokens[0].name'],
  ])('with %s is refused, without a word of it', (_, over, path) => {
    const given = [{ ...till, ...over }] as never;
    expect(() => authenticator(given)).toThrow(expect.objectContaining({ code: 'ERR_CONFIG_GATEWAY', path }));
    expect(() => authenticator(given)).not.toThrow(/short|till-0123/);
  });

  it('is refused twice: an audit line would not say who it was', () => {
    expect(() => authenticator([till, { ...till, name: 'other' }])).toThrow(/token twice/);
    expect(() => authenticator([till, { ...till, token: `${TOKEN}2` }])).toThrow(/name twice/);
  });
});

describe('a limit of requests', () => {
  it('lets twice as many pass at once as in a second, and then as many as the time brings', () => {
    let nowMs = 0;
    const limit = new RateLimit(2, { upMs: () => nowMs });
    const passed = () => limit.take('a') === undefined;
    expect([1, 2, 3, 4, 5].map(passed)).toEqual([true, true, true, true, false]);
    nowMs = 500;
    expect([passed(), passed()]).toEqual([true, false]);
    nowMs = 60_000;
    expect([1, 2, 3, 4, 5].map(passed)).toEqual([true, true, true, true, false]);
  });

  it('counts each caller alone, says when to come again, and remembers a bounded number of them', () => {
    const limit = new RateLimit(0.1, { upMs: () => 0 });
    expect(limit.take('a')).toBe(8);
    for (let count = 0; count < 1000; count += 1) limit.take(`other-${count}`);
    expect(limit.take('a')).toBe(8);
  });
});
