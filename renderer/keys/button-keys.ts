// Which presses of Enter and Space click a button. The buttons' library clicks at every release of such a key over the button, and takes every
// press: Ctrl+Enter would click what has the focus instead of confirming, and an Enter that opened a dialog would, released, answer it.

interface KeyPress {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  target: unknown;
}

const clicks = (key: string): boolean => key === 'Enter' || key === ' ';
const isModified = ({ ctrlKey, altKey, metaKey, shiftKey }: KeyPress) => ctrlKey || altKey || metaKey || shiftKey;

export class ButtonKeys {
  private pressedOn: unknown = null;

  /** Whether the press is a key of the screen even on a button. */
  pressed(press: KeyPress): boolean {
    if (!clicks(press.key)) return false;
    const other = isModified(press);
    this.pressedOn = other ? null : press.target;
    return other;
  }

  /** Whether the release ends a press that was made elsewhere, or with another key held, and so clicks nothing. */
  released(release: KeyPress): boolean {
    if (!clicks(release.key)) return false;
    const strange = this.pressedOn !== release.target;
    this.pressedOn = null;
    return strange;
  }
}
