// Draws a board of live charts with uPlot: one time axis, one crosshair, one zoom. New points come from the server;
// hover, zoom and keyboard stay here.
/* global uPlot */
import { byteSteps, ceiling, clock, formats, wholeSteps } from '../../js/charts/format.js';
import { hatching, onTheme, readPalette, translucent } from '../../js/charts/palette.js';
import { axis, brush, drawnColumns, fitTo, lines, pointed, stackAreas, steer, unpoint, writeLegend } from '../../js/charts/plot.js';
import { drawSlots, slotRows, slotTicks } from '../../js/charts/slots.js';

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
    this.theme = onTheme(() => {
      this.palette = readPalette(root);
      this.charts.forEach(c => c.plot.redraw(false));
    });
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

  /** What can be zoomed into, and how much of it is shown unzoomed. */
  extent() {
    const to = this.times.at(-1);
    return { from: Math.min(this.times[0], to - this.window), to, whole: this.window };
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
    this.host.addEventListener('keydown', e => steer(this.plot, board.times, board, e));
    this.host.addEventListener('blur', () => unpoint(this.plot));
  }

  append(columns, surplus) {
    for (let i = 0; i < this.columns.length; i++) {
      this.columns[i].push(...columns[this.column + i]);
      this.columns[i].splice(0, surplus);
    }
    if (pointed(this.plot) == null) this.legend(null);
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
    if (pointed(this.plot) == null) this.legend(null);
  }

  data() {
    const { kind } = this.definition;
    if (kind === 'Slots') return [this.board.times, this.board.times.map(() => 0)];
    return [this.board.times, ...drawnColumns(kind, this.columns)];
  }

  legend(index) {
    writeLegend(this.values, this.columns, index, this.write);
  }

  fit() {
    if (fitTo(this.host, this.plot)) this.board.draw(this);
  }

  options() {
    const { kind, hues } = this.definition;
    const board = this.board;
    const slots = kind === 'Slots';
    const colour = i => board.palette.series[hues[i] - 1];
    const { cursor, setSelect } = brush(board);
    return {
      width: this.host.clientWidth || 300,
      height: this.host.clientHeight || 140,
      legend: { show: false },
      padding: [6, 8, 0, 0],
      cursor: { ...cursor, sync: { key: 'pensieve', setSeries: false }, points: { show: !slots, size: 6 } },
      scales: {
        x: { time: true },
        y: slots
          ? { range: () => [0, Math.max(1, slotRows(board))], dir: -1 }
          : { range: (u, low, high) => [0, ceiling(high, this.definition.format)] },
      },
      axes: [
        {
          ...axis(board), size: 24, gap: 6, space: 60, values: (u, splits) => splits.map(t => clock(t, splits.length > 1 && splits[1] - splits[0] < 60)),
        },
        {
          ...axis(board), size: 54, gap: 5, space: 26,
          grid: { stroke: () => board.palette.grid, width: 1, show: !slots },
          incrs: this.definition.format === 'Bytes' ? byteSteps : this.definition.format === 'Count' ? wholeSteps : undefined,
          splits: slots ? () => slotTicks(slotRows(board)) : undefined,
          values: (u, splits) => this.empty ? splits.map(() => '') : slots ? splits.map(s => String(s - 0.5)) : splits.map(v => this.write(v)),
        },
      ],
      series: [{}, ...(slots ? [{ paths: () => null, points: { show: false } }] : lines(kind, hues, colour))],
      bands: stackAreas(kind, hues, i => hues[i] === 5 ? translucent(colour(i), 0.12) : hatching(colour(i), 0.2)),
      hooks: {
        setCursor: [u => {
          this.legend(pointed(u));
          board.hover(pointed(u));
        }],
        setSelect: [setSelect],
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
