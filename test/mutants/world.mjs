// Plays days in the hostile world until one breaks a rule, and prints which: rule, seed.  node world.mjs SEEDS
import { engineTill, replaySeed } from '../../dist/testkit/index.js';

const seeds = Number(process.argv[2]);
for (let seed = 1; seed <= seeds; seed += 1) {
  const { violations } = await replaySeed(seed, engineTill, () => {});
  if (violations.length > 0) {
    console.log(`${violations[0].rule}, seed ${seed}`);
    process.exit(1);
  }
}
