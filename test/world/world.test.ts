import { describe, expect, it } from 'vitest';
import { describeReport, engineTill, proveTill, replaySeed, type Report } from '../../testkit/index.ts';
import { runSchedule } from '../../testkit/proof/run-schedule.ts';
import { carelessTill } from '../../testkit/till/careless-till.ts';
import { ADMITTED_SEEDS, BROKEN_TILLS } from './broken-tills.ts';
import { REGRESSIONS } from './regressions.ts';

/** The first seed, and how many: other ones with TENDERLINE_SEED=4711 TENDERLINE_SEEDS=1000. */
const firstSeed = Number(process.env['TENDERLINE_SEED'] ?? 1);
const seeds = Number(process.env['TENDERLINE_SEEDS'] ?? 300);

function textOf(report: Report): string {
  return describeReport(report, (seed) => `npm run prove -- --seed ${seed}`).join('\n');
}

describe('in a hostile world the engine', () => {
  it('breaks no promise', async () => {
    console.log(`hostile world: seeds ${firstSeed} to ${firstSeed + seeds - 1}`);
    const report = await proveTill(carelessTill, { firstSeed, seeds });
    console.log(textOf(report));
    expect(report.violations).toEqual({});
    expect(report.schedules).toBe(seeds);
    // A world in which nothing happens proves nothing.
    expect(report.charges).toBeGreaterThan(seeds / 2);
    expect(Object.keys(report.faults).length).toBeGreaterThan(20);
  }, 180_000);

  it.each(REGRESSIONS)('does not do any more what it did: it $did', async ({ schedule }) => {
    const orders = new Set(schedule.steps.flatMap((step) => (step.do === 'pay' ? [step.order.id] : []))).size;
    expect(await runSchedule(schedule, engineTill)).toMatchObject({ violations: [], orders });
  });
});

describe('the hostile world', () => {
  it('is the same day again for the same seed, line by line', async () => {
    const [first, second]: [string[], string[]] = [[], []];
    await replaySeed(506, engineTill, (line) => first.push(line));
    await replaySeed(506, engineTill, (line) => second.push(line));
    expect(first.length).toBeGreaterThan(20);
    expect(second).toEqual(first);
  });

  it.each(BROKEN_TILLS)('catches a till that $mistake', async ({ createTill, rules }) => {
    const broken = new Set<string>();
    let daysBroken = 0;
    // Day by day, and no longer than it takes: what it reports of a failed day is another test.
    for (let seed = 1; seed <= ADMITTED_SEEDS && daysBroken < 6 && !rules.some((rule) => broken.has(rule)); seed += 1) {
      const { violations } = await replaySeed(seed, createTill, () => {});
      for (const { rule } of violations) broken.add(rule);
      daysBroken += violations.length > 0 ? 1 : 0;
    }
    expect(rules.filter((rule) => broken.has(rule))).not.toEqual([]);
  });

  it('reduces what it caught, and reports how it came about', async () => {
    const [{ createTill } = { createTill: engineTill }] = BROKEN_TILLS;
    const report = await proveTill(createTill, { seeds: ADMITTED_SEEDS, failuresMax: 6 });
    const failure = report.failures.find(({ violation }) => violation.rule === 'chargedBesideUnknown');
    expect(failure?.script.length).toBeLessThan(8);
    expect(failure?.story.join('\n')).toMatch(/Payment \w+ leaves.*\n(.*\n)*.*Payment \w+ leaves/);
    expect(describeReport(report).join('\n')).toContain(
      'breaks "a terminal with an open transaction gets no other one, of the same order either"',
    );
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses to play %s days', async (wrong) => {
    await expect(proveTill(engineTill, { seeds: wrong })).rejects.toThrow('seeds: expected an integer from 1');
  });
});
