import { expect, it } from 'vitest';
import { cliMessage } from '../../../../cli/settings/cli-message.ts';
import { ConfigError, InputError, JournalError } from '../../../../errors.ts';

const mistake = (path: string) => ({ path, expected: 'A', found: 'B' });
const nothing = { argv: [], env: {} };

it.each<[string, readonly string[], Readonly<Record<string, string>>, string]>([
  ['terminals[0].host', ['--host', 'x'], {}, '--host'],
  ['terminals[0].host', ['--host=x'], {}, '--host'],
  ['terminals[0].host', [], { TENDERLINE_HOST: 'x' }, 'TENDERLINE_HOST'],
  ['terminals[0].host', [], {}, 'host (--host)'],
  ['sharedKeys[0].passphrase', [], { TENDERLINE_PASSPHRASE: 'x' }, 'TENDERLINE_PASSPHRASE'],
  ['sharedKeys[0].passphrase', ['--passphrase-file', 'x'], {}, '--passphrase-file'],
  ['sharedKeys[0].passphrase', [], {}, 'passphrase (--passphrase-file)'],
  ['sharedKeys[0].keyIdentifier', ['--key-identifier', ''], {}, '--key-identifier'],
  ['limits.responseTimeoutMs', ['--response-timeout', '9e9'], {}, '--response-timeout'],
  ['limits.firstCheckDelayMs', ['--status-interval', '9e9'], {}, '--status-interval'],
  ['limits.statusTimeoutMs', [], {}, 'responseTimeout or limits.statusTimeoutMs in the configuration file'],
  ['limits.sendWithinMs', [], {}, 'limits.sendWithinMs'],
  ['notification listener, port', ['--listen-port', '70000'], {}, '--listen-port'],
  ['credentials.username', ['--listen-user', 'a:b'], {}, '--listen-user'],
  ['rootCertificate', ['--root-certificate', 'x'], {}, '--root-certificate'],
  ['saleId', ['--sale-id', ''], {}, '--sale-id'],
  ['reference', [], {}, '--reference'],
  ['amount.value', [], {}, '--amount'],
  ['tip.value', [], {}, '--tip'],
  ['tip.currency', [], {}, '--currency'],
  ['saleToAcquirerData.tenderOptions[0]', [], {}, '--tender-option'],
  ['original.TimeStamp', [], {}, '--original-timestamp'],
  ['reason', [], {}, '--reason'],
  ['shopper.tip', [], {}, 'shopper.tip'],
  ['journal /tmp/till.db', [], {}, 'journal /tmp/till.db'],
])('%s is called as it was given, by %j and %j: %s', (path, argv, env, name) => {
  const error = new InputError('ERR_INPUT_REQUEST', mistake(path));
  expect(cliMessage(error, { argv, env })).toBe(`${name}: expected A, found B`);
});

it('advice names options in place of those of the library', () => {
  const advice = 'install it with `tenderline certs install FILE`, or give rootCertificate';
  const error = new ConfigError('ERR_CONFIG_ROOT', { ...mistake('rootCertificate'), advice });
  expect(cliMessage(error, nothing)).toContain('or give --root-certificate');
});

it('advice that names all ways to give a setting stays as it is', () => {
  const advice = 'give --key-version, the variable TENDERLINE_KEY_VERSION, or "keyVersion" in the configuration file';
  const error = new ConfigError('ERR_CONFIG_MISSING', { ...mistake('keyVersion'), advice });
  expect(cliMessage(error, nothing)).toContain(advice);
});

it('an error without a path, or of another kind, keeps its message', () => {
  expect(cliMessage(new ConfigError('ERR_CONFIG_ROOT', 'as it is'), nothing)).toBe('as it is');
  expect(cliMessage(new JournalError('ERR_JOURNAL_IO', 'as it is'), nothing)).toBe('as it is');
});
