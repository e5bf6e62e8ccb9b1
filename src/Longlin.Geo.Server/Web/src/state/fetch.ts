import { call } from '../ground/api';
import type { Timeline } from './timeline';

// The timeline and its ETag, by which the page notices that it has changed.
export async function fetchTimeline(forecast = 'planned'): Promise<{ tag: string; timeline: Timeline }> {
  const asked = forecast === 'planned' ? '' : `?forecast=${forecast}`;
  const response = await call(`api/coverage/timeline${asked}`);
  return { tag: response.headers.get('ETag') ?? '', timeline: (await response.json()) as Timeline };
}
