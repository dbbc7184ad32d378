// Draws a run's plots with uPlot: one time axis in seconds of the run, one crosshair, one zoom, bands behind all of them.
/* global uPlot */
import { byteSteps, dashes, elapsed, ofUnit } from '../../../js/charts/format.js';
import { readPalette, translucent } from '../../../js/charts/palette.js';

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
    this.theme = new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(() => {
      this.palette = readPalette(root);
      for (const chart of this.charts.values()) chart.plot.redraw(false);
    })));
    this.theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
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
    this.host.addEventListener('keydown', e => this.press(e));
    this.host.addEventListener('blur', () => this.plot.setCursor({ left: -10, top: -10 }));
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
    if (this.kind !== 'Stacked') return [this.times, ...this.columns];
    const sums = this.columns.map(c => [...c]);
    for (let s = 1; s < sums.length; s++)
      for (let i = 0; i < sums[s].length; i++) if (sums[s][i] != null) sums[s][i] += sums[s - 1][i] ?? 0;
    return [this.times, ...sums];
  }

  show() {
    const { min, max } = this.board.range();
    this.plot.batch(() => {
      this.plot.setData(this.data(), false);
      this.plot.setScale('x', { min, max });
    });
    if (!(this.plot.cursor.left >= 0)) this.legend(null);
  }

  legend(index) {
    const at = index ?? this.times.length - 1;
    this.values.forEach((element, i) => {
      const value = this.columns[i]?.[at];
      element.textContent = value == null ? '–' : this.write(value);
    });
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.host;
    if (width > 0 && height > 0 && (width !== this.plot.width || height !== this.plot.height)) this.plot.setSize({ width, height });
  }

  press(e) {
    const u = this.plot;
    const { min, max } = this.board.range();
    let index = u.cursor.left >= 0 ? u.cursor.idx : null;
    if (e.key === 'ArrowLeft' || e.key === 'ArrowRight') {
      index = index == null ? this.times.length - 1 : Math.max(0, Math.min(this.times.length - 1, index + (e.key === 'ArrowLeft' ? -1 : 1) * (e.shiftKey ? 10 : 1)));
      u.setCursor({ left: Math.max(0, u.valToPos(this.times[index], 'x')), top: 1 });
    } else if (e.key === '+' || e.key === '-') {
      const centre = index == null ? (min + max) / 2 : this.times[index];
      const half = (max - min) * (e.key === '+' ? 0.25 : 1);
      const { from, to } = this.board.message;
      this.board.setZoom(half * 2 >= to - from ? null : { min: Math.max(from, centre - half), max: Math.min(to, centre + half) });
    } else if (e.key === 'Escape') {
      this.board.setZoom(null);
      u.setCursor({ left: -10, top: -10 });
    } else {
      return;
    }
    e.preventDefault();
  }

  options(hues) {
    const { board, kind } = this;
    const colour = i => board.palette.series[hues[i] - 1];
    const axis = { stroke: () => board.palette.text, grid: { stroke: () => board.palette.grid, width: 1 }, ticks: { show: false }, font: '11px Inter, system-ui, sans-serif' };
    return {
      width: this.host.clientWidth || 300,
      height: this.host.clientHeight || 140,
      legend: { show: false },
      padding: [6, 8, 0, 0],
      cursor: { sync: { key: board.key, setSeries: false, scales: ['x', null] }, drag: { x: true, y: false, setScale: false }, points: { size: 6 }, bind: { dblclick: () => () => { board.setZoom(null); return null; } } },
      scales: { x: { time: false }, y: { range: (u, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
      axes: [
        { ...axis, size: 24, gap: 6, space: 60, values: (u, splits) => splits.map(elapsed) },
        { ...axis, size: 58, gap: 5, space: 28, incrs: this.unit === 'bytes' ? byteSteps : undefined, values: (u, splits) => splits.map(this.write) },
      ],
      series: [{}, ...hues.map((_, i) => ({
        stroke: () => colour(i), width: 1.6, dash: dashes[i], points: { show: false },
        fill: i === 0 && (kind === 'Area' || kind === 'Stacked') ? () => translucent(colour(i), 0.22) : undefined,
        paths: kind === 'Step' ? uPlot.paths.stepped({ align: 1 }) : undefined,
      }))],
      bands: kind === 'Stacked' ? hues.slice(1).map((_, i) => ({ series: [i + 2, i + 1], fill: () => translucent(colour(i + 1), 0.22) })) : [],
      hooks: {
        drawClear: [u => this.bands(u)],
        setCursor: [u => {
          const over = u.cursor.left >= 0;
          this.legend(over ? u.cursor.idx : null);
          board.hover(over ? u.posToVal(u.cursor.left, 'x') : null);
        }],
        setSelect: [u => {
          if (u.select.width < 6) return;
          const zoom = { min: u.posToVal(u.select.left, 'x'), max: u.posToVal(u.select.left + u.select.width, 'x') };
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          board.setZoom(zoom);
        }],
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
