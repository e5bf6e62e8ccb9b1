// The service keeps moments in UTC; a form shows the county's clock, which is Beijing time all year.
const ahead = 8 * 3_600_000;

// What the county's clock shows at a moment: 2018-06-01T08:30:00.
export const clockOf = (moment: string): string => {
  const time = Date.parse(moment);
  return Number.isNaN(time) ? '' : new Date(time + ahead).toISOString().slice(0, 19);
};

// The moment at which the county's clock shows this. A form knows seconds: where it shows what was stored, what was
// stored stays whole.
export function momentOf(clock: string, stored = ''): string {
  const at = Date.parse(`${clock}+08:00`);
  if (Math.floor(Date.parse(stored) / 1000) * 1000 === at) return stored;
  return Number.isNaN(at) ? clock : new Date(at).toISOString().replace('.000Z', 'Z');
}
