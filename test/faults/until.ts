// Waits for processes that start, die and heal: longer than for anything inside one process.

const longestMs = 40_000;

/** Polls until `look` gives something; fails with what it waited for. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found | null | undefined | false> | Found | null | undefined | false,
): Promise<Found> {
  for (const deadline = performance.now() + longestMs; performance.now() < deadline; ) {
    const found = await look();
    if (found) return found;
    await new Promise((resume) => setTimeout(resume, 10));
  }
  throw new Error(`waited in vain for ${what}`);
}
