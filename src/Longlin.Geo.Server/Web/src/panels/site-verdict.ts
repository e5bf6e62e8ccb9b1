import type { Schema } from '../ground/api';
import { element } from '../ground/dom';
import { codeWord, language, number, percent, say } from '../ground/words';

type Scored = Schema<'SiteDocument'>;
type Site = Schema<'SiteItem'>;

// A score, or its range where something that counts is unknown.
export const scoreText = (s: { score: number | null; scoreLow: number | null; scoreHigh: number | null }): string => {
  if (s.score !== null) return s.score.toFixed(3);
  return s.scoreLow !== null && s.scoreHigh !== null ? `${s.scoreLow.toFixed(3)}–${s.scoreHigh.toFixed(3)}` : '';
};

// Whether the drawn site may be used, what forbids it, how it scores, and which services it would have.
export function siteVerdict(answer: Scored): HTMLElement[] {
  const site = answer.sites[0]!;
  const score = scoreText(site);
  const note = answer.weightsVerified ? '' : ` ${say('unverified')}`;
  return [
    headline(site),
    ...site.violations.map(violation),
    ...site.overlaps.map(o => element('p', 'conflict', say('overlap', { code: o.name ?? o.code }))),
    element('p', '', score && `${say('score')} ${score}`),
    ...site.factors.map(factorBar),
    services(site),
    element('p', 'codes', `${site.sentence[language]}${note}`),
  ];
}

function headline(site: Site): HTMLElement {
  const head = element('p', site.refused ? 'refused' : 'allowed');
  const size = `${number(site.areaM2 ?? 0)} ${say('square_metres')}`;
  head.append(
    element('b', '', say(site.refused ? 'refused' : 'allowed')),
    element('span', '', ` ${size} · ${site.capacity.sentence[language]}`),
  );
  return head;
}

function violation(v: Site['violations'][number]): HTMLElement {
  const sentence = v.sentence[language];
  return element('p', 'conflict', v.code && !sentence.includes(v.code) ? `${sentence} (${v.code})` : sentence);
}

function factorBar(f: Site['factors'][number]): HTMLElement {
  const row = element('div', 'bar');
  const strip = element('span', 'strip');
  const part = element('i', f.score === null ? 'unknown' : 'met');
  part.style.width = `${100 * (f.score ?? f.scoreHigh)}%`;
  strip.append(part);
  const straight = f.by === 'straight';
  const metres = straight ? f.straightLineM : f.distanceM;
  const distance =
    metres === null
      ? codeWord('verdict', 'unknown')
      : `${straight ? say('straight') : ''} ${number(metres)} ${say('metres')}`;
  row.append(element('span', 'name', f.title[language]), strip, element('span', 'count', distance));
  row.title = `${f.name ?? ''} ${percent(f.weight)}`;
  return row;
}

function services(site: Site): HTMLElement {
  const line = element('p', 'verdicts');
  for (const s of site.services) {
    const one = element('span');
    one.append(element('i', `dot ${s.verdict.replace('_', '-')}`), ` ${s.title[language]} `);
    line.append(one);
  }
  return line;
}
