import { byId } from '../ground/dom';
import { language, say, type Word } from '../ground/words';
import { isoOf } from '../state/days';
import type { Timeline } from '../state/timeline';

// Fills in the words of the static page, and what the data says of itself.
export function writeWords({ synthetic, dataDate }: Timeline): void {
  document.documentElement.lang = language;
  document.title = say('title');
  for (const e of document.querySelectorAll<HTMLElement>('[data-word]')) e.textContent = say(e.dataset.word as Word);
  for (const e of document.querySelectorAll<HTMLElement>('[data-label]'))
    e.setAttribute('aria-label', say(e.dataset.label as Word));
  for (const e of document.querySelectorAll<HTMLInputElement>('[data-hint]'))
    e.placeholder = say(e.dataset.hint as Word);
  const other = byId<HTMLAnchorElement>('language');
  other.textContent = say('language');
  other.href = language === 'en' ? '?lang=zh' : '?lang=en';
  // The other language shows the same view.
  other.addEventListener('click', () => {
    other.hash = location.hash;
  });
  const note = byId('note');
  const date = dataDate === null ? '' : `${say('dataDate')} ${isoOf(dataDate)}`;
  note.textContent = [synthetic ? say('synthetic') : '', date].filter(t => t).join(' · ');
  note.hidden = note.textContent === '';
  note.classList.toggle('synthetic', synthetic);
}
