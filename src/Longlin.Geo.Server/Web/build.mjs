// Bundles the page into ../wwwroot: the script, the parts it loads later, the style sheet, and the worker of the map
// library.

import { cp, mkdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';

const out = new URL('../wwwroot/', import.meta.url).pathname;
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await build({
  entryPoints: ['src/main.ts', 'src/page.css'],
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  outdir: out,
  sourcemap: true,
  logLevel: 'warning',
});
await cp('node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs', `${out}maplibre-gl-worker.mjs`);
await cp('index.html', `${out}index.html`);
