// Draws the count histogram and, below it on the same time axis, the latency heatmap. Hover and brush stay here; only the
// chosen stretch goes to the server.
import { clock, formats } from '../../js/charts/format.js';
import { hatching, onTheme, readPalette } from '../../js/charts/palette.js';

const barHeight = 62, gap = 8, rowHeight = 8, axisHeight = 20, left = 58, right = 10;

export function create(root, page, bounds, data) {
  // The page was left while this was on its way.
  if (!root) return null;
  return new Chart(root, page, bounds, data);
}

class Chart {
  constructor(root, page, bounds, data) {
    this.page = page;
    this.bounds = bounds;
    this.data = data;
    this.host = root.querySelector('.canvas');
    this.canvas = root.querySelector('canvas');
    this.hover = root.querySelector('[data-hover]');
    this.at = null;
    this.anchor = null;
    this.rows = bounds.length + 1;
    this.height = barHeight + gap + this.rows * rowHeight + axisHeight;
    this.canvas.style.height = `${this.height}px`;
    const on = (name, act) => this.host.addEventListener(name, act);
    on('pointerdown', e => {
      this.host.setPointerCapture(e.pointerId);
      this.anchor = this.at = this.column(e);
      this.paint();
    });
    on('pointermove', e => { this.at = this.column(e); this.paint(); });
    on('pointerup', e => {
      const [from, to] = this.marked();
      this.anchor = null;
      if (to > from) this.choose(from, to);
      this.at = this.column(e);
      this.paint();
    });
    on('pointerleave', () => { if (this.anchor === null) { this.at = null; this.paint(); } });
    on('pointercancel', () => { this.anchor = this.at = null; this.paint(); });
    on('keydown', e => this.key(e));
    on('blur', () => { this.anchor = this.at = null; this.paint(); });
    this.resize = new ResizeObserver(() => this.paint());
    this.resize.observe(this.host);
    this.theme = onTheme(() => this.paint());
    this.paint();
  }

  draw(data) {
    this.data = data;
    this.paint();
  }

  dispose() {
    this.resize.disconnect();
    this.theme.disconnect();
  }

  get columns() { return this.data.counts[0].length; }

  column(e) {
    const box = this.canvas.getBoundingClientRect();
    const share = (e.clientX - box.left - left) / (box.width - left - right);
    return Math.max(0, Math.min(this.columns - 1, Math.floor(share * this.columns)));
  }

  marked() {
    return this.anchor === null || this.at === null ? [0, 0] : [Math.min(this.anchor, this.at), Math.max(this.anchor, this.at)];
  }

  time(column) { return this.data.begin + (this.data.end - this.data.begin) * column / this.columns; }

  choose(from, to) {
    this.page.invokeMethodAsync('OnBrushed', this.time(from), this.time(to + 1)).catch(() => {});
  }

  key(e) {
    const move = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
    if (move) {
      const next = this.at === null ? this.columns - 1 : Math.max(0, Math.min(this.columns - 1, this.at + move));
      if (e.shiftKey) this.anchor ??= this.at ?? next;
      else this.anchor = null;
      this.at = next;
    } else if (e.key === 'Enter' && this.at !== null) {
      const [from, to] = this.anchor === null ? [this.at, this.at] : this.marked();
      this.choose(from, to);
      this.anchor = null;
    } else if (e.key === 'Escape' && this.at !== null) {
      this.anchor = this.at = null;
    } else {
      return;
    }
    e.preventDefault();
    this.paint();
  }

  paint() {
    const width = this.host.clientWidth;
    if (width < 80) return;
    const ratio = devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(this.height * ratio);
    this.canvas.style.width = `${width}px`;
    const pen = this.canvas.getContext('2d');
    pen.scale(ratio, ratio);
    const palette = readPalette(this.host);
    const step = (width - left - right) / this.columns;
    const x = c => left + c * step;
    const { counts, heat } = this.data;
    pen.font = '11px Inter, system-ui, sans-serif';
    pen.textBaseline = 'middle';

    const most = Math.max(1, ...Array.from({ length: this.columns }, (_, c) => counts.reduce((sum, row) => sum + row[c], 0)));
    const looks = [palette.series[0], hatching(palette.fault, 0.45), palette.series[4]];
    for (let c = 0; c < this.columns; c++) {
      let y = barHeight;
      counts.forEach((row, kind) => {
        const height = row[c] / most * (barHeight - 8);
        if (height === 0) return;
        y -= height;
        pen.fillStyle = looks[kind];
        pen.fillRect(x(c) + 0.5, y, Math.max(1, step - 1), height);
      });
    }
    pen.fillStyle = palette.text;
    pen.textAlign = 'right';
    pen.fillText(String(most), left - 8, 8);
    pen.fillText('0', left - 8, barHeight - 4);

    const top = barHeight + gap;
    const hottest = Math.max(1, ...heat.flat());
    pen.fillStyle = palette.grid;
    pen.fillRect(left, top, width - left - right, this.rows * rowHeight);
    pen.fillStyle = palette.series[1];
    for (let r = 0; r < this.rows; r++) {
      for (let c = 0; c < this.columns; c++) {
        const n = heat[r][c];
        if (n === 0) continue;
        pen.globalAlpha = 0.3 + 0.7 * n / hottest;
        pen.fillRect(x(c), top + (this.rows - 1 - r) * rowHeight, Math.max(1, step - 0.5), rowHeight - 1);
      }
    }
    pen.globalAlpha = 1;
    pen.fillStyle = palette.text;
    for (const r of [0, 3, 6, 9, 11]) if (r < this.bounds.length) pen.fillText(formats.Milliseconds(this.bounds[r]), left - 8, top + (this.rows - 1 - r) * rowHeight + rowHeight / 2);

    pen.textAlign = 'center';
    const ticks = Math.max(2, Math.floor((width - left - right) / 120));
    const seconds = this.data.end - this.data.begin < 600;
    for (let t = 0; t <= ticks; t++) {
      const at = left + (width - left - right) * t / ticks;
      pen.textAlign = t === 0 ? 'left' : t === ticks ? 'right' : 'center';
      pen.fillText(clock(this.data.begin + (this.data.end - this.data.begin) * t / ticks, seconds), at, this.height - axisHeight / 2);
    }

    if (this.at !== null) {
      const [from, to] = this.anchor === null ? [this.at, this.at] : this.marked();
      pen.fillStyle = palette.run;
      pen.globalAlpha = 0.2;
      pen.fillRect(x(from), 0, (to - from + 1) * step, this.height - axisHeight);
      pen.globalAlpha = 1;
    }
    this.say();
  }

  say() {
    if (this.at === null) {
      this.hover.textContent = '';
      return;
    }
    const [from, to] = this.anchor === null ? [this.at, this.at] : this.marked();
    const sums = this.data.counts.map(row => row.slice(from, to + 1).reduce((a, b) => a + b, 0));
    this.hover.textContent = `${clock(this.time(from), true)} to ${clock(this.time(to + 1), true)}: ${sums[0]} done, ${sums[1]} failed, ${sums[2]} cancelled`;
  }
}
