import { call } from '../ground/api';
import type { Timeline } from './timeline';

// The timeline and its ETag, by which the page notices that it has changed.
export async function fetchTimeline(): Promise<{ tag: string; timeline: Timeline }> {
  const response = await call('api/coverage/timeline');
  return { tag: response.headers.get('ETag') ?? '', timeline: (await response.json()) as Timeline };
}
