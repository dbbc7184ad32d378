// Numbers, times and axis steps as charts write them.

export const wholeSteps = [1, 2, 5].flatMap(s => [0, 1, 2, 3, 4, 5, 6, 7].map(p => s * 10 ** p)).sort((a, b) => a - b);
export const byteSteps = Array.from({ length: 45 }, (_, i) => 2 ** i);
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

const number = v => {
  const size = Math.abs(v);
  return size >= 100 || size === 0 ? Math.round(v).toLocaleString('en') : String(+v.toFixed(size >= 10 ? 1 : 2));
};

export const formats = {
  Number: number,
  Count: v => Math.round(v).toLocaleString('en'),
  Milliseconds: v => v < 10 ? `${+v.toFixed(1)} ms` : v < 1000 ? `${Math.round(v)} ms` : `${+(v / 1000).toFixed(2)} s`,
  Bytes: v => {
    let unit = 0;
    while (v >= 1024 && unit < units.length - 1) { v /= 1024; unit++; }
    return `${number(v)} ${units[unit]}`;
  },
};

/** Top of an axis whose highest value is high. */
export const ceiling = (high, format) => {
  if (!(high > 0)) return format === 'Bytes' ? 2 ** 20 : 1;
  return format === 'Count' ? Math.max(1, Math.ceil(high * 1.1)) : high * 1.1;
};

/** Local time of day; 14:05 or 14:05:09. */
export function clock(seconds, withSeconds) {
  const date = new Date(seconds * 1000);
  const two = n => String(n).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}${withSeconds ? `:${two(date.getSeconds())}` : ''}`;
}
