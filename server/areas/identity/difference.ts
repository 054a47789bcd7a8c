// What an audit row says about a changed set: what came and what went (SEC-94: old and new right).

/** `rights +lab.recall -lab.print`; empty when nothing changed. */
export function setDifference(name: string, before: readonly string[], after: readonly string[]): string {
  const came = after.filter((value) => !before.includes(value)).map((value) => `+${value}`);
  const went = before.filter((value) => !after.includes(value)).map((value) => `-${value}`);
  return came.length + went.length === 0 ? '' : `${name} ${[...came, ...went].join(' ')}`;
}
