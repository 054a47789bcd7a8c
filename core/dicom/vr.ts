// The 34 value representations and how each is laid out in bytes (PS3.5 6.2 and 7.1.2).

interface Layout {
  /** Explicit VR with a 32-bit length field (PS3.5 table 7.1-1). */
  long: boolean;
  /** Bytes of one number, for byte swapping; 1 where order does not matter. */
  unit: 1 | 2 | 4 | 8;
  kind: 'text' | 'number' | 'binary' | 'sequence';
  /** Byte that makes the length even. */
  padding: 0 | 0x20;
  /** Text whose characters Specific Character Set (0008,0005) governs. */
  ownCharacters: boolean;
  /** Backslash separates values. */
  multiple: boolean;
  /** Most characters of one value (of one component group for PN), where the standard sets a limit. */
  maximum?: number;
}

const text = (maximum?: number): Layout => ({
  long: false,
  unit: 1,
  kind: 'text',
  padding: 0x20,
  ownCharacters: false,
  multiple: true,
  maximum,
});
const number = (unit: 2 | 4 | 8, long = false): Layout => ({
  long,
  unit,
  kind: 'number',
  padding: 0,
  ownCharacters: false,
  multiple: true,
});
const binary = (unit: 1 | 2 | 4 | 8): Layout => ({
  long: true,
  unit,
  kind: 'binary',
  padding: 0,
  ownCharacters: false,
  multiple: false,
});

const layouts = {
  AE: text(16),
  AS: text(4),
  AT: number(2),
  CS: text(16),
  DA: text(),
  DS: text(16),
  DT: text(),
  FD: number(8),
  FL: number(4),
  IS: text(12),
  LO: { ...text(64), ownCharacters: true },
  LT: { ...text(10240), ownCharacters: true, multiple: false },
  OB: binary(1),
  OD: binary(8),
  OF: binary(4),
  OL: binary(4),
  OV: binary(8),
  OW: binary(2),
  PN: { ...text(64), ownCharacters: true },
  SH: { ...text(16), ownCharacters: true },
  SL: number(4),
  SQ: { ...binary(1), kind: 'sequence' },
  SS: number(2),
  ST: { ...text(1024), ownCharacters: true, multiple: false },
  SV: number(8, true),
  TM: text(),
  UC: { ...text(), long: true, ownCharacters: true },
  UI: { ...text(64), padding: 0 },
  UL: number(4),
  UN: binary(1),
  UR: { ...text(), long: true, multiple: false },
  US: number(2),
  UT: { ...text(), long: true, ownCharacters: true, multiple: false },
  UV: number(8, true),
} as const satisfies Record<string, Layout>;

export type Vr = keyof typeof layouts;

const byName = new Map<string, { vr: Vr; layout: Layout }>();
const byCode = new Map<number, Vr>();
for (const [name, layout] of Object.entries(layouts)) {
  const vr = name as Vr;
  byName.set(name, { vr, layout });
  byCode.set((name.charCodeAt(0) << 8) | name.charCodeAt(1), vr);
}

/** How values of this VR lie in bytes. */
export const layoutOf = (vr: Vr): Layout => layouts[vr];

/** The VR that two letters name; undefined when they name none. */
export const vrNamed = (name: string): Vr | undefined => byName.get(name)?.vr;

/** The VR that two bytes name, `first << 8 | second`. */
export const vrOfBytes = (code: number): Vr | undefined => byCode.get(code);

export const isText = (vr: Vr): boolean => layouts[vr].kind === 'text';
