/**
 * A proof in a hostile world: days in a shop are drawn from seeds, with networks, terminals, disks and people that misbehave, and the
 * search is for one on which the till reports something false about the money.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeReport, proveTill } from 'tenderline/testing';
import { Till } from './06-till.ts';

test('in a hostile world no order is charged twice, forgotten or reported wrongly', async () => {
  const report = await proveTill((world) => Till.open(world.engineOptions, world.tell), { seeds: 100 });
  console.log(describeReport(report).join('\n'));
  assert.deepEqual(report.violations, {});
});
