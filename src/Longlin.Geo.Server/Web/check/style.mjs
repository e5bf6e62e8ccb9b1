// Checks a style by MapLibre's own specification: prints what is wrong, nothing where it is sound.
import { readFileSync } from 'node:fs';
import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';

for (const fault of validateStyleMin(JSON.parse(readFileSync(0, 'utf8'))))
  console.log(`${fault.line ?? ''} ${fault.message}`);
