import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../../../adapters/system-random.ts';
import { PageSessions } from '../../../../gateway/access/page-sessions.ts';

describe('the sessions of browsers', () => {
  const headers = { host: '127.0.0.1:4460' };

  it('send their cookie over TLS alone, where the page is reached over TLS', () => {
    const sessions = new PageSessions(systemRandom, true);
    expect(sessions.redeem(sessions.newPass(), headers)).toMatch(/; Secure$/);
  });

  it('of two ports do not end each other', () => {
    const [one, other] = [new PageSessions(systemRandom, false), new PageSessions(systemRandom, false)];
    const cookie = [one.redeem(one.newPass(), headers), other.redeem(other.newPass(), { host: '127.0.0.1:4461' })].map(
      (given = '') => given.split(';')[0],
    );
    const sent = { ...headers, cookie: cookie.join('; ') };
    expect(one.callerOf(sent)).toMatchObject({ scopes: ['read'] });
    expect(other.callerOf({ ...sent, host: '127.0.0.1:4461' })).toMatchObject({ scopes: ['read'] });
    expect(other.callerOf({ ...headers, cookie: String(cookie[0]) })).toBeUndefined();
  });

  it('begin with the newest pass alone', () => {
    const sessions = new PageSessions(systemRandom, false);
    const [old, now] = [sessions.newPass(), sessions.newPass()];
    expect(sessions.redeem(old, headers)).toBeUndefined();
    expect(sessions.redeem(now, headers)).toBeDefined();
    expect(sessions.redeem(now, headers)).toBeUndefined();
  });
});
