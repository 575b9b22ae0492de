// Builds the page of the visualizer into dist/visualizer/page: one script and one style, which the server gives and exported files have inside.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../visualizer/page', import.meta.url));
await build({
  root,
  configFile: false,
  logLevel: 'warn',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
  build: {
    outDir: fileURLToPath(new URL('../dist/visualizer/page', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    lib: { entry: 'main.tsx', formats: ['iife'], name: 'tenderline', fileName: () => 'page.js', cssFileName: 'page' },
  },
});
