import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { systemRandom } from '../../../adapters/index.ts';
import { createPassphrase, validatePassphrase } from '../../../crypto/index.ts';
import { ConfigError, errorCode, formatValue, InputError } from '../../../errors.ts';
import { announce, beside, inConfig, report, type Members, type SetupContext } from './context.ts';

const SET_IT =
  'Set this key in the Customer Area (Terminal settings, Integrations, Terminal API, Encryption key), or with `tenderline keys put`. ' +
  'A terminal fetches it within hours, or at once from its menu (update).';

/** The shared key. Its passphrase stands in a file of its own, for this user alone, or in the environment. */
export async function keyStep(context: SetupContext, environment: 'test' | 'live'): Promise<Members> {
  const { answers, asker, output } = context;
  announce(
    context,
    'Shared key',
    'It seals every message, so that no other device can forge an answer. Till and terminal must have the same one.',
  );
  if (answers.protection === 'none' && environment === 'live') {
    const mistake = {
      path: 'protection',
      expected: 'nexo, because live terminals answer sealed messages only',
      found: "'none'",
    };
    throw new InputError('ERR_INPUT_SETUP', mistake);
  }
  if (answers.protection === 'none') {
    output.print('  Without a key: for a test terminal only. Any device in the network can forge an approval.');
    return { protection: 'none' };
  }
  const keyIdentifier = answers.keyIdentifier ?? (await asker?.text({ question: 'Identifier of the key' }));
  const version =
    answers.keyVersion ?? (await asker?.text({ question: 'Its version', fallback: '1', check: versionFault })) ?? '1';
  const fault = versionFault(version);
  if (fault !== undefined) {
    throw new InputError('ERR_INPUT_SETUP', { path: 'keyVersion', expected: fault, found: formatValue(version) });
  }
  const members = await passphraseMembers(context);
  report(context, `key ${keyIdentifier ?? ''}, version ${version}; the passphrase is not printed`);
  return { keyIdentifier, keyVersion: Number(version), ...members };
}

function versionFault(text: string): string | undefined {
  return /^\d{1,10}$/.test(text) ? undefined : 'an integer from 0';
}

async function passphraseMembers(context: SetupContext): Promise<Members> {
  const { answers, asker, output } = context;
  if (answers.newPassphrase !== undefined) return newPassphrase(context, answers.newPassphrase);
  if (answers.passphraseFile !== undefined) return passphraseOf(context, answers.passphraseFile);
  const fromEnv = process.env['TENDERLINE_PASSPHRASE'];
  if (fromEnv) {
    output.print('  The passphrase is that of TENDERLINE_PASSPHRASE: every later command needs the variable too.');
    return checkRules(context, fromEnv);
  }
  if (asker === undefined) throw new InputError('ERR_INPUT_SETUP', 'setup: no passphrase'); // found before: see `missingAnswers`
  const question = 'The file with the passphrase, or a new file for it';
  const file = await asker.text({ question, fallback: beside(context, 'passphrase.txt') });
  if (existsSync(file)) return passphraseOf(context, file); // also that of an attempt that ended early
  if (await asker.yes('Make a new passphrase? No: you type the one that the terminal has', false)) {
    return newPassphrase(context, file);
  }
  const passphrase = await asker.secret({ question: 'The passphrase (it does not appear)' });
  const legacy = await checkRules(context, passphrase);
  await store(file, passphrase);
  return { passphraseFile: inConfig(context, file), ...legacy };
}

async function passphraseOf(context: SetupContext, path: string): Promise<Members> {
  const legacy = await checkRules(context, await readPassphrase(path));
  return { passphraseFile: inConfig(context, path), ...legacy };
}

async function newPassphrase(context: SetupContext, path: string): Promise<Members> {
  await store(
    path,
    createPassphrase((length) => systemRandom.bytes(length)),
  );
  report(context, `a new passphrase is in ${path}, readable for this user alone`);
  context.output.print(`  ${SET_IT}`);
  return { passphraseFile: inConfig(context, path) };
}

/** A terminal may have had its key since before the rule: that is taken where it is said, and warned of. */
async function checkRules({ answers, asker, output }: SetupContext, passphrase: string): Promise<Members> {
  const fault = validatePassphrase(passphrase);
  if (fault === undefined) return {};
  const question = `Today's rule needs ${fault.expected}. Does the terminal have this passphrase already, from before the rule`;
  const isOld = answers.allowLegacyPassphrase ?? (await asker?.yes(question, false)) ?? false;
  if (isOld) {
    output.print(`  It is taken although a new one needs ${fault.expected}: change it when you can.`);
    return { allowLegacyPassphrase: true };
  }
  const advice = 'if the terminal has had this key since before the rule: --allow-legacy-passphrase';
  throw new ConfigError('ERR_CONFIG_PASSPHRASE', { path: 'passphrase', ...fault, advice });
}

/** No message quotes the path: the passphrase itself may have been given in its place. */
async function readPassphrase(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '');
  } catch (cause) {
    const found = errorCode(cause) ?? 'unknown';
    throw new ConfigError('ERR_CONFIG_PASSPHRASE', { path: 'passphraseFile', expected: 'a readable file', found });
  }
}

async function store(path: string, passphrase: string): Promise<void> {
  try {
    await writeFile(path, `${passphrase}\n`, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    const found = errorCode(cause) ?? 'unknown';
    const expected = found === 'EEXIST' ? 'a path where no file is' : 'a file that can be written';
    throw new ConfigError('ERR_CONFIG_PASSPHRASE', { path: 'the file for the passphrase', expected, found });
  }
}
