// Keys by name: `F6`, `Shift+F6`, `Ctrl+K`, `Alt+1`, `Delete`, `a`. Pure: takes the fields of a keyboard event.

export interface KeyPress {
  key: string;
  code: string;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  metaKey: boolean;
}

const named: Record<string, string> = {
  ' ': 'Space',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Escape: 'Esc',
};

/** Name of a key press; letters and digits with a modifier go by the physical key, so that an input method does not hide them. */
export function keyName(press: KeyPress): string {
  const modified = press.ctrlKey || press.metaKey || press.altKey;
  const physical = /^(?:Key|Digit)(\w)$/.exec(press.code)?.[1];
  const base = modified && physical ? physical : (named[press.key] ?? (press.key.length === 1 ? press.key : press.key));
  const parts = [
    press.ctrlKey || press.metaKey ? 'Ctrl' : '',
    press.altKey ? 'Alt' : '',
    // A shifted sign is its own key: `?`, not `Shift+?`.
    press.shiftKey && (base.length > 1 || modified) ? 'Shift' : '',
    base.length === 1 ? base.toUpperCase() : base,
  ];
  return parts.filter(Boolean).join('+');
}

/** True for keys that a text field needs itself: an action on such a key waits until no field has the focus. */
export function belongsToField(name: string): boolean {
  if (/^F\d+$|^(Ctrl|Alt|Shift)\+F\d+$/.test(name)) return false;
  if (name.startsWith('Alt+')) return false;
  if (name.startsWith('Ctrl+'))
    return /^Ctrl\+(Shift\+)?[ACVXZY]$|^Ctrl\+(Left|Right|Home|End|Backspace|Delete)$/.test(name);
  return true;
}
