// Numbers, times and axis steps as charts write them.

export const wholeSteps = [1, 2, 5].flatMap(s => [0, 1, 2, 3, 4, 5, 6, 7].map(p => s * 10 ** p)).sort((a, b) => a - b);
export const byteSteps = Array.from({ length: 45 }, (_, i) => 2 ** i);
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

const number = v => {
  const size = Math.abs(v);
  return size >= 100 || size === 0 ? Math.round(v).toLocaleString('en') : String(+v.toFixed(size >= 10 ? 1 : 2));
};

const bytes = write => v => {
  let unit = 0;
  while (v >= 1024 && unit < units.length - 1) { v /= 1024; unit++; }
  return `${write(v)} ${units[unit]}`;
};

export const formats = {
  Number: number,
  Count: v => Math.round(v).toLocaleString('en'),
  Milliseconds: v => v < 10 ? `${+v.toFixed(1)} ms` : v < 1000 ? `${Math.round(v)} ms` : `${+(v / 1000).toFixed(2)} s`,
  Bytes: bytes(number),
};

/** How figures of a run's unit are written: four digits that matter, as in its report. */
export function ofUnit(unit) {
  const digits = v => String(+v.toPrecision(4));
  if (unit === 'ms') return v => v >= 10000 ? `${digits(v / 1000)} s` : `${digits(v)} ms`;
  if (unit === 'bytes') return bytes(digits);
  return v => v >= 1000 ? Math.round(v).toLocaleString('en') : digits(v);
}

/** Dashes of the lines of one chart, so that they can be told apart without colour. */
export const dashes = [undefined, [6, 4], [2, 3], [10, 3, 2, 3], [1, 4]];

/** Top of an axis whose highest value is high. */
export const ceiling = (high, format) => {
  if (!(high > 0)) return format === 'Bytes' ? 2 ** 20 : 1;
  return format === 'Count' ? Math.max(1, Math.ceil(high * 1.1)) : high * 1.1;
};

const two = n => String(n).padStart(2, '0');

/** Time since a run began; 4.2 s, 3:05 or 1:02:03. */
export function elapsed(seconds) {
  if (seconds < 60) return `${+seconds.toFixed(1)} s`;
  const n = Math.round(seconds);
  return n < 3600 ? `${Math.floor(n / 60)}:${two(n % 60)}` : `${Math.floor(n / 3600)}:${two(Math.floor(n / 60) % 60)}:${two(n % 60)}`;
}

/** Local time of day; 14:05 or 14:05:09. */
export function clock(seconds, withSeconds) {
  const date = new Date(seconds * 1000);
  return `${two(date.getHours())}:${two(date.getMinutes())}${withSeconds ? `:${two(date.getSeconds())}` : ''}`;
}
