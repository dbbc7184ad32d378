// The slots' timeline: a row per slot, a colour and a texture per state.
import { hatching } from './palette.js';

const looks = palette => ({ 0: palette.track, 1: hatching(palette.series[1], 0.45), 2: palette.series[0] });

/** Rows that the visible stretch of a board needs. */
export function slotRows(board) {
  let rows = 0;
  const { min } = board.range();
  for (let i = board.times.length - 1; i >= 0 && board.times[i] >= min; i--) rows = Math.max(rows, board.slots[i].length);
  return rows;
}

/** Middles of the rows that get a number. */
export function slotTicks(rows) {
  const every = Math.max(1, Math.ceil(rows / 8));
  const ticks = [];
  for (let i = 0; i < rows; i += every) ticks.push(i + 0.5);
  return ticks;
}

// One row per slot; beyond 32 rows the busy ones of each moment are moved to the top, so that the height is their number.
export function drawSlots(u, board) {
  const rows = slotRows(board);
  if (rows === 0) return;
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  const { times } = board;
  const { min, max } = board.range();
  const many = rows > 32;
  const row = height / rows;
  const gap = row > 5 ? Math.min(3, row * 0.18) : 0;
  const look = looks(board.palette);
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, top, width, height);
  ctx.clip();
  const first = Math.max(1, times.findIndex(t => t >= min));
  const states = i => many ? [...board.slots[i]].sort().reverse().join('') : board.slots[i];
  const cells = [];
  for (let i = first; i < times.length && times[i - 1] <= max; i++) cells.push({ from: times[i - 1], to: times[i], states: states(i) });
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < cells.length;) {
      const state = cells[i].states[r];
      let end = i;
      while (end + 1 < cells.length && cells[end + 1].states[r] === state && cells[end + 1].from - cells[end].to < 0.01) end++;
      if (state !== undefined) {
        const x0 = u.valToPos(cells[i].from, 'x', true);
        const x1 = u.valToPos(cells[end].to, 'x', true);
        ctx.fillStyle = look[state];
        ctx.fillRect(x0, top + r * row + gap / 2, Math.max(1, x1 - x0), row - gap);
      }
      i = end + 1;
    }
  }
  ctx.restore();
}
