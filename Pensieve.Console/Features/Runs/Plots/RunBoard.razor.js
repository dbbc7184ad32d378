// Draws a run's plots with uPlot: one time axis in seconds of the run, one crosshair, one zoom, bands behind all of them.
/* global uPlot */
import { byteSteps, elapsed, ofUnit } from '../../../js/charts/format.js';
import { onTheme, readPalette, translucent } from '../../../js/charts/palette.js';
import { axis, brush, drawnColumns, fitTo, lines, pointed, stackAreas, steer, unpoint, writeLegend } from '../../../js/charts/plot.js';

export function create(root, message) {
  // The page was left while this was on its way.
  if (!root) return null;
  return new Board(root, message);
}

class Board {
  constructor(root, message) {
    this.root = root;
    this.charts = new Map();
    this.zoom = null;
    this.key = `run-${Math.random()}`;
    const tools = root.parentElement;
    this.time = tools.querySelector('[data-time]');
    this.unzoom = tools.querySelector('[data-unzoom]');
    this.unzoom?.addEventListener('click', () => this.setZoom(null));
    this.palette = readPalette(root);
    this.resize = new ResizeObserver(entries => {
      for (const entry of entries) for (const chart of this.charts.values()) if (chart.host === entry.target) chart.fit();
    });
    this.theme = onTheme(() => {
      this.palette = readPalette(root);
      for (const chart of this.charts.values()) chart.plot.redraw(false);
    });
    this.update(message);
  }

  update(message) {
    this.message = message;
    let points = 0;
    for (const data of message.plots) {
      let chart = this.charts.get(data.id);
      const figure = this.root.querySelector(`[data-plot="${data.id}"]`);
      if (!figure) continue;
      if (chart && (chart.figure !== figure || chart.hues !== data.hues.join())) {
        this.drop(data.id);
        chart = null;
      }
      if (!chart) {
        chart = new Chart(this, figure, data);
        this.charts.set(data.id, chart);
        this.resize.observe(chart.host);
      }
      chart.take(data);
      points += chart.times.length;
    }
    for (const chart of this.charts.values()) chart.show();
    this.root.dataset.points = points;
  }

  drop(id) {
    const chart = this.charts.get(id);
    this.resize.unobserve(chart.host);
    chart.plot.destroy();
    this.charts.delete(id);
  }

  range() {
    return this.zoom ?? { min: this.message.from, max: this.message.to };
  }

  /** What can be zoomed into: the whole run. */
  extent() {
    const { from, to } = this.message;
    return { from, to, whole: to - from };
  }

  setZoom(zoom) {
    this.zoom = zoom;
    if (this.unzoom) this.unzoom.hidden = !zoom;
    for (const chart of this.charts.values()) chart.show();
  }

  hover(seconds) {
    if (this.time) this.time.textContent = seconds == null ? '' : this.describe(seconds);
  }

  describe(seconds) {
    const here = this.message.bands.filter(b => b.from <= seconds && seconds <= b.to).map(b => b.label);
    return [elapsed(seconds), ...here].join(' · ');
  }

  dispose() {
    this.resize.disconnect();
    this.theme.disconnect();
    for (const chart of this.charts.values()) chart.plot.destroy();
  }
}

class Chart {
  constructor(board, figure, data) {
    this.board = board;
    this.figure = figure;
    this.kind = data.kind;
    this.hues = data.hues.join();
    this.write = ofUnit(data.unit);
    this.unit = data.unit;
    this.times = [];
    this.columns = data.hues.map(() => []);
    this.host = figure.querySelector('.plot');
    this.values = [...figure.querySelectorAll('[data-value]')];
    this.plot = new uPlot(this.options(data.hues), this.data(), this.host);
    this.host.addEventListener('keydown', e => steer(this.plot, this.times, board, e));
    this.host.addEventListener('blur', () => unpoint(this.plot));
  }

  take(data) {
    this.times.length = Math.min(this.times.length, data.from);
    this.times.push(...data.times);
    this.columns.forEach((column, i) => {
      column.length = Math.min(column.length, data.from);
      column.push(...data.columns[i]);
    });
  }

  data() {
    return [this.times, ...drawnColumns(this.kind, this.columns)];
  }

  show() {
    const { min, max } = this.board.range();
    this.plot.batch(() => {
      this.plot.setData(this.data(), false);
      this.plot.setScale('x', { min, max });
    });
    if (pointed(this.plot) == null) this.legend(null);
  }

  legend(index) {
    writeLegend(this.values, this.columns, index, this.write);
  }

  fit() {
    fitTo(this.host, this.plot);
  }

  options(hues) {
    const { board, kind } = this;
    const colour = i => board.palette.series[hues[i] - 1];
    const { cursor, setSelect } = brush(board);
    return {
      width: this.host.clientWidth || 300,
      height: this.host.clientHeight || 140,
      legend: { show: false },
      padding: [6, 8, 0, 0],
      cursor: { ...cursor, sync: { key: board.key, setSeries: false, scales: ['x', null] }, points: { size: 6 } },
      scales: { x: { time: false }, y: { range: (u, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
      axes: [
        { ...axis(board), size: 24, gap: 6, space: 60, values: (u, splits) => splits.map(elapsed) },
        { ...axis(board), size: 58, gap: 5, space: 28, incrs: this.unit === 'bytes' ? byteSteps : undefined, values: (u, splits) => splits.map(this.write) },
      ],
      series: [{}, ...lines(kind, hues, colour)],
      bands: stackAreas(kind, hues, i => translucent(colour(i), 0.22)),
      hooks: {
        drawClear: [u => this.bands(u)],
        setCursor: [u => {
          this.legend(pointed(u));
          board.hover(u.cursor.left >= 0 ? u.posToVal(u.cursor.left, 'x') : null);
        }],
        setSelect: [setSelect],
      },
    };
  }

  // Cases alternate, phases are tinted, faults stand out; steps of a fault are dotted lines.
  bands(u) {
    const { ctx } = u;
    const { left, top, width, height } = u.bbox;
    const { palette, message } = this.board;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    let cases = 0;
    for (const band of message.bands) {
      if (band.kind === 'case' && cases++ % 2 === 0) continue;
      ctx.fillStyle = band.kind === 'fault' ? translucent(palette.fault, 0.18) : band.kind === 'phase' ? translucent(palette.series[0], 0.07) : translucent(palette.text, 0.07);
      const x0 = u.valToPos(band.from, 'x', true);
      ctx.fillRect(x0, top, Math.max(1, u.valToPos(band.to, 'x', true) - x0), height);
    }
    ctx.strokeStyle = palette.fault;
    ctx.setLineDash([3, 3]);
    for (const mark of message.marks) {
      const x = u.valToPos(mark.at, 'x', true);
      ctx.beginPath();
      ctx.moveTo(x, top);
      ctx.lineTo(x, top + height);
      ctx.stroke();
    }
    ctx.restore();
  }
}
