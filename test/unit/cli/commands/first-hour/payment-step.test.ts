import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Answers } from '../../../../../cli/commands/first-hour/answers.ts';
import type { Asker } from '../../../../../cli/commands/first-hour/asker.ts';
import { paymentStep } from '../../../../../cli/commands/first-hour/payment-step.ts';
import { newFolder } from '../../../../support/end-of-file.ts';
import { captureOutput } from '../../captured-output.ts';

/** A configuration without a root: a payment that starts is refused for that, and nothing leaves this machine. */
function configuration(environment: string): string {
  const folder = newFolder('setup-live');
  writeFileSync(join(folder, 'passphrase.txt'), 'Lane7_Blue!Kettle');
  const config = join(folder, 'till.json');
  const key = { keyIdentifier: 'lane-key', keyVersion: 1, passphraseFile: 'passphrase.txt' };
  const terminals = [{ poiid: 'V400m-324688179', host: '127.0.0.1', port: 1 }];
  writeFileSync(config, JSON.stringify({ environment, rootCertificate: 'none.pem', ...key, terminals }));
  return config;
}

function step(environment: string, answers: Answers, typed?: string) {
  const asked: string[] = [];
  const asker: Asker = {
    text: ({ question, fallback = '' }) => {
      asked.push(question);
      return Promise.resolve(typed === undefined || typed === '' ? fallback : typed);
    },
    secret: () => Promise.reject(new Error('not asked here')),
    yes: (question) => {
      asked.push(question);
      return Promise.resolve(true);
    },
  };
  const { output } = captureOutput();
  const context = {
    output,
    answers,
    asker: typed === undefined ? undefined : asker,
    config: configuration(environment),
  };
  return { asked, result: paymentStep(context) };
}

const STARTS = { code: 'ERR_CONFIG_ROOT' };

describe('the first payment', () => {
  it('is not made in live because an amount was given', async () => {
    expect(await step('live', { pay: '1.00' }).result).toBeUndefined();
    expect(await step('live', { livePayment: true }).result).toBeUndefined();
  });

  it('is made in live when an amount and the explicit yes were given', async () => {
    await expect(step('live', { pay: '1.00', livePayment: true }).result).rejects.toMatchObject(STARTS);
  });

  it.each(['', 'y', 'Yes', 'no', 'yes please'])('is not made in live when a person types %j', async (typed) => {
    const { asked, result } = step('live', { pay: '1.00' }, typed);
    expect(await result).toBeUndefined();
    expect(asked).toEqual(['Type "yes" to pay all the same']);
  });

  it('is made in live when a person types yes in full', async () => {
    await expect(step('live', { pay: '1.00' }, 'yes').result).rejects.toMatchObject(STARTS);
  });

  it('takes the environment that counts, also when a variable says another one than the file', async () => {
    process.env['TENDERLINE_ENVIRONMENT'] = 'live';
    try {
      expect(await step('test', { pay: '1.00' }).result).toBeUndefined();
    } finally {
      delete process.env['TENDERLINE_ENVIRONMENT'];
    }
    await expect(step('test', { pay: '1.00' }).result).rejects.toMatchObject(STARTS);
  });

  it('is not made without a person and without an amount', async () => {
    expect(await step('test', {}).result).toBeUndefined();
  });
});
