// Fetches what changed, each document one call at a time: a change that comes while its call is under way is fetched after it, not taken for answered.

export function createChangePull(fetch: (id: string) => Promise<void>): (id: string) => void {
  /** Ids under way, and whether they changed again since the call. */
  const underWay = new Map<string, boolean>();
  const run = async (id: string) => {
    do {
      underWay.set(id, false);
      await fetch(id);
    } while (underWay.get(id));
    underWay.delete(id);
  };
  return (id) => {
    if (underWay.has(id)) underWay.set(id, true);
    else void run(id);
  };
}
