import { DEFAULT_CURRENCY } from './missing-answers.ts';
import { readAmount } from '../../settings/requests/amount-option.ts';
import { readEngineConfig } from '../../settings/engine-config.ts';
import { pay } from '../money/pay.ts';
import { announce, type SetupContext } from './context.ts';
import { faultOf } from './terminals-step.ts';

const DEFAULT_AMOUNT = '1.00';

/**
 * The first payment, on the first terminal, if one is wanted. What counts is the environment that the payment would really have:
 * a variable may say another one than the file.
 *
 * @returns the exit code of `pay`; `undefined` without a payment
 */
export async function paymentStep(context: SetupContext): Promise<number | undefined> {
  const { config, output, answers } = context;
  const { engineOptions, terminals } = await readEngineConfig({ config });
  const { environment } = engineOptions;
  announce(
    context,
    'First payment',
    'It shows that everything works together, from the till to the platform and back.',
  );
  const [first] = terminals;
  if (first === undefined || !(await isWanted(context, environment, first.poiid))) {
    output.emit({ type: 'skipped', name: 'First payment' });
    output.print('  No payment was made. Later: tenderline pay --amount 1.00 --currency EUR --reference FIRST-1');
    return undefined;
  }
  const { currency = DEFAULT_CURRENCY } = answers;
  const amount = answers.pay ?? (await askAmount(context, currency));
  return pay({
    config,
    terminal: first.poiid,
    amount,
    currency,
    reference: 'SETUP-1',
    json: output.json,
  });
}

/** Live: only by `--live-payment`, or by a "yes" that is typed out. */
async function isWanted(
  { answers, asker, output }: SetupContext,
  environment: 'test' | 'live',
  poiid: string,
): Promise<boolean> {
  if (environment === 'live') {
    if (answers.livePayment === true && answers.pay !== undefined) return true;
    if (asker === undefined) {
      if (answers.pay !== undefined)
        output.print('  A payment in live takes real money: it needs --live-payment besides.');
      return false;
    }
    output.print(`  ${poiid} is LIVE: a payment takes real money from a real card.`);
    return (await asker.text({ question: 'Type "yes" to pay all the same', fallback: 'no' })) === 'yes';
  }
  if (answers.pay !== undefined) return true;
  return (await asker?.yes(`Pay on ${poiid} now`, true)) ?? false;
}

function askAmount({ asker }: SetupContext, currency: string): Promise<string> | string {
  const check = (text: string) => faultOf(() => readAmount(text, currency));
  return asker?.text({ question: `Amount in ${currency}`, fallback: DEFAULT_AMOUNT, check }) ?? DEFAULT_AMOUNT;
}
