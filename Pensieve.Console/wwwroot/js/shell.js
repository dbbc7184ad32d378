// Starts the circuit and shows what becomes of it. <html data-circuit> says: connecting, ready, lost.
(() => {
  const root = document.documentElement;
  const dialog = document.getElementById('reconnect');
  const signal = document.getElementById('components-reconnect-modal');
  const attempt = dialog.querySelector('[data-reconnect-attempt]');

  let tellHidden = () => {};

  window.pensieve = {
    focusHeading() {
      document.querySelector('h1')?.focus({ preventScroll: true });
    },
    ready(layout) {
      // Nobody sees a hidden tab change, so nothing is sent to it. What is lost with a connection is said again after it.
      tellHidden = () => layout.invokeMethodAsync('SetHidden', document.hidden).catch(() => {});
      if (document.hidden) tellHidden();
      root.dataset.circuit = 'ready';
      document.getElementById('boot')?.remove();
      document.querySelectorAll('[data-theme-toggle]').forEach(pensieveTheme.label);
    },
  };

  const show = state => {
    root.dataset.circuit = 'lost';
    dialog.dataset.state = state;
    if (!dialog.open) dialog.showModal();
  };

  const reconnect = async () => {
    show('retrying');
    try {
      // False: the server answers, but the circuit is gone for good.
      if (!await Blazor.reconnect()) rejected();
    } catch {
      show('failed');
    }
  };

  const rejected = () => {
    show('rejected');
    location.reload();
  };

  // The script of every .NET version sets these classes; events came later.
  new MutationObserver(() => {
    const classes = signal.classList;
    if (classes.contains('components-reconnect-show')) show('retrying');
    else if (classes.contains('components-reconnect-failed')) show('failed');
    else if (classes.contains('components-reconnect-rejected')) rejected();
    else if (classes.contains('components-reconnect-hide')) {
      root.dataset.circuit = 'ready';
      dialog.close();
      tellHidden();
    }
  }).observe(signal, { attributes: true, attributeFilter: ['class'] });

  dialog.addEventListener('cancel', e => e.preventDefault());
  dialog.addEventListener('click', e => {
    if (e.target.closest('[data-reconnect-retry]')) reconnect();
    else if (e.target.closest('[data-reconnect-reload]')) location.reload();
  });
  document.addEventListener('visibilitychange', () => {
    tellHidden();
    if (!document.hidden && dialog.open && dialog.dataset.state === 'failed') reconnect();
  });

  document.addEventListener('click', e => {
    if (e.target.closest('[data-theme-toggle]')) pensieveTheme.next();
    if (e.target.closest('.skip-link')) document.getElementById('main')?.focus();
  });

  Blazor.start({
    circuit: {
      reconnectionOptions: {
        maxRetries: 60,
        retryIntervalMilliseconds: n => {
          attempt.textContent = n > 0 ? ` (attempt ${n + 1})` : '';
          return n === 0 ? 0 : Math.min(250 * 2 ** n, 5000);
        },
      },
    },
  });
})();
