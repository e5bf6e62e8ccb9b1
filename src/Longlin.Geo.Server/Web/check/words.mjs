// Fails where index.html asks for a word that the word list does not have; in the scripts that is a type error.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

const entry = new URL('../src/ground/words.zh.ts', import.meta.url).pathname;
const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', write: false });
const { texts } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);
const html = readFileSync(new URL('../index.html', import.meta.url), 'utf8');
const missing = [...html.matchAll(/data-(?:word|label|hint)="([^"]*)"/g)]
  .map(m => m[1])
  .filter(word => !(word in texts));
if (missing.length > 0) {
  console.error(`index.html: no such word: ${missing.join(', ')}`);
  process.exit(1);
}
