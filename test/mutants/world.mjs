// Plays days in the hostile world until one breaks a rule, and prints which: rule, seed.  node world.mjs FIRST LAST
import { engineTill, replaySeed } from '../../dist/testkit/index.js';

const [first, last] = process.argv.slice(2).map(Number);
for (let seed = first; seed <= last; seed += 1) {
  const { violations } = await replaySeed(seed, engineTill, () => {});
  if (violations.length > 0) {
    console.log(`${violations[0].rule}, seed ${seed}`);
    process.exit(1);
  }
}
