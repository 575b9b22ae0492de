import { expect, it } from 'vitest';
import { nearestName } from '../../../../protocol/validation/nearest-name.ts';

const KNOWN = ['amount', 'reference', 'queue', 'id'];

it.each([
  ['amout', 'amount'],
  ['refrence', 'reference'],
  ['Reference', 'reference'],
  ['qeueu', 'queue'],
  ['ID', 'id'],
])('takes %j for a misspelt %j', (found, meant) => {
  expect(nearestName(found, KNOWN)).toBe(meant);
});

it.each(['colour', 'xx', '', 'a'.repeat(1000)])('finds nothing near %j', (found) => {
  expect(nearestName(found, KNOWN)).toBeUndefined();
});
