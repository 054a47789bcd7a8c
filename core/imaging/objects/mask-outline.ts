// The outline of a mask along the edges of its pixels, as closed rings: exact at any zoom, holes turn the other way.

/** x, y, x, y … in pixels from the corner of the first one. The first point is not repeated. */
export type Ring = readonly number[];

// Directions in the order right, down, left, up.
const stepX = [1, 0, -1, 0] as const;
const stepY = [0, 1, 0, -1] as const;

/**
 * Rings around all pixels for which `inside` holds; pixels that touch at a corner only have rings of their own. Inside is on the right
 * of the way. Runs in the number of pixels.
 * @param inside asked for every pixel of the mask once and for its neighbours; never outside of it
 */
export function outlinesOf(columns: number, rows: number, inside: (index: number) => boolean): Ring[] {
  const isIn = (x: number, y: number) => x >= 0 && y >= 0 && x < columns && y < rows && inside(y * columns + x);
  // An edge by its start: four may leave a grid point.
  const across = columns + 1;
  const open = new Uint8Array(across * (rows + 1));
  for (let y = 0; y <= rows; y += 1) {
    for (let x = 0; x <= columns; x += 1) {
      let edges = 0;
      // Right: the pixel below the edge is in, the one above is out. And so on, clockwise.
      const aboveRight = isIn(x, y - 1);
      const belowRight = isIn(x, y);
      const belowLeft = isIn(x - 1, y);
      const aboveLeft = isIn(x - 1, y - 1);
      if (belowRight && !aboveRight) edges |= 1;
      if (belowLeft && !belowRight) edges |= 2;
      if (aboveLeft && !belowLeft) edges |= 4;
      if (aboveRight && !aboveLeft) edges |= 8;
      open[y * across + x] = edges;
    }
  }
  const rings: Ring[] = [];
  for (let start = 0; start < open.length; start += 1) {
    while (open[start]) rings.push(follow(open, across, start));
  }
  return rings;
}

function follow(open: Uint8Array, across: number, start: number): Ring {
  const ring: number[] = [];
  let at = start;
  let way = [0, 1, 2, 3].find((one) => ((open[start] ?? 0) >> one) & 1) ?? 0;
  let before = -1;
  do {
    open[at] = (open[at] ?? 0) & ~(1 << way);
    // Straight runs are one line.
    if (way !== before) ring.push(at % across, Math.floor(at / across));
    before = way;
    at += (stepX[way] ?? 0) + (stepY[way] ?? 0) * across;
    const left = open[at] ?? 0;
    // At a point where two pixels touch, the sharper turn to the right stays with its pixel.
    const turns = [(way + 1) % 4, way, (way + 3) % 4];
    way = turns.find((one) => (left >> one) & 1) ?? -1;
  } while (way >= 0 && at !== start);
  // The start may lie within a straight run.
  return ring;
}

/** As the `d` of an SVG path; filled by the even-odd rule holes stay open. */
export function ringsPath(rings: readonly Ring[]): string {
  let text = '';
  for (const ring of rings) {
    for (let at = 0; at + 1 < ring.length; at += 2) text += `${at === 0 ? 'M' : 'L'}${ring[at]} ${ring[at + 1]}`;
    text += 'Z';
  }
  return text;
}
