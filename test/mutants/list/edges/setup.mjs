/** Setting up: no real money by trying, and nothing of the platform is lost for a key. */
export const SETUP = [
  {
    name: 'setup pays in live because an amount was given',
    danger: 'who tries the set-up takes real money',
    find: `if (answers.livePayment === true && answers.pay !== undefined) return true;`,
    replace: `if (answers.pay !== undefined) return true;`,
  },
  {
    name: 'setup goes by the environment that was answered, not by the one that counts',
    danger: 'a variable makes the test payment a real one',
    in: 'isWanted',
    find: `if (environment === 'live') {`,
    replace: `if (answers.environment === 'live') {`,
  },
  {
    name: 'keys put sends the key alone',
    danger: 'the level loses its notification URLs',
    find: `await client.patch(settingsPath(level), { nexo: after });`,
    replace: `await client.patch(settingsPath(level), { nexo: { encryptionKey: after['encryptionKey'] } });`,
  },
  {
    name: 'keys put sends over a change that came between',
    danger: 'the key that another one has just set is gone, and its terminals with it',
    in: 'applyKey',
    find: `if (changed.length > 0) return`,
    replace: `if (changed.length > 99) return`,
  },
  {
    name: 'keys put takes a lost answer for a refusal',
    danger: 'the key is set, and staff believe that it is not: no till gets it',
    in: 'applyKey',
    find: `if (fault === 'refused' || fault === 'notSent')`,
    replace: `if (fault !== 'rateLimited')`,
  },
  {
    name: 'keys put sends a change again after the rate limit',
    danger: 'what another one changed in that minute is overwritten',
    find: `await send('PATCH', path, body);`,
    replace: `await rateLimited(() => send('PATCH', path, body), waiting);`,
  },
  {
    name: 'the API key follows a link to another host',
    danger: 'whoever gets it sets keys of every terminal',
    in: 'urlOf',
    find: 'if (url?.href.startsWith(`${prefix}/`) === true) return url;',
    replace: 'if (url !== undefined) return url;',
  },
];
