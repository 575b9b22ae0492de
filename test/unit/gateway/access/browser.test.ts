import { describe, expect, it } from 'vitest';
import { assertOrigin, browserRules, type BrowserRules } from '../../../../gateway/access/browser.ts';

const HOST = '127.0.0.1:4460';
const without = browserRules('127.0.0.1', { allowedOrigins: ['https://till.example'] });
const withPage = browserRules('127.0.0.1', { allowedOrigins: ['https://till.example'], page: 'http' });

const isLetIn = (headers: Readonly<Record<string, string>>, rules: BrowserRules): boolean => {
  try {
    assertOrigin({ host: HOST, ...headers }, rules);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_GATEWAY_ORIGIN' });
    return false;
  }
};

describe('a request that a browser sends', () => {
  it.each([
    [{}, true, true],
    [{ origin: 'https://till.example', 'sec-fetch-site': 'cross-site' }, true, true],
    [{ origin: `http://${HOST}`, 'sec-fetch-site': 'same-origin' }, false, true],
    [{ origin: `https://${HOST}` }, false, false],
    [{ origin: 'http://127.0.0.1:4461' }, false, false],
    [{ origin: 'https://evil.example' }, false, false],
    [{ origin: 'null' }, false, false],
    [{ 'sec-fetch-site': 'same-origin' }, true, true],
    [{ 'sec-fetch-site': 'none' }, true, true],
    // Another port of this machine is the same site: its page could use the cookie.
    [{ 'sec-fetch-site': 'same-site' }, true, false],
    [{ 'sec-fetch-site': 'cross-site' }, true, false],
  ])('with %j is let in: %j by a server without a page, %j by one that has one', (headers, bare, paged) => {
    expect([isLetIn(headers, without), isLetIn(headers, withPage)]).toEqual([bare, paged]);
  });
});
