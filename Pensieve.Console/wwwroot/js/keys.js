// Shortcuts, the command palette's keyboard, the list of keys, and the menu of small screens. What they do is in the page:
// a key follows the link that carries it.
(() => {
  const root = document.documentElement;
  const palette = () => document.getElementById('palette');
  const typing = e => e.target.closest('input, textarea, select, [contenteditable="true"]') !== null;
  let going = 0;

  const openPalette = () => {
    const dialog = palette();
    if (!dialog || dialog.open) return;
    document.querySelectorAll('dialog.dialog[open]').forEach(d => d.close());
    dialog.showModal();
    const input = dialog.querySelector('input');
    input.value = '';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    input.focus();
    watch(dialog);
  };

  // The server renders what was found; the first of it is chosen, and the arrows move on from there.
  const watch = dialog => {
    if (dialog.dataset.watched) return choose(dialog, 0);
    dialog.dataset.watched = 'true';
    new MutationObserver(() => choose(dialog, 0)).observe(dialog.querySelector('[role=listbox]'), { childList: true, subtree: true, characterData: true });
    dialog.addEventListener('pointermove', e => {
      const option = e.target.closest('[role=option]');
      if (option) choose(dialog, [...dialog.querySelectorAll('[role=option]')].indexOf(option));
    });
    choose(dialog, 0);
  };

  const choose = (dialog, index) => {
    const options = [...dialog.querySelectorAll('[role=option]')];
    const input = dialog.querySelector('input');
    const chosen = options.length ? (index + options.length) % options.length : -1;
    dialog.dataset.chosen = chosen;
    options.forEach((o, i) => o.setAttribute('aria-selected', i === chosen ? 'true' : 'false'));
    if (chosen >= 0) {
      input.setAttribute('aria-activedescendant', options[chosen].id);
      options[chosen].scrollIntoView({ block: 'nearest' });
    } else {
      input.removeAttribute('aria-activedescendant');
    }
  };

  const paletteKey = (dialog, e) => {
    const at = Number(dialog.dataset.chosen ?? 0);
    if (e.key === 'ArrowDown') choose(dialog, at + 1);
    else if (e.key === 'ArrowUp') choose(dialog, at - 1);
    else if (e.key === 'Enter') dialog.querySelectorAll('[role=option]')[at]?.click();
    else return;
    e.preventDefault();
  };

  // Over plain http from another machine there is no clipboard: what is selected can be copied all the same.
  const copyBySelection = text => {
    const before = document.activeElement;
    const field = document.createElement('textarea');
    field.value = text;
    field.setAttribute('readonly', '');
    field.style.cssText = 'position:fixed;top:0;opacity:0';
    (before?.closest('dialog') ?? document.body).append(field);
    field.select();
    let done = false;
    try {
      done = document.execCommand('copy');
    } catch {
      // Refused, as above.
    }
    field.remove();
    before?.focus({ preventScroll: true });
    return done;
  };

  const help = () => {
    const dialog = document.getElementById('shortcuts');
    if (!dialog.open) dialog.showModal();
  };

  const menu = open => {
    root.dataset.nav = open ? 'open' : 'closed';
    document.querySelectorAll('[data-nav-toggle]').forEach(b => b.setAttribute('aria-expanded', open ? 'true' : 'false'));
  };

  const follow = key => {
    const link = document.querySelector(`.shell:not(#boot .shell) .sidenav a[data-key="${CSS.escape(key)}"]`);
    link?.click();
    return link !== null;
  };

  const search = () => {
    const field = [...document.querySelectorAll('main [data-search]')].find(f => f.checkVisibility());
    if (!field) return openPalette();
    field.focus();
    field.select?.();
  };

  // Enter sends a message and Shift+Enter begins a line; in a text of many lines it is Ctrl+Enter that sends.
  const sends = e => {
    const key = e.target.closest?.('textarea[data-enter]')?.dataset.enter;
    if (!key || e.key !== 'Enter' || e.isComposing) return false;
    return e.ctrlKey || e.metaKey || (key === 'sends' && !e.shiftKey && !e.altKey);
  };

  document.addEventListener('keydown', e => {
    const open = palette();
    if (open?.open && open.contains(e.target)) return paletteKey(open, e);
    if (sends(e)) {
      e.preventDefault();
      // While an answer comes there is no such button, and the draft waits.
      const button = e.target.form.querySelector('[data-send]');
      if (button) e.target.form.requestSubmit(button);
      return;
    }
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k' && !e.shiftKey && !e.altKey) {
      e.preventDefault();
      return openPalette();
    }
    if (e.ctrlKey || e.metaKey || e.altKey || typing(e) || document.querySelector('dialog[open]')) return;
    if (Date.now() - going < 1500) {
      going = 0;
      if (/^[a-z]$/.test(e.key) && follow(e.key)) e.preventDefault();
      return;
    }
    if (e.key === 'g') going = Date.now();
    else if (e.key === '/') search();
    else if (e.key === '?') help();
    else if (e.key === ' ' && (e.target === document.body || e.target.id === 'main')) document.querySelector('.pause-button')?.click();
    else if (e.key === 'Escape' && root.dataset.nav === 'open') menu(false);
    else if (e.key === 'Escape' && !e.defaultPrevented && document.querySelector('[data-drawer-close]')) document.querySelector('[data-drawer-close]').click();
    else return;
    e.preventDefault();
  });

  document.addEventListener('click', e => {
    if (e.target.closest('[data-open-palette]')) openPalette();
    else if (e.target.closest('[data-nav-toggle]')) menu(root.dataset.nav !== 'open');
    else if (e.target.closest('.sidenav a')) menu(false);
    const close = e.target.closest('[data-close]');
    if (close) close.closest('dialog').close();
    // A click beside an open dialogue closes it.
    else if (e.target.matches('dialog.dialog')) e.target.close();
  });

  window.pensieveKeys = {
    help,
    openPalette,
    closePalette: () => palette()?.close(),
    // True if it is in the clipboard; browsers refuse without a gesture or a safe origin.
    async copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        return true;
      } catch {
        return copyBySelection(text);
      }
    },
  };
})();
