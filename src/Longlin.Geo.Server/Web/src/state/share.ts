// The view, written behind the # of the address: whoever opens the link sees the same.
export interface View {
  service: string;
  size: string;
  households: number;
  area: string;
  date: string;
  forecast: string;
  layers: string[];
  at: [number, number, number] | undefined; // longitude, latitude, zoom
  place: string | undefined;
}

export function write(view: View): string {
  const words = new URLSearchParams({ v: '1', service: view.service, size: view.size, date: view.date });
  if (view.size === 'free') words.set('households', String(view.households));
  if (view.area) words.set('area', view.area);
  if (view.forecast !== 'planned') words.set('forecast', view.forecast);
  if (view.layers.length > 0) words.set('layers', view.layers.join(','));
  if (view.at) words.set('at', `${view.at[0].toFixed(5)},${view.at[1].toFixed(5)},${view.at[2].toFixed(2)}`);
  if (view.place) words.set('place', view.place);
  return `#${words.toString()}`;
}

// The address without the token or sign-in code of whoever opened it: only this one may be shown, copied or kept.
export function withoutSecrets(address: string): string {
  const url = new URL(address);
  for (const name of ['token', 'code']) url.searchParams.delete(name);
  return url.href;
}

const known = ['v', 'service', 'size', 'households', 'area', 'date', 'forecast', 'layers', 'at', 'place'];

// Reads a link. Links of other versions may hold what this one does not know: it is listed in `unknown`.
export function read(hash: string): { view: Partial<View>; unknown: string[] } {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const view: Partial<View> = {};
  const unknown = [...words].filter(([name]) => !known.includes(name)).map(([name, value]) => `${name}=${value}`);
  for (const name of ['service', 'size', 'area', 'date', 'forecast', 'place'] as const) {
    const word = words.get(name);
    if (word !== null) view[name] = word;
  }
  const households = Number(words.get('households'));
  if (words.has('households') && Number.isFinite(households)) view.households = households;
  if (words.has('layers')) view.layers = words.get('layers')!.split(',');
  const at = (words.get('at') ?? '').split(',').map(Number);
  if (at.length === 3 && at.every(Number.isFinite) && Math.abs(at[0]!) <= 180 && Math.abs(at[1]!) <= 90)
    view.at = [at[0]!, at[1]!, at[2]!];
  else if (words.has('at')) unknown.push(`at=${words.get('at')}`);
  return { view, unknown };
}
