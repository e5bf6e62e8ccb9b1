import type { Map as MapLibre } from 'maplibre-gl';
import { colours } from '../ground/colours';

type Pen = CanvasRenderingContext2D;
const ratio = 2;
const { paper, ink } = colours;

// Hatching that goes on from tile to tile: lines in one direction, each zone's own.
function hatch(
  colour: string,
  direction: 'up' | 'down' | 'flat' | 'upright' | 'dots',
  gap = 10,
): [number, (pen: Pen) => void] {
  return [
    gap,
    pen => {
      pen.strokeStyle = pen.fillStyle = colour;
      pen.lineWidth = 1.3;
      pen.beginPath();
      for (const at of [-gap, 0, gap]) {
        if (direction === 'up') {
          pen.moveTo(at - 2, gap + 2);
          pen.lineTo(at + gap + 2, -2);
        }
        if (direction === 'down') {
          pen.moveTo(at - 2, -2);
          pen.lineTo(at + gap + 2, gap + 2);
        }
      }
      if (direction === 'flat') {
        pen.moveTo(0, gap / 2);
        pen.lineTo(gap, gap / 2);
      }
      if (direction === 'upright') {
        pen.moveTo(gap / 2, 0);
        pen.lineTo(gap / 2, gap);
      }
      if (direction === 'dots') pen.arc(gap / 2, gap / 2, 1, 0, 7);
      pen.stroke();
    },
  ];
}

const square = (colour: string, size: number): [number, (pen: Pen) => void] => [
  size,
  pen => {
    pen.fillStyle = paper;
    pen.fillRect(0, 0, size, size);
    pen.fillStyle = colour;
    pen.fillRect(1, 1, size - 2, size - 2);
  },
];

// Drawn twice, a light edge beneath, so that it is seen on any ground.
const strokes = (size: number, path: (pen: Pen) => void): [number, (pen: Pen) => void] => [
  size,
  pen => {
    for (const [colour, width] of [
      [paper, 5],
      [ink, 2.4],
    ] as const) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.lineCap = 'square';
      pen.beginPath();
      path(pen);
      pen.stroke();
    }
  },
];

// A stroke across a line.
const tick = (colour: string): [number, (pen: Pen) => void] => [
  8,
  pen => {
    pen.fillStyle = colour;
    pen.fillRect(3.4, 0, 1.2, 8);
  },
];

// Signs in any colour of the palette: `square-power` is the sign, then the colour.
const signs: Record<string, (colour: string) => [number, (pen: Pen) => void]> = {
  square: colour => square(colour, 12),
  node: colour => square(colour, 7),
  tick,
};

function signOf(id: string, palette: Record<string, string>): [number, (pen: Pen) => void] | undefined {
  const [sign = '', name = ''] = id.split('-');
  const colour = palette[name];
  return colour === undefined ? undefined : signs[sign]?.(colour);
}

// Every other picture that a layer's style names; drawn here, nothing is fetched.
const images: Record<string, [number, (pen: Pen) => void]> = {
  'hatch-hazard': hatch(colours.hazard, 'up'),
  'hatch-flood': hatch(colours.flood, 'flat', 8),
  'hatch-ecological_red_line': hatch(colours.ecological, 'down'),
  'hatch-basic_farmland': hatch(colours.farmland, 'upright', 8),
  'hatch-other': hatch(colours.zone, 'dots', 9),
  house: [
    20,
    pen => {
      pen.beginPath();
      for (const [x, y] of [
        [10, 2],
        [18, 9.5],
        [16, 9.5],
        [16, 18],
        [4, 18],
        [4, 9.5],
        [2, 9.5],
      ] as const)
        pen.lineTo(x, y);
      pen.closePath();
      pen.fillStyle = paper;
      pen.fill();
      pen.lineWidth = 2;
      pen.strokeStyle = colours.site;
      pen.stroke();
      pen.strokeRect(8.5, 12.5, 3, 5.5);
    },
  ],
  // A bar across the end of a road that heads north.
  'dead-end': strokes(20, pen => {
    pen.moveTo(4, 10);
    pen.lineTo(16, 10);
  }),
  // A pair of brackets around the middle of a stretch.
  bottleneck: strokes(26, pen => {
    pen.moveTo(10, 6);
    pen.lineTo(6, 6);
    pen.lineTo(6, 20);
    pen.lineTo(10, 20);
    pen.moveTo(16, 6);
    pen.lineTo(20, 6);
    pen.lineTo(20, 20);
    pen.lineTo(16, 20);
  }),
};

export function drawsImages(map: MapLibre, palette: Record<string, string>): void {
  map.setMissingStyleImageResolver(id => {
    const image = images[id] ?? signOf(id, palette);
    if (!image) return;
    const [size, draw] = image,
      canvas = Object.assign(document.createElement('canvas'), { width: size * ratio, height: size * ratio }),
      pen = canvas.getContext('2d', { willReadFrequently: true })!;
    pen.scale(ratio, ratio);
    draw(pen);
    map.addImage(id, pen.getImageData(0, 0, canvas.width, canvas.height), { pixelRatio: ratio });
  });
}
