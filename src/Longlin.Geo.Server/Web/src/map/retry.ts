import type { Map as MapLibre } from 'maplibre-gl';

interface Tile {
  x: number;
  y: number;
  z: number;
}

const pauseMs = 5000;

// Requests tiles that failed again until they arrive; `told` is called once for each batch.
export function retryTiles(map: MapLibre, told: () => void, refresh: (tiles: Tile[]) => void): void {
  const failed = new Map<string, Tile>();
  map.on('error', event => {
    const tile = (event as { tile?: { tileID: { canonical: Tile } } }).tile?.tileID.canonical;
    if (!tile) return;
    failed.set(`${tile.z}/${tile.x}/${tile.y}`, tile);
    if (failed.size > 1) return;
    told();
    window.setTimeout(() => {
      const again = [...failed.values()];
      failed.clear();
      refresh(again);
    }, pauseMs);
  });
}
