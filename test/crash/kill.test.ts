import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  complaintsOf,
  coveringRuns,
  killRuns,
  openShop,
  SCENARIOS,
  summaryOf,
  tableOf,
  type RunResult,
  type Shop,
} from './kill-test.mjs';

let shop: Shop;
const all: RunResult[] = [];

beforeAll(async () => {
  shop = await openShop();
});

afterAll(async () => {
  console.log(`${tableOf(all)}\n\n${summaryOf(all)}`);
  await shop.close();
});

describe('a payment whose till is killed and started again', () => {
  it.each(Object.keys(SCENARIOS))(
    'is sent at most once and its outcome agrees with the ledger: %s',
    async (scenario) => {
      const runs = coveringRuns().filter((run) => run.startsWith(`${scenario}/`));
      const results = await killRuns(shop, runs);
      all.push(...results);
      expect(complaintsOf(results)).toEqual([]);
      expect(results.flatMap(({ run, missed }) => missed.map((point) => `${run}: never came to ${point}`))).toEqual([]);
    },
  );
});
