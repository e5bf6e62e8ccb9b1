import pinyin from 'tiny-pinyin';
import type { Timeline } from './timeline';

// Finds hamlets by name, by the initials of its pinyin, or by code.
export class Search {
  private initials: string[] | undefined;

  constructor(private readonly timeline: Timeline) {}

  find(text: string, most = 8): number[] {
    const wanted = text.trim().toLowerCase();
    if (wanted === '') return [];
    const h = this.timeline.hamlets,
      found: [number, number][] = [];
    // A county has some thousand names: their pinyin is made when somebody first looks for one.
    this.initials ??= h.name.map(n => initialsOf(n ?? ''));
    for (let i = 0; i < h.id.length; i++) {
      const name = (h.name[i] ?? '').toLowerCase();
      const rank =
        name === wanted
          ? 0
          : name.startsWith(wanted)
            ? 1
            : h.code[i]!.startsWith(wanted)
              ? 2
              : this.initials[i]!.startsWith(wanted)
                ? 3
                : name.includes(wanted)
                  ? 4
                  : (h.village[i] ?? '').includes(wanted)
                    ? 5
                    : -1;
      if (rank >= 0) found.push([rank, i]);
    }
    return found
      .sort((a, b) => a[0] - b[0] || (h.households[b[1]] ?? 0) - (h.households[a[1]] ?? 0))
      .slice(0, most)
      .map(f => f[1]);
  }
}

function initialsOf(name: string): string {
  return pinyin.isSupported()
    ? pinyin
        .parse(name)
        .map(p => p.target.charAt(0))
        .join('')
        .toLowerCase()
    : '';
}
