// Follows the end of the list until somebody scrolls up, and tells the server once per change of that.
export function watch(scroll, page) {
  let following = true;
  let last = 0;
  const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; };
  const tell = now => {
    if (now === following) return;
    following = now;
    page.invokeMethodAsync('OnAtEnd', now).catch(() => {});
  };
  scroll.addEventListener('scroll', () => {
    const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 24;
    // Rows that come and go move the end without anybody having scrolled: only a way up counts.
    if (atEnd) tell(true);
    else if (scroll.scrollTop < last - 4) tell(false);
    last = scroll.scrollTop;
  }, { passive: true });
  const growth = new ResizeObserver(() => { if (following) toEnd(); });
  growth.observe(scroll.firstElementChild);
  toEnd();
  return { toEnd() { tell(true); toEnd(); }, stop() { growth.disconnect(); } };
}
