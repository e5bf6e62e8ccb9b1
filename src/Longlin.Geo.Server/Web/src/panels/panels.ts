import { byId } from '../ground/dom';

export interface Panel {
  name: string;
  opener: string;
  closer: string;
}

// Connects a panel with the button that opens it and the one that closes it; closing returns the focus.
export function connect(panel: Panel, open: () => void, close: () => void): void {
  byId(panel.opener).addEventListener('click', open);
  byId(panel.closer).addEventListener('click', () => {
    close();
    byId(panel.opener).focus();
  });
}

// Escape closes the panel on top, and where none is open what `otherwise` closes.
export function closeOnEscape(closers: readonly [panel: string, closer: string][], otherwise: () => void): void {
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    const open = closers.find(([panel]) => !byId(panel).hidden);
    if (open) byId(open[1]).click();
    else otherwise();
  });
}

// A button that folds what it controls by a class of the body; its label follows where two are given.
export function foldButton(id: string, style: string, expandedWhenOn: boolean, labels?: [on: string, off: string]) {
  const button = byId(id);
  const fold = (): void => {
    const on = document.body.classList.toggle(style);
    if (labels) button.textContent = on ? labels[0] : labels[1];
    button.setAttribute('aria-expanded', String(on === expandedWhenOn));
  };
  button.addEventListener('click', fold);
  return fold;
}
