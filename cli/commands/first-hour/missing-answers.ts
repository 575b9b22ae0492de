import { formatValue, InputError } from '../../../errors.ts';
import { readAmount } from '../../settings/requests/amount-option.ts';
import type { Answers } from './answers.ts';
import { isRootGiven } from './root-step.ts';

export const DEFAULT_CURRENCY = 'EUR';

/** Refuses answers that cannot be right, whoever gave them. @throws {InputError} */
export function checkAnswers({ environment, protection, pay, currency = DEFAULT_CURRENCY }: Answers): void {
  const choices = { environment: [environment, ['test', 'live']], protection: [protection, ['nexo', 'none']] } as const;
  for (const [path, [given, known]] of Object.entries(choices)) {
    if (given === undefined || known.some((one) => one === given)) continue;
    throw new InputError('ERR_INPUT_SETUP', { path, expected: known.join(' or '), found: formatValue(given) });
  }
  if (pay !== undefined) readAmount(pay, currency, 'pay');
}

/**
 * What a person would be asked, where no person is there: all of it at once, each with how to give it.
 *
 * @throws {InputError} `ERR_INPUT_SETUP`
 */
export async function refuseMissing(answers: Answers, environment: 'test' | 'live'): Promise<void> {
  const missing: string[] = [];
  const need = (isGiven: boolean, how: string) => {
    if (!isGiven) missing.push(how);
  };
  need(answers.terminals !== undefined || answers.poiid !== undefined, 'the terminal (--poiid)');
  need(answers.terminals !== undefined || answers.host !== undefined, 'its address (--host)');
  need(await isRootGiven(answers, environment), 'the root certificate (--root-certificate FILE, or --fetch-root)');
  const sealed = answers.protection !== 'none';
  need(!sealed || answers.keyIdentifier !== undefined, 'the identifier of the shared key (--key-identifier)');
  const { passphraseFile, newPassphrase } = answers;
  const hasPassphrase = passphraseFile ?? newPassphrase ?? (process.env['TENDERLINE_PASSPHRASE'] || undefined);
  need(
    !sealed || hasPassphrase !== undefined,
    'the passphrase (--passphrase-file FILE, TENDERLINE_PASSPHRASE, or --new-passphrase FILE)',
  );
  if (missing.length === 0) return;
  throw new InputError('ERR_INPUT_SETUP', {
    path: 'setup',
    expected: missing.join('; '),
    found: 'none of these, and no person to ask',
    advice: 'give them as options or with --answers FILE, or try --simulator DIR',
  });
}
