// Versions of a document that this screen itself made: several values typed in a row must not collide with each other,
// but a change by anybody else in between must.

export class OwnVersions {
  private readonly after = new Map<number, number>();

  /** This screen's command was sent for version `from` and answered with version `to`. */
  record(from: number, to: number): void {
    if (to > from) this.after.set(from, to);
  }

  /** The version that the person saw, brought forward over own changes only. */
  latest(seen: number): number {
    let version = seen;
    for (let next = this.after.get(version); next !== undefined; next = this.after.get(version)) version = next;
    return version;
  }
}
