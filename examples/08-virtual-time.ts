/**
 * A time-out of 150 seconds, tested in milliseconds: terminal and engine are in one process, and the test moves their clock.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inProcessTerminal, neverAnswers } from 'tenderline/testing';
import { Till } from './06-till.ts';

test('the cashier sees after a minute that the outcome is unknown, and later what is true', async () => {
  const amount = { currency: 'EUR', value: 1099 };
  const { clock, engineOptions, next, terminal } = await inProcessTerminal();
  const patient = await Till.open(engineOptions);
  next(neverAnswers());
  const paid = patient.pay({ id: 'ORDER-6', poiid: terminal.poiid, amount });
  await clock.advance(59_000);
  assert.equal(patient.status('ORDER-6'), 'paying');
  await clock.advance(2000);
  assert.equal(patient.status('ORDER-6'), 'unknown');
  await clock.until(paid);
  assert.equal(patient.status('ORDER-6'), 'paid');
  await clock.until(patient.close());
});
