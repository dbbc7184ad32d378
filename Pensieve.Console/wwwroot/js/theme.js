// Runs before the first paint. The choice (system, light, dark) is kept in the browser; "system" follows its setting.
(() => {
  const key = 'pensieve-theme';
  const root = document.documentElement;
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const read = () => {
    try { return localStorage.getItem(key) ?? 'system'; } catch { return 'system'; }
  };
  const apply = choice => {
    const dark = choice === 'dark' || (choice === 'system' && systemDark.matches);
    root.dataset.themeChoice = choice;
    root.dataset.theme = dark ? 'dark' : 'light';
    for (const id of ['theme-dark', 'theme-dark-wcag']) {
      const link = document.getElementById(id);
      if (link) link.media = dark ? 'all' : 'not all';
    }
    for (const button of document.querySelectorAll('[data-theme-toggle]')) label(button);
  };
  const label = button => button.setAttribute('aria-label', `Theme: ${root.dataset.themeChoice}`);

  window.pensieveTheme = {
    label,
    next() {
      const order = ['system', 'light', 'dark'];
      this.set(order[(order.indexOf(read()) + 1) % order.length]);
    },
    set(choice) {
      try { localStorage.setItem(key, choice); } catch { /* Without storage the choice lasts as long as the page. */ }
      apply(choice);
    },
  };
  systemDark.addEventListener('change', () => apply(read()));
  apply(read());
})();
