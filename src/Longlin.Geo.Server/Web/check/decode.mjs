// Decodes tiles as browsers do. Prints a line of JSON per file: the ids and kinds of its features by layer, or why the
// file cannot be read.
import { readFileSync } from 'node:fs';
import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';

for (const file of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
  try {
    const tile = new VectorTile(new PbfReader(readFileSync(file)));
    const layers = {};
    for (const [name, layer] of Object.entries(tile.layers)) {
      const features = Array.from({ length: layer.length }, (_, i) => layer.feature(i));
      for (const feature of features) feature.loadGeometry();
      layers[name] = features.map(f => [f.id ?? null, f.type, Object.keys(f.properties).length]);
    }
    console.log(JSON.stringify({ file, layers }));
  } catch (fault) {
    console.log(JSON.stringify({ file, fault: String(fault) }));
  }
}
