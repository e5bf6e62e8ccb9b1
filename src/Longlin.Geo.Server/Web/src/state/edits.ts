import type * as GeoJSON from 'geojson';
import { call } from '../ground/api';

export type Values = Record<string, unknown>;

// A feature as it was read, with the ETag by which a change of somebody else is noticed.
export interface Held {
  id: string;
  tag: string;
  feature: GeoJSON.Feature;
}

interface Content {
  properties: unknown;
  geometry: unknown;
}

const items = (layer: string, id = ''): string => `ogc/collections/${layer}/items${id && `/${id}`}`;

export async function fetchFeature(layer: string, id: string): Promise<Held> {
  const headers = { Accept: 'application/geo+json' };
  const response = await call(items(layer, id), { headers, cache: 'no-store' });
  return { id, tag: response.headers.get('ETag') ?? '*', feature: (await response.json()) as GeoJSON.Feature };
}

function write(method: string, layer: string, id: string, tag?: string, content?: Content): Promise<Response> {
  return call(items(layer, id), {
    method,
    headers: { 'Content-Type': 'application/geo+json', ...(tag ? { 'If-Match': tag } : {}) },
    ...(content ? { body: JSON.stringify({ type: 'Feature', ...content }) } : {}),
  });
}

// What a feature was before: empty and read-only columns are not sent back.
function contentOf(feature: GeoJSON.Feature): Content {
  const kept = Object.entries(feature.properties ?? {}).filter(
    ([name, value]) => value !== null && name !== 'updated_at',
  );
  return { properties: Object.fromEntries(kept), geometry: feature.geometry };
}

// Writes changes of features and takes them back, the latest first.
export class Edits {
  private readonly back: { layer: string; undo: () => Promise<Response> }[] = [];

  get undoable(): boolean {
    return this.back.length > 0;
  }

  // Saves a new feature or a new version of one; answers its id. A tag other than that of `was` overwrites what
  // somebody else has saved meanwhile.
  async save(layer: string, was: Held | undefined, tag: string | undefined, content: Content): Promise<string> {
    const response = was
      ? await write('PUT', layer, was.id, tag, content)
      : await write('POST', layer, '', undefined, content);
    const id = was?.id ?? response.headers.get('Location')!.split('/').at(-1)!;
    const after = response.headers.get('ETag') ?? '*';
    this.back.push({
      layer,
      undo: was
        ? () => write('PUT', layer, id, after, contentOf(was.feature))
        : () => write('DELETE', layer, id, after),
    });
    return id;
  }

  async remove(layer: string, was: Held): Promise<void> {
    await write('DELETE', layer, was.id, was.tag);
    this.back.push({ layer, undo: () => write('POST', layer, '', undefined, contentOf(was.feature)) });
  }

  // Takes the latest change back and answers its layer. A change that cannot be taken back stays the latest.
  async undo(): Promise<string> {
    const { layer, undo } = this.back.at(-1)!;
    await undo();
    this.back.pop();
    return layer;
  }
}
