import type { StyleSpecification } from 'maplibre-gl';
import { get } from './ground/api';
import { byId } from './ground/dom';
import { say } from './ground/words';
import type { Bounds } from './map/map';
import { Page } from './panels/page';
import { writeWords } from './panels/static';
import { fetchTimeline } from './state/fetch';
import type { LayerStyle } from './state/layers';
import type { Rules } from './state/rules';
import { withoutSecrets } from './state/share';

// The service answers a sign-in code with a cookie and a clean address. Should a secret reach the page all the same, it
// leaves the address, the history and every Referer before anything is requested.
history.replaceState(null, '', withoutSecrets(location.href));

try {
  const [{ tag, timeline }, rules, style] = await Promise.all([
    fetchTimeline(),
    get<Rules>('api/rules'),
    get<StyleSpecification & LayerStyle>('tiles/style.json'),
  ]);
  const { id, lon, lat } = timeline.hamlets;
  const bounds: Bounds | undefined =
    id.length > 0 ? [Math.min(...lon), Math.min(...lat), Math.max(...lon), Math.max(...lat)] : undefined;
  writeWords(timeline);
  new Page(timeline, tag, rules, style, bounds);
  for (const part of document.querySelectorAll('[inert]')) part.removeAttribute('inert');
} catch (error) {
  const fault = byId('fault');
  fault.textContent = `${say('failed')} ${error instanceof Error ? error.message : ''}`;
  fault.hidden = false;
}
