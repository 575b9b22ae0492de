import { describe, expect, it } from 'vitest';
import { exportEvent } from '../../../../cli/stored/export.ts';
import { refusal } from '../../../support/transactions.ts';
import { EVENTS, stepsOf } from '../events.ts';
import { SECRETS } from '../stored-records.ts';

describe('an exported event', () => {
  it('has its sequence number, its time and its type', async () => {
    const steps = await stepsOf(...Object.values(EVENTS));
    expect(steps.map(({ record }) => exportEvent(record)['event'])).toEqual([
      'opened',
      'intent.stored',
      ...Object.keys(EVENTS),
    ]);
    expect(steps.map(({ record }) => exportEvent(record)['seq'])).toEqual(steps.map((_, index) => index));
  });

  it('has no body, no receipt, and of the card nothing that is secret', async () => {
    const steps = await stepsOf(...Object.values(EVENTS));
    const text = JSON.stringify(steps.map(({ record }) => exportEvent(record)));
    expect(text).toContain('541333 **** 9999');
    expect(text).toContain('PSPREFERENCE1234');
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  it('has the result of an answer under the names that scripts rely on', async () => {
    const busy = { ...refusal, kind: 'failed', runningServiceId: 'XYZ' } as const;
    const [, , step] = await stepsOf({ type: 'poi.answered', result: busy, recovered: false });
    expect(step && exportEvent(step.record)).toMatchObject({
      event: 'poi.answered',
      recovered: false,
      verdict: { kind: 'failed', charged: 'no', runningServiceID: 'XYZ' },
    });
  });
});
