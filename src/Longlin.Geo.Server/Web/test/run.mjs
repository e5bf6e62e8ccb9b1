// Runs the tests of the pure modules by node's own runner. The page's sources are TypeScript without extensions in their
// imports, so they are bundled first.

import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const here = new URL('.', import.meta.url).pathname;
const out = new URL('../node_modules/.cache/page-tests/', import.meta.url).pathname;
rmSync(out, { recursive: true, force: true });
const names = readdirSync(here).filter(name => name.endsWith('.test.ts'));
await build({
  entryPoints: names.map(name => here + name),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node18',
  outdir: out,
  outExtension: { '.js': '.mjs' },
  sourcemap: true,
  logLevel: 'warning',
});
const files = names.map(name => out + name.replace(/\.ts$/, '.mjs'));
const { status } = spawnSync(process.execPath, ['--enable-source-maps', '--test', '--test-reporter=spec', ...files], {
  stdio: 'inherit',
});
process.exit(status ?? 1);
