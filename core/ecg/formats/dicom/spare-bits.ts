// Bits of a DICOM sample above those stored (PS3.3 C.10.9.1): writers extend the sign into them or leave them zero, and all samples alike.

/**
 * Whether samples fit the number of bits that they are said to have. `whole` and `cut` read a sample at its full width and at those bits;
 * what lies above them and is neither sign nor zero belongs to larger values: cut, they would be another wave.
 */
export function fitsStoredBits(
  whole: (index: number) => number,
  cut: (index: number) => number,
  bitsStored: number,
  channel: { first: number; step: number; samples: number; padding: number | undefined },
): boolean {
  let extended = false;
  let zeroed = false;
  for (let sample = 0, at = channel.first; sample < channel.samples; sample++, at += channel.step) {
    const all = whole(at);
    if (all === channel.padding) continue;
    const used = cut(at);
    if (all === used) extended ||= used < 0;
    else if (used < 0 && all === used + 2 ** bitsStored) zeroed = true;
    else return false;
  }
  return !(extended && zeroed);
}
