// Tells the server once when the list leaves its top and once when it is back: one call per change, none per pixel.
export function watch(scroll, page) {
  // The page was left while this was on its way.
  if (!scroll) return null;
  let atTop = true;
  scroll.addEventListener('scroll', () => {
    const now = scroll.scrollTop < 12;
    if (now === atTop) return;
    atTop = now;
    page.invokeMethodAsync('OnAtTop', now).catch(() => {});
  }, { passive: true });
  return { toTop() { scroll.scrollTop = 0; }, dispose() {} };
}
