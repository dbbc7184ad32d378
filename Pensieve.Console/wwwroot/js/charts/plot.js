// What every plot over time does alike: its lines, its axes, and zoom and crosshair by mouse and keyboard.
// A board is what plots share an axis on: palette, range(), extent() = { from, to, whole } in seconds, setZoom(range or null).
/* global uPlot */
import { dashes } from './format.js';
import { translucent } from './palette.js';

// Stacked columns are drawn from the top down: one that adds nothing must not hide the one it lies on.
const drawn = (kind, ofColumns) => kind === 'Stacked' ? ofColumns.reverse() : ofColumns;

/** Columns in the order they are drawn: stacked ones as sums of those below. A gap stays a gap. */
export function drawnColumns(kind, columns) {
  const sums = kind === 'Stacked' ? columns.map(c => [...c]) : columns;
  for (let s = 1; kind === 'Stacked' && s < sums.length; s++) {
    for (let i = 0; i < sums[s].length; i++) if (sums[s][i] != null) sums[s][i] += sums[s - 1][i] ?? 0;
  }
  return drawn(kind, sums);
}

/** A line for each hue, in the order of the drawn columns. */
export const lines = (kind, hues, colour) => drawn(kind, hues.map((_, i) => ({
  stroke: () => colour(i),
  width: kind === 'Area' && i === 0 ? 1.25 : 1.6,
  dash: dashes[i],
  fill: i === 0 && (kind === 'Area' || kind === 'Stacked') ? () => translucent(colour(i), 0.22) : undefined,
  paths: kind === 'Step' ? uPlot.paths.stepped({ align: 1 }) : undefined,
  points: { show: false },
})));

/** Areas between the lines of a stack; fill is asked for the area of a column above the first. */
export const stackAreas = (kind, hues, fill) => kind !== 'Stacked' ? [] : hues.slice(1).map((_, i) => ({
  series: [hues.length - 1 - i, hues.length - i], fill: () => fill(i + 1),
}));

/** An axis in the colours of the theme. */
export const axis = board => ({
  stroke: () => board.palette.text, grid: { stroke: () => board.palette.grid, width: 1 }, ticks: { show: false }, font: '11px Inter, system-ui, sans-serif',
});

/** A brush zooms, a double click shows all again. */
export const brush = board => ({
  cursor: { drag: { x: true, y: false, setScale: false }, bind: { dblclick: () => () => { board.setZoom(null); return null; } } },
  setSelect: u => {
    if (u.select.width < 6) return;
    const range = { min: u.posToVal(u.select.left, 'x'), max: u.posToVal(u.select.left + u.select.width, 'x') };
    u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    board.setZoom(range);
  },
});

/** Index of the point under the crosshair; null = there is none. */
export const pointed = u => u.cursor.left >= 0 ? u.cursor.idx : null;

// With the hooks called and every plot of the board told: what setCursor leaves out unless it is asked to.
const point = (u, left, top) => u.setCursor({ left, top }, true, true);

/** Takes the crosshair away, from all plots of the board. */
export const unpoint = u => point(u, -10, -10);

/** Writes the values at an index, or the last ones, into a legend. */
export function writeLegend(cells, columns, index, write) {
  cells.forEach((cell, i) => {
    const value = columns[i]?.[index ?? columns[i].length - 1];
    cell.textContent = value == null ? '–' : write(value);
  });
}

/** Gives a plot the size of its host. True if it had another. */
export function fitTo(host, u) {
  const { clientWidth: width, clientHeight: height } = host;
  if (width === 0 || height === 0 || (width === u.width && height === u.height)) return false;
  u.setSize({ width, height });
  return true;
}

/** Arrows move the crosshair (with Shift by ten points), + and - zoom about it, Escape shows all again. */
export function steer(u, times, board, e) {
  if (times.length === 0) return;
  const { min, max } = board.range();
  const index = pointed(u);
  if (e.key === 'ArrowLeft' || e.key === 'ArrowRight') {
    const first = times.findIndex(t => t >= min);
    const last = times.findLastIndex(t => t <= max);
    if (first < 0 || last < first) return;
    const step = (e.key === 'ArrowLeft' ? -1 : 1) * (e.shiftKey ? 10 : 1);
    const next = index == null ? last : Math.max(first, Math.min(last, index + step));
    point(u, Math.max(0, u.valToPos(times[next], 'x')), 1);
  } else if (e.key === '+' || e.key === '-') {
    const { from, to, whole } = board.extent();
    const width = (max - min) * (e.key === '+' ? 0.5 : 2);
    // About the crosshair, but as a whole within what there is: at its ends, too, each step halves or doubles.
    const start = Math.max(from, Math.min(to, (index == null ? max : times[index]) + width / 2) - width);
    board.setZoom(width >= whole ? null : { min: start, max: Math.min(to, start + width) });
  } else if (e.key === 'Escape') {
    board.setZoom(null);
    unpoint(u);
  } else {
    return;
  }
  e.preventDefault();
}
