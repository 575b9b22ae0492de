// Runs every `*.bench.mjs` of this folder against the build in dist/, one after the other.
import { readdir } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';

const [cpu] = cpus();
console.log(
  `Node ${process.version}, ${platform()} ${arch()}, ${cpus().length} x ${cpu?.model ?? 'unknown processor'}`,
);
const folder = new URL('.', import.meta.url);
for (const file of (await readdir(folder)).filter((name) => name.endsWith('.bench.mjs')).toSorted()) {
  const { run } = await import(new URL(file, folder));
  await run();
}
