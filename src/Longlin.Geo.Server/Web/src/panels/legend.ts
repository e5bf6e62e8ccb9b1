import { element } from '../ground/dom';
import { codeWord, language, say, type Word } from '../ground/words';
import { keysOf, type LayerStyle, switchesOf } from '../state/layers';

const verdicts = [
  ['dot not-met', 'not_met'],
  ['dot met', 'met'],
  ['dot unknown', 'unknown'],
] as const;
const signs: [string, Word][] = [
  ['dot below', 'small'],
  ['line hardened', 'road_hardened'],
  ['line gravel', 'road_gravel'],
  ['line earth', 'road_earth'],
  ['line missing', 'road_unknown'],
];
// Signs of the layers that can be switched, shown while the layer is on.
const more: Record<string, [string, Word][]> = {
  zones: [
    ['hatch hazard', 'hazard'],
    ['hatch flood', 'flood'],
    ['hatch ecological', 'ecological_red_line'],
    ['hatch farmland', 'basic_farmland'],
    ['hatch other', 'zone_other'],
    ['hatch vacated', 'vacated'],
  ],
  findings: [
    ['line halo', 'isolated'],
    ['sign dead', 'dead_end'],
    ['sign bracket', 'bottleneck'],
  ],
};

// The legend, in which the layers are switched on and off: those that the service names, and the road faults.
export function legend(box: HTMLElement, style: LayerStyle, toggle: (folder: string, on: boolean) => void): void {
  const row = (sign: HTMLElement, text: string): HTMLElement => {
    const key = element('p', 'key');
    key.append(sign, element('span', '', text));
    return key;
  };
  const key = (sign: string, text: string): HTMLElement => row(element('i', sign), text);
  const coloured = (sign: string, colour: string): HTMLElement => {
    const sample = element('i', sign);
    sample.style.color = colour;
    return sample;
  };
  const change = (folder: string, sign: HTMLElement, title: string): HTMLElement => {
    const label = element('label', `switch ${folder}`),
      input = document.createElement('input');
    Object.assign(input, { type: 'checkbox' });
    input.dataset.layers = folder;
    input.addEventListener('input', event => {
      event.stopPropagation();
      toggle(folder, input.checked);
    });
    label.append(input, sign, element('span', '', title));
    return label;
  };
  const switches = switchesOf(style);
  box.append(...verdicts.map(([sign, code]) => key(sign, codeWord('verdict', code))));
  box.append(...signs.map(([sign, word]) => key(sign, say(word))));
  box.append(...switches.map(s => change(s.layer, coloured(`swatch ${s.sign}`, s.colour), s.title[language])));
  box.append(change('findings', element('i', 'swatch findings'), say('findings')));
  const group = (folder: string, keys: HTMLElement[]): void => {
    if (keys.length === 0) return;
    const shown = element('div', 'more');
    shown.dataset.of = folder;
    shown.hidden = true;
    shown.append(...keys);
    box.append(shown);
  };
  for (const { layer } of switches) {
    const own = (more[layer] ?? []).map(([sign, word]) => key(sign, say(word)));
    const drawn = keysOf(style, layer).map(k => row(coloured(`key-${k.sign}`, k.colour), k.title[language]));
    group(layer, [...own, ...drawn]);
  }
  group(
    'findings',
    more.findings!.map(([sign, word]) => key(sign, say(word))),
  );
}

// Shows what the signs of a layer mean while it is on.
export function showKeys(box: HTMLElement, folder: string, on: boolean): void {
  for (const group of box.querySelectorAll<HTMLElement>('.more')) if (group.dataset.of === folder) group.hidden = !on;
}
