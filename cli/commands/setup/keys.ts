import { writeFile } from 'node:fs/promises';
import { systemRandom } from '../../../adapters/index.ts';
import { checkPassphrase, createPassphrase } from '../../../crypto/index.ts';
import { ConfigError, errorCode, formatValue } from '../../../errors.ts';
import { EXIT_REFUSED } from '../../output/exit-codes.ts';
import { createOutput } from '../../output/output.ts';
import { readSettings } from '../../settings/connection.ts';
import type { ConnectionFlags } from '../../settings/flags.ts';
import { requiredSecret } from '../../settings/secrets.ts';

export interface NewKeyFlags {
  readonly out?: string;
  readonly json?: boolean;
}

/** `tenderline keys check`: of each rule, whether the passphrase keeps it. Never prints it, or a part of it. */
export async function checkKeys(flags: ConnectionFlags): Promise<number> {
  const output = createOutput(flags);
  const settings = await readSettings(flags);
  const passphrase = await requiredSecret('passphrase', { flags, env: process.env, settings });
  const rules = checkPassphrase(passphrase);
  for (const { rule, ok, found } of rules) {
    output.emit({ type: 'rule', rule, status: ok ? 'pass' : 'fail', ...(!ok && { found }) });
    const mark = ok ? output.paint('green', 'PASS') : output.paint('red', 'FAIL');
    output.print(`${mark}  ${rule}${ok ? '' : `: found ${found}`}`);
  }
  const isGood = rules.every(({ ok }) => ok);
  output.emit({ type: 'summary', status: isGood ? 'pass' : 'fail' });
  output.print(
    isGood ? 'The passphrase keeps every rule.' : 'No terminal takes it as a new key. `tenderline keys new` makes one.',
  );
  return isGood ? 0 : EXIT_REFUSED;
}

/** `tenderline keys new`: a passphrase that keeps the rules. */
export async function newKey({ json = false, out }: NewKeyFlags): Promise<number> {
  const output = createOutput({ json });
  const passphrase = createPassphrase((length) => systemRandom.bytes(length));
  if (out === undefined) {
    output.emit({ type: 'passphrase', passphrase });
    output.print(passphrase);
    return 0;
  }
  try {
    await writeFile(out, `${passphrase}\n`, { flag: 'wx', mode: 0o600 });
  } catch (cause) {
    const found = errorCode(cause) ?? 'unknown';
    const expected = found === 'EEXIST' ? 'a path where no file is' : 'a file that can be written';
    throw new ConfigError('ERR_CONFIG_PASSPHRASE', { path: `--out ${formatValue(out)}`, expected, found }, { cause });
  }
  output.emit({ type: 'written', path: out });
  output.print(`A new passphrase is in ${out}, readable for this user alone.`);
  output.print('Set it in the Customer Area too (Terminal settings, Integrations, Terminal API, Encryption key).');
  return 0;
}
