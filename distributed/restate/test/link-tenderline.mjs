// In this repository the package `tenderline` is the folder above: no registry has to have it.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export function linkTenderline() {
  const [modules, root] = ['../node_modules', '../../..'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  mkdirSync(modules, { recursive: true });
  rmSync(`${modules}/tenderline`, { force: true });
  symlinkSync(root, `${modules}/tenderline`, 'dir');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) linkTenderline();
