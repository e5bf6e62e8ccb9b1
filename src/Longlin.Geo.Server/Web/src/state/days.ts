// The slider counts days since 2015-01-01; the timeline writes dates as numbers, yyyymmdd.
export const FirstDay = Date.UTC(2015, 0, 1);
export const LastDay = Date.UTC(2020, 11, 31);
const Day = 86_400_000;
export const dayCount = (LastDay - FirstDay) / Day;
export const numberOf = (offset: number): number => {
  const d = new Date(FirstDay + offset * Day);
  return d.getUTCFullYear() * 10000 + (d.getUTCMonth() + 1) * 100 + d.getUTCDate();
};
export const offsetOf = (date: number): number =>
  Math.max(
    0,
    Math.min(
      dayCount,
      (Date.UTC(Math.floor(date / 10000), (Math.floor(date / 100) % 100) - 1, date % 100) - FirstDay) / Day,
    ),
  );
const two = (n: number): string => String(n % 100).padStart(2, '0');
export const isoOf = (date: number): string =>
  `${Math.floor(date / 10000)}-${two(Math.floor(date / 100))}-${two(date)}`;
export const numberOfIso = (iso: string): number => Number(iso.replaceAll('-', ''));

const ways = [
  /^(?<y>\d{4})-(?<m>\d{1,2})-(?<d>\d{1,2})$/,
  /^(?<y>\d{4})[/.](?<m>\d{1,2})[/.](?<d>\d{1,2})$/,
  /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/,
  /^(?<y>\d{4})年(?<m>\d{1,2})月(?<d>\d{1,2})[日号]$/,
  /^(?<y>\d{4})年(?<m>\d{1,2})月[底末]$/,
  /^(?<y>\d{4})年[底末]$/,
];

// A date as people write it, as yyyymmdd: 2018-12-31, 2018/12/31, 20181231, 2018年12月31日, 2018年6月底, 2018年底.
// Undefined where the text is none of them, or a day that no calendar has.
export function parseDay(text: string): number | undefined {
  const plain = text.normalize('NFKC').replace(/\s/g, '');
  const found = ways.map(way => way.exec(plain)?.groups).find(groups => groups);
  if (!found) return undefined;
  const year = Number(found.y),
    month = Number(found.m ?? 12),
    day = Number(found.d ?? new Date(Date.UTC(year, month, 0)).getUTCDate());
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? year * 10000 + month * 100 + day : undefined;
}

// Whether the slider reaches a day (yyyymmdd).
export const isCovered = (date: number): boolean => date >= numberOf(0) && date <= numberOf(dayCount);
