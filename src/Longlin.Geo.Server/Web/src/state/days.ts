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
