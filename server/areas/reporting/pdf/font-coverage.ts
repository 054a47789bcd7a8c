// Which characters a TrueType or OpenType font can draw: its cmap table, formats 4 and 12 (ISO/IEC 14496-22 5.2.1).

export type Coverage = (codePoint: number) => boolean;

interface Segment {
  from: number;
  to: number;
}

function cmapOffset(view: DataView): number | null {
  const tables = view.getUint16(4);
  for (let index = 0; index < tables; index += 1) {
    const at = 12 + index * 16;
    if (view.getUint32(at) === 0x636d6170) return view.getUint32(at + 8);
  }
  return null;
}

function format4(view: DataView, at: number): Segment[] {
  const count = view.getUint16(at + 6) / 2;
  const segments: Segment[] = [];
  for (let index = 0; index < count; index += 1) {
    const to = view.getUint16(at + 14 + index * 2);
    const from = view.getUint16(at + 16 + (count + index) * 2);
    const delta = view.getUint16(at + 16 + (2 * count + index) * 2);
    const rangeAt = at + 16 + (3 * count + index) * 2;
    const range = view.getUint16(rangeAt);
    if (from === 0xffff) continue;
    if (range === 0) {
      segments.push({ from, to });
      continue;
    }
    for (let code = from; code <= to; code += 1) {
      const glyph = view.getUint16(rangeAt + range + (code - from) * 2);
      if (glyph !== 0 && ((glyph + delta) & 0xffff) !== 0) segments.push({ from: code, to: code });
    }
  }
  return segments;
}

function format12(view: DataView, at: number): Segment[] {
  const groups = view.getUint32(at + 12);
  return Array.from({ length: groups }, (_, index) => ({
    from: view.getUint32(at + 16 + index * 12),
    to: view.getUint32(at + 20 + index * 12),
  }));
}

/** A font whose cmap is in another form covers nothing. */
export function readCoverage(font: Uint8Array): Coverage {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const cmap = cmapOffset(view);
  if (cmap === null) return () => false;
  const segments: Segment[] = [];
  const tables = view.getUint16(cmap + 2);
  for (let index = 0; index < tables; index += 1) {
    const at = cmap + view.getUint32(cmap + 8 + index * 8);
    const format = view.getUint16(at);
    if (format === 4) segments.push(...format4(view, at));
    if (format === 12) segments.push(...format12(view, at));
  }
  segments.sort((left, right) => left.from - right.from || left.to - right.to);
  const merged: Segment[] = [];
  for (const { from, to } of segments) {
    const last = merged.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return (codePoint) => {
    let low = 0;
    let high = merged.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const segment = merged[middle]!;
      if (codePoint < segment.from) high = middle - 1;
      else if (codePoint > segment.to) low = middle + 1;
      else return true;
    }
    return false;
  };
}
