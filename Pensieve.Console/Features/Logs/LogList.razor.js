// Follows the end of the list until somebody scrolls up, and tells the server once per change of that.
export function watch(scroll, page) {
  // The page was left while this was on its way.
  if (!scroll) return null;
  let following = true;
  let last = 0;
  let height = 0;
  const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; };
  const tell = now => {
    if (now === following) return;
    following = now;
    page.invokeMethodAsync('OnAtEnd', now).catch(() => {});
  };
  scroll.addEventListener('scroll', () => {
    const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 24;
    // Rows that come and go move the end, and with it the list, without anybody having scrolled:
    // only a way up through a list of the same height counts.
    if (atEnd) tell(true);
    else if (scroll.scrollTop < last - 4 && scroll.scrollHeight === height) tell(false);
    last = scroll.scrollTop;
    height = scroll.scrollHeight;
  }, { passive: true });
  // The list shrinks when an entry opens below it: that entry's row must stay in sight.
  const growth = new ResizeObserver(changes => {
    height = scroll.scrollHeight;
    const selected = changes.some(c => c.target === scroll) ? scroll.querySelector('.selected') : null;
    if (selected) selected.scrollIntoView({ block: 'nearest' });
    else if (following) toEnd();
  });
  growth.observe(scroll.firstElementChild);
  growth.observe(scroll);
  toEnd();
  return { toEnd() { tell(true); toEnd(); }, dispose() { growth.disconnect(); } };
}
