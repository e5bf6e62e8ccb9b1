import { element } from '../ground/dom';
import { codeWord, say, type Word } from '../ground/words';

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

// The legend, in which the layers are switched on and off.
export function legend(
  box: HTMLElement,
  switches: { word: Word; layers: string; on: boolean }[],
  toggle: (folder: string, on: boolean) => void,
): void {
  const key = (style: string, text: string): HTMLElement => {
    const row = element('p', 'key');
    row.append(element('i', style), element('span', '', text));
    return row;
  };
  box.append(...verdicts.map(([style, code]) => key(style, codeWord('verdict', code))));
  box.append(...signs.map(([style, word]) => key(style, say(word))));
  for (const s of switches) {
    const label = element('label', `switch ${s.layers}`),
      input = document.createElement('input');
    Object.assign(input, { type: 'checkbox', checked: s.on });
    input.dataset.layers = s.layers;
    input.addEventListener('input', event => {
      event.stopPropagation();
      toggle(s.layers, input.checked);
    });
    label.append(input, element('i', `swatch ${s.layers}`), element('span', '', say(s.word)));
    box.append(label);
  }
  for (const [folder, keys] of Object.entries(more)) {
    const group = element('div', `more ${folder}`);
    group.append(...keys.map(([style, word]) => key(style, say(word))));
    box.append(group);
  }
}
