import type { Map as MapLibre } from 'maplibre-gl';
import { area, length } from '../ground/metres';
import { number, say } from '../ground/words';
import { Pen } from './pen';

// Lengths and areas in true units, of what is drawn.
export class Measure {
  private pen: Pen | undefined;

  constructor(
    private readonly map: MapLibre,
    private readonly tell: (text: string) => void,
  ) {}

  start(shape: 'linestring' | 'polygon'): void {
    this.pen ??= new Pen(this.map, [], geometry => {
      if (geometry.type === 'LineString')
        this.tell(`${say('length')} ${number(length(geometry.coordinates))} ${say('metres')}`);
      if (geometry.type === 'Polygon')
        this.tell(
          say('area_is', {
            m2: number(area(geometry.coordinates[0]!)),
            mu: ((area(geometry.coordinates[0]!) * 3) / 2000).toFixed(1),
          }),
        );
    });
    this.pen.start(shape);
  }

  stop(): void {
    this.pen?.stop();
    this.pen = undefined;
  }
}
