import type { Text } from '../ground/words';

// What the service says about its layers beside their drawing: the style's metadata.
export interface LayerStyle {
  metadata?: {
    'longlin:switches'?: Switch[];
    'longlin:snaps'?: Record<string, string[]>;
    'longlin:palette'?: Record<string, string>;
  };
  layers: StyleLayer[];
}

// A layer that the legend switches on and off, by the folder that draws it.
export interface Switch {
  layer: string;
  title: Text;
  colour: string;
  sign: string;
}

interface StyleLayer {
  type: string;
  'source-layer'?: string;
  paint?: Record<string, unknown>;
  metadata?: unknown;
}

// A line of the legend.
export interface Key {
  title: Text;
  sign: 'line' | 'area' | 'point';
  colour: string;
}

type Legend = Text & { colour?: string };

export const switchesOf = (style: LayerStyle): Switch[] => style.metadata?.['longlin:switches'] ?? [];

// The layers that a line drawn in this one snaps to.
export const snapsOf = (style: LayerStyle, layer: string): string[] => style.metadata?.['longlin:snaps']?.[layer] ?? [];

export const paletteOf = (style: LayerStyle): Record<string, string> => style.metadata?.['longlin:palette'] ?? {};

const signs: Record<string, Key['sign']> = { line: 'line', fill: 'area' };

// The lines of the legend that a layer's style names in `longlin:legend`; the colour is the drawing's own unless that
// depends on the feature.
export function keysOf(style: LayerStyle, layer: string): Key[] {
  return style.layers
    .filter(l => l['source-layer'] === layer)
    .flatMap(l => {
      const legend = (l.metadata as { 'longlin:legend'?: Legend } | undefined)?.['longlin:legend'];
      if (!legend) return [];
      const drawn = l.paint?.[`${l.type}-color`];
      const colour = legend.colour ?? (typeof drawn === 'string' ? drawn : 'currentColor');
      return [{ title: { zh: legend.zh, en: legend.en }, sign: signs[l.type] ?? 'point', colour }];
    });
}
