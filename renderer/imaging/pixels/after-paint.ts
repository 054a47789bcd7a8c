// When what was just drawn stands on the screen: the time for work that would hold a picture up.

/** A window that nobody sees draws no frames. */
const hiddenMs = 250;

/** Calls once, in the frame after the next one; soon after in a window that is hidden. */
export function afterPaint(act: () => void): void {
  let over = false;
  const once = () => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    act();
  };
  const timer = setTimeout(once, hiddenMs);
  requestAnimationFrame(() => requestAnimationFrame(once));
}
