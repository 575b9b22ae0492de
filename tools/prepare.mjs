// npm runs this after an install in a checkout, and before it packs one, also for what is installed from git: without its build a package
// is empty. An install without development dependencies has no compiler, and keeps the build that is there.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';

if (hasCompiler()) {
  const shell = process.platform === 'win32'; // npm is a script there
  process.exitCode = spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit', shell }).status ?? 1;
} else if (!existsSync(new URL('../dist/index.js', import.meta.url))) {
  console.error('tenderline: not built, because there is no compiler: the development dependencies are left out');
  process.exitCode = ['pack', 'publish'].includes(process.env['npm_command']) ? 1 : 0;
}

function hasCompiler() {
  try {
    return Boolean(createRequire(import.meta.url).resolve('typescript/package.json'));
  } catch {
    return false;
  }
}
