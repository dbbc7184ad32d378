// Colours of charts, from the theme's own variables.

export function readPalette(root) {
  const style = getComputedStyle(root);
  const value = name => style.getPropertyValue(name).trim();
  return {
    series: Array.from({ length: 5 }, (_, i) => value(`--pv-series-${i + 1}`)),
    text: value('--pv-text-muted'),
    grid: value('--pv-grid'),
    track: value('--pv-track'),
    run: value('--pv-accent'),
    fault: value('--pv-bad'),
  };
}

/** Calls back when the page takes the other theme, until it is disconnected. */
export function onTheme(act) {
  // The stylesheet of the other theme may still have to be applied.
  const observer = new MutationObserver(() => requestAnimationFrame(() => requestAnimationFrame(act)));
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return observer;
}

export const translucent = (hex, alpha) => hex + Math.round(alpha * 255).toString(16).padStart(2, '0');

// Areas above the first, prefill and faults are hatched as well as coloured. A pattern is made once per colour.
const hatchings = new Map();
export function hatching(colour, alpha) {
  const key = `${colour} ${alpha}`;
  if (!hatchings.has(key)) {
    const tile = document.createElement('canvas');
    tile.width = tile.height = 6;
    const pen = tile.getContext('2d');
    pen.fillStyle = translucent(colour, alpha);
    pen.fillRect(0, 0, 6, 6);
    pen.strokeStyle = translucent(colour, Math.min(1, alpha * 2.2));
    pen.lineWidth = 1.5;
    pen.beginPath();
    for (const shift of [-6, 0, 6]) {
      pen.moveTo(shift, 6);
      pen.lineTo(shift + 6, 0);
    }
    pen.stroke();
    hatchings.set(key, pen.createPattern(tile, 'repeat'));
  }
  return hatchings.get(key);
}
