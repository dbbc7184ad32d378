// One crosshair and one zoom for all plots over time. Without scripts the report is whole but for these two.
(() => {
  const data = JSON.parse(document.getElementById('board').textContent);
  const charts = [...document.querySelectorAll('svg.pv-time')].map(svg => ({
    inner: svg.querySelector('.pv-inner'), ticks: svg.querySelector('.pv-xticks'),
    plot: data.plots.find(p => p.id === svg.dataset.plot), values: [...svg.closest('figure').querySelectorAll('b')],
  }));
  if (charts.length === 0) return;
  const NS = 'http://www.w3.org/2000/svg';
  const where = document.getElementById('where');
  const whole = document.getElementById('whole');
  let range = [data.from, data.to];
  let anchor = null;
  const box = charts[0].inner;
  const left = +box.getAttribute('x'), width = +box.getAttribute('width');
  const two = n => String(n).padStart(2, '0');
  const clock = s => {
    const n = Math.round(s);
    return n < 60 ? `${+s.toFixed(range[1] - range[0] < 10 ? 2 : 0)} s` : n < 3600 ? `${Math.floor(n / 60)}:${two(n % 60)}` : `${Math.floor(n / 3600)}:${two(Math.floor(n / 60) % 60)}:${two(n % 60)}`;
  };
  const write = v => v == null ? '–' : String(+v.toPrecision(4));
  for (const chart of charts) {
    chart.cursor = document.createElementNS(NS, 'path');
    chart.cursor.setAttribute('class', 'cursor');
    chart.brush = document.createElementNS(NS, 'rect');
    chart.brush.setAttribute('class', 'band-phase');
    chart.brush.setAttribute('height', 1000);
    chart.inner.append(chart.brush, chart.cursor);
  }
  const at = (chart, e) => {
    const r = chart.inner.getBoundingClientRect();
    const m = chart.inner.getScreenCTM();
    const t = m ? (e.clientX - m.e) / m.a : range[0] + (e.clientX - r.left) / r.width * (range[1] - range[0]);
    return Math.min(range[1], Math.max(range[0], t));
  };
  const nearest = (times, t) => {
    let low = 0, high = times.length - 1;
    while (low < high) { const mid = (low + high) >> 1; if (times[mid] < t) low = mid + 1; else high = mid; }
    return low > 0 && t - times[low - 1] < times[low] - t ? low - 1 : low;
  };
  const hover = t => {
    where.textContent = t == null ? '' : clock(t);
    for (const c of charts) {
      c.cursor.setAttribute('d', t == null ? '' : `M${t} 0V1000`);
      const i = t == null ? -1 : nearest(c.plot.times, t);
      c.plot.series.forEach((s, k) => { if (c.values[k]) c.values[k].textContent = t == null ? '' : write(s.values[i]); });
    }
  };
  const show = next => {
    range = next;
    whole.hidden = range[0] === data.from && range[1] === data.to;
    const span = range[1] - range[0];
    const rough = span / 8, unit = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map(s => s * unit).find(s => s >= rough);
    for (const c of charts) {
      c.inner.setAttribute('viewBox', `${range[0]} 0 ${span} 1000`);
      const y = c.ticks.querySelector('text')?.getAttribute('y') ?? 174;
      c.ticks.replaceChildren(...(function* () {
        for (let t = Math.ceil(range[0] / step) * step; t <= range[1]; t += step) {
          const text = document.createElementNS(NS, 'text');
          text.setAttribute('x', left + (t - range[0]) / span * width);
          text.setAttribute('y', y);
          text.setAttribute('text-anchor', 'middle');
          text.textContent = clock(t);
          yield text;
        }
      })());
    }
  };
  const brush = t => {
    for (const c of charts) {
      c.brush.setAttribute('x', t == null ? 0 : Math.min(anchor, t));
      c.brush.setAttribute('width', t == null ? 0 : Math.abs(t - anchor));
    }
  };
  for (const c of charts) {
    const area = c.inner.parentElement;
    area.addEventListener('pointermove', e => { const t = at(c, e); hover(t); if (anchor != null) brush(t); });
    area.addEventListener('pointerleave', () => { if (anchor == null) hover(null); });
    area.addEventListener('pointerdown', e => { anchor = at(c, e); area.setPointerCapture(e.pointerId); });
    area.addEventListener('pointerup', e => {
      const t = at(c, e);
      if (anchor != null && Math.abs(t - anchor) > (range[1] - range[0]) / 100) show([Math.min(anchor, t), Math.max(anchor, t)]);
      brush(null);
      anchor = null;
    });
    area.addEventListener('dblclick', () => show([data.from, data.to]));
  }
  whole.addEventListener('click', () => show([data.from, data.to]));
})();
