// Removes build output before a build, so that a file that was deleted does not live on in dist/.
import { rmSync } from 'node:fs';

for (const folder of process.argv.slice(2)) rmSync(folder, { recursive: true, force: true });
