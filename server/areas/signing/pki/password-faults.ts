// Why something under a password does not open: the password, or the way in which it was encrypted.
export class PasswordError extends Error {}

/** Not opened whatever the password is. */
export class UnsupportedError extends Error {
  readonly why: 'old' | 'unknown';
  constructor(why: 'old' | 'unknown', message: string) {
    super(message);
    this.why = why;
  }
}
