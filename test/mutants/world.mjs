// Plays days in a hostile world until one breaks a rule, and prints which: rule, seed.  node world.mjs FIRST LAST [pair]
import { engineTill, replaySeed } from '../../dist/testkit/index.js';
import { replayPair } from '../../dist/testkit/pair-world/prove-pair.js';

const [first, last] = process.argv.slice(2, 4).map(Number);
const play = process.argv[4] === 'pair' ? replayPair : (seed, note) => replaySeed(seed, engineTill, note);
for (let seed = first; seed <= last; seed += 1) {
  const { violations } = await play(seed, () => {});
  if (violations.length > 0) {
    console.log(`${violations[0].rule}, seed ${seed}`);
    process.exit(1);
  }
}
