// Draws a board of live charts with uPlot: one time axis, one crosshair, one zoom. New points come from the server;
// hover, zoom and keyboard stay here.
/* global uPlot */
import { byteSteps, ceiling, clock, dashes, formats, wholeSteps } from '../../js/charts/format.js';
import { hatching, readPalette, translucent } from '../../js/charts/palette.js';
import { drawSlots, slotRows, slotTicks } from '../../js/charts/slots.js';

const axisFont = '11px Inter, system-ui, sans-serif';

const boards = new WeakMap();

/** Draws the charts; anew where they are drawn already but the server never heard of it. */
export function create(root, charts, capacity, windowSeconds, block, bands) {
  // The page was left while this was on its way.
  if (!root) return null;
  boards.get(root)?.dispose();
  const board = new Board(root, charts, capacity, windowSeconds, block, bands);
  boards.set(root, board);
  return board;
}

class Board {
  constructor(root, definitions, capacity, windowSeconds, block, bands) {
    this.root = root;
    this.capacity = capacity;
    this.window = windowSeconds;
    this.zoom = null;
    this.times = [];
    this.bands = [];
    this.slots = [];
    this.due = new Set();
    this.frame = 0;
    this.tools = root.closest('.panel') ?? document;
    this.palette = readPalette(root);
    let column = 0;
    this.charts = definitions.map(d => {
      const chart = new Chart(this, root.querySelector(`[data-chart="${d.id}"]`), d, column);
      column += d.hues.length;
      return chart;
    });
    this.append(block, bands);
    this.charts.forEach(c => c.show());

    this.near = new IntersectionObserver(entries => {
      for (const entry of entries) this.charts.find(c => c.host === entry.target)?.approach(entry.isIntersecting);
    }, { rootMargin: '100%' });
    this.charts.forEach(c => this.near.observe(c.host));
    this.resize = new ResizeObserver(entries => {
      for (const entry of entries) this.charts.find(c => c.host === entry.target)?.fit();
    });
    this.charts.forEach(c => this.resize.observe(c.host));
    this.theme = new MutationObserver(() => {
      // The stylesheet of the other theme may still have to be applied.
      requestAnimationFrame(() => requestAnimationFrame(() => {
        this.palette = readPalette(root);
        this.charts.forEach(c => c.plot.redraw(false));
      }));
    });
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    this.unzoom = this.tools.querySelector('[data-chart-unzoom]');
    this.requests = this.tools.querySelector('[data-chart-requests]');
    this.time = this.tools.querySelector('[data-chart-time]');
    this.onUnzoom = () => this.setZoom(null);
    this.unzoom?.addEventListener('click', this.onUnzoom);
  }

  append(block, bands) {
    this.bands = bands ?? [];
    this.root.dataset.bands = this.bands.length;
    const last = this.times.at(-1) ?? 0;
    const skip = block.times.findIndex(t => t > last);
    if (skip < 0) return;
    if (skip > 0) block = { times: block.times.slice(skip), columns: block.columns.map(c => c.slice(skip)), slots: block.slots.slice(skip) };
    this.times.push(...block.times);
    this.slots.push(...block.slots);
    const surplus = Math.max(0, this.times.length - this.capacity);
    this.times.splice(0, surplus);
    this.slots.splice(0, surplus);
    for (const chart of this.charts) chart.append(block.columns, surplus);
    this.root.dataset.points = Number(this.root.dataset.points ?? 0) + block.times.length;
  }

  setWindow(seconds) {
    this.window = seconds;
    this.setZoom(null);
  }

  setZoom(range) {
    this.zoom = range;
    if (this.unzoom) this.unzoom.hidden = !range;
    if (this.requests) {
      this.requests.hidden = !range;
      if (range) this.requests.href = `requests?from=${range.min.toFixed(1)}&to=${range.max.toFixed(1)}`;
    }
    this.charts.forEach(c => this.draw(c));
  }

  /** Draws a chart soon. One a frame: all of them at once would hold up the page. */
  draw(chart) {
    chart.isStale = true;
    this.due.add(chart);
    this.frame ||= requestAnimationFrame(() => this.drawNext());
  }

  drawNext() {
    const [chart] = this.due;
    this.due.delete(chart);
    if (chart.isStale) chart.show();
    this.frame = this.due.size > 0 ? requestAnimationFrame(() => this.drawNext()) : 0;
  }

  /** The seconds that the axis spans now. */
  range() {
    if (this.zoom) return this.zoom;
    const end = this.times.at(-1) ?? Date.now() / 1000;
    return { min: end - this.window, max: end };
  }

  hover(index) {
    if (this.time) this.time.textContent = index == null ? '' : clock(this.times[index], true);
  }

  dispose() {
    cancelAnimationFrame(this.frame);
    this.near.disconnect();
    this.resize.disconnect();
    this.theme.disconnect();
    this.unzoom?.removeEventListener('click', this.onUnzoom);
    this.charts.forEach(c => c.plot.destroy());
  }
}

class Chart {
  constructor(board, figure, definition, column) {
    this.board = board;
    this.figure = figure;
    this.definition = definition;
    this.column = column;
    this.columns = definition.hues.map(() => []);
    this.host = figure.querySelector('.plot');
    this.values = [...figure.querySelectorAll('[data-value]')];
    this.write = formats[definition.format];
    this.empty = true;
    this.isNear = true;
    this.isStale = false;
    this.drawn = 0;
    this.plot = new uPlot(this.options(), this.data(), this.host);
    this.host.addEventListener('keydown', e => this.key(e));
    this.host.addEventListener('blur', () => this.plot.setCursor({ left: -10, top: -10 }));
  }

  append(columns, surplus) {
    for (let i = 0; i < this.columns.length; i++) {
      this.columns[i].push(...columns[this.column + i]);
      this.columns[i].splice(0, surplus);
    }
    if (this.plot.cursor.idx == null || this.plot.cursor.left < 0) this.legend(null);
    const { min, max } = this.board.range();
    // In an hour's chart a second is a tenth of a pixel: what cannot be seen is not drawn.
    const pixel = (max - min) / this.plot.width;
    if (!this.empty && Math.abs(max - this.drawn) < pixel / 2) return;
    this.isStale = true;
    if (this.isNear) this.board.draw(this);
  }

  /** It comes near to what is in view, or leaves it: far away it is not drawn. */
  approach(isNear) {
    this.isNear = isNear;
    if (isNear && this.isStale) this.board.draw(this);
  }

  show() {
    const { min, max } = this.board.range();
    this.isStale = false;
    this.drawn = max;
    this.empty = true;
    for (let i = this.board.times.length - 1; this.empty && i >= 0 && this.board.times[i] >= min; i--) {
      this.empty = this.columns.every(c => c[i] == null);
    }
    this.host.classList.toggle('plot-empty', this.empty);
    this.plot.batch(() => {
      this.plot.setData(this.data(), false);
      this.plot.setScale('x', { min, max });
    });
    if (this.plot.cursor.idx == null || this.plot.cursor.left < 0) this.legend(null);
  }

  data() {
    const { kind } = this.definition;
    if (kind === 'Slots') return [this.board.times, this.board.times.map(() => 0)];
    if (kind !== 'Stacked') return [this.board.times, ...this.columns];
    const sums = this.columns.map(c => [...c]);
    for (let s = 1; s < sums.length; s++) {
      for (let i = 0; i < sums[s].length; i++) {
        const below = sums[s - 1][i];
        if (sums[s][i] != null) sums[s][i] += below ?? 0;
      }
    }
    return [this.board.times, ...sums];
  }

  legend(index) {
    const at = index ?? this.board.times.length - 1;
    this.values.forEach((element, i) => {
      const value = this.columns[i][at];
      element.textContent = value == null ? '–' : this.write(value);
    });
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width > 0 && height > 0 && (width !== this.plot.width || height !== this.plot.height)) {
      this.plot.setSize({ width, height });
      this.board.draw(this);
    }
  }

  key(e) {
    const u = this.plot;
    const { times } = this.board;
    const { min, max } = this.board.range();
    let index = u.cursor.left >= 0 ? u.cursor.idx : null;
    if (e.key === 'ArrowLeft' || e.key === 'ArrowRight') {
      index = index == null ? times.length - 1 : index + (e.key === 'ArrowLeft' ? -1 : 1) * (e.shiftKey ? 10 : 1);
      index = Math.max(times.findIndex(t => t >= min), Math.min(times.length - 1, index));
      u.setCursor({ left: Math.max(0, u.valToPos(times[index], 'x')), top: 1 });
    } else if (e.key === '+' || e.key === '-') {
      const centre = index == null ? max : times[index];
      const half = (max - min) * (e.key === '+' ? 0.25 : 1);
      this.board.setZoom(half > this.board.window ? null : { min: centre - half, max: Math.min(centre + half, times.at(-1)) });
    } else if (e.key === 'Escape') {
      this.board.setZoom(null);
      u.setCursor({ left: -10, top: -10 });
    } else {
      return;
    }
    e.preventDefault();
  }

  options() {
    const { kind, hues } = this.definition;
    const board = this.board;
    const slots = kind === 'Slots';
    const colour = i => board.palette.series[hues[i] - 1];
    const lines = hues.map((_, i) => ({
      stroke: () => colour(i),
      width: kind === 'Area' && i === 0 ? 1.25 : 1.6,
      dash: dashes[i],
      fill: i === 0 && (kind === 'Area' || kind === 'Stacked') ? () => translucent(colour(i), 0.22) : undefined,
      paths: kind === 'Step' ? uPlot.paths.stepped({ align: 1 }) : undefined,
      points: { show: false },
    }));
    return {
      width: this.host.clientWidth || 300,
      height: this.host.clientHeight || 140,
      legend: { show: false },
      padding: [6, 8, 0, 0],
      cursor: {
        sync: { key: 'pensieve', setSeries: false },
        drag: { x: true, y: false, setScale: false },
        points: { show: !slots, size: 6 },
        bind: { dblclick: () => () => { board.setZoom(null); return null; } },
      },
      scales: {
        x: { time: true },
        y: slots
          ? { range: () => [0, Math.max(1, slotRows(board))], dir: -1 }
          : { range: (u, low, high) => [0, ceiling(high, this.definition.format)] },
      },
      axes: [
        {
          stroke: () => board.palette.text, grid: { stroke: () => board.palette.grid, width: 1 }, ticks: { show: false },
          font: axisFont, size: 24, gap: 6, space: 60, values: (u, splits) => splits.map(t => clock(t, splits.length > 1 && splits[1] - splits[0] < 60)),
        },
        {
          stroke: () => board.palette.text, grid: { stroke: () => board.palette.grid, width: 1, show: !slots }, ticks: { show: false },
          font: axisFont, size: 54, gap: 5, space: 26,
          incrs: this.definition.format === 'Bytes' ? byteSteps : this.definition.format === 'Count' ? wholeSteps : undefined,
          splits: slots ? () => slotTicks(slotRows(board)) : undefined,
          values: (u, splits) => this.empty ? splits.map(() => '') : slots ? splits.map(s => String(s - 0.5)) : splits.map(v => this.write(v)),
        },
      ],
      series: [{}, ...(slots ? [{ paths: () => null, points: { show: false } }] : lines)],
      bands: kind === 'Stacked'
        ? lines.slice(1).map((_, i) => ({ series: [i + 2, i + 1], fill: () => hues[i + 1] === 5 ? translucent(colour(i + 1), 0.12) : hatching(colour(i + 1), 0.2) }))
        : [],
      hooks: {
        setCursor: [u => {
          const index = u.cursor.left >= 0 ? u.cursor.idx : null;
          this.legend(index);
          board.hover(index);
        }],
        setSelect: [u => {
          if (u.select.width < 6) return;
          const range = { min: u.posToVal(u.select.left, 'x'), max: u.posToVal(u.select.left + u.select.width, 'x') };
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          board.setZoom(range);
        }],
        drawAxes: [u => this.drawBands(u), ...(slots ? [u => drawSlots(u, board)] : [])],
      },
    };
  }

  // Runs and faults behind the curves: a rule on top and a wash, hatched for faults.
  drawBands(u) {
    const { ctx } = u;
    const { left, top, width, height } = u.bbox;
    const { min, max } = this.board.range();
    for (const band of this.board.bands) {
      const end = band.to ?? max;
      if (end < min || band.from > max) continue;
      const x0 = Math.max(left, u.valToPos(band.from, 'x', true));
      const x1 = Math.min(left + width, u.valToPos(end, 'x', true));
      const colour = band.isFault ? this.board.palette.fault : this.board.palette.run;
      ctx.save();
      ctx.fillStyle = band.isFault ? hatching(colour, 0.12) : translucent(colour, 0.12);
      ctx.fillRect(x0, top, Math.max(2, x1 - x0), height);
      ctx.fillStyle = colour;
      ctx.fillRect(x0, top, Math.max(2, x1 - x0), 3);
      ctx.restore();
    }
  }
}
