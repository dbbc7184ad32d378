// Adds what came to an answer that grows. The page around it scrolls along only while its end is in view.
export function append(root, thinking, text, status) {
  if (!root || !root.isConnected) return;
  const talk = root.closest('[data-talk]');
  const follows = !talk || talk.scrollHeight - talk.scrollTop - talk.clientHeight < 60;
  if (thinking) {
    root.querySelector('[data-thinking]').hidden = false;
    root.querySelector('[data-thought]').append(thinking);
  }
  if (text) root.querySelector('[data-text]').append(text);
  const line = root.querySelector('[data-status]');
  if (line.textContent !== status) line.textContent = status;
  if (talk && follows) talk.scrollTop = talk.scrollHeight;
}

// Scrolls the conversation to its end, where it is drawn anew: always, or only while its end is nearly in view.
export function show(root, always) {
  const talk = root?.closest('[data-talk]');
  if (talk && (always || talk.scrollHeight - talk.scrollTop - talk.clientHeight < 240)) talk.scrollTop = talk.scrollHeight;
}
