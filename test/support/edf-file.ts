// Builds EDF, EDF+ and BDF files for tests from the tables of the standard, field by field; it shares nothing with the reader.

export interface EdfSignalSpec {
  label: string;
  unit?: string;
  physical?: readonly [number, number];
  digital?: readonly [number, number];
  prefiltering?: string;
  /** Stored values of all records in turn. */
  values: readonly number[];
  perRecord: number;
}

export interface EdfFileSpec {
  signals: readonly EdfSignalSpec[];
  records: number;
  recordSeconds?: number;
  patient?: string;
  recording?: string;
  startDate?: string;
  startTime?: string;
  /** `EDF+C`, `EDF+D`; empty for plain EDF. */
  reserved?: string;
  /** What the header says in place of the number of records. */
  saidRecords?: number;
  bdf?: boolean;
  /** Onset of each record, seconds; adds the annotation signal of EDF+. */
  onsets?: readonly (number | string)[];
  /** Text of annotations by record. */
  notes?: Record<number, string>;
}

const annotationBytes = 60;
const padded = (value: string | number, length: number): number[] => [
  ...new TextEncoder().encode(`${value}`.padEnd(length)).subarray(0, length),
];

function annotationOf(spec: EdfFileSpec, record: number): number[] {
  const onset = spec.onsets?.[record] ?? 0;
  const keeping = typeof onset === 'string' ? onset : `${onset < 0 ? '' : '+'}${onset}\x14\x14\0`;
  const note = spec.notes?.[record];
  return [
    ...new TextEncoder().encode(keeping + (note ? `${note}\x14\0` : '')),
    ...Array.from({ length: annotationBytes }, () => 0),
  ].slice(0, annotationBytes);
}

export function edfFile(spec: EdfFileSpec): Uint8Array {
  const { signals, records, recordSeconds = 1, bdf = false } = spec;
  const width = bdf ? 3 : 2;
  const annotated = spec.onsets !== undefined;
  const kind = bdf ? 'BDF' : 'EDF';
  const limits = bdf ? ([-8388608, 8388607] as const) : ([-32768, 32767] as const);
  const all = [
    ...signals.map((signal) => ({
      unit: 'uV',
      physical: signal.digital ?? limits,
      digital: limits,
      prefiltering: '',
      ...signal,
    })),
    ...(annotated
      ? [
          {
            label: `${kind} Annotations`,
            unit: '',
            physical: [-1, 1],
            digital: limits,
            prefiltering: '',
            perRecord: annotationBytes / width,
          },
        ]
      : []),
  ];
  const each = (length: number, of: (signal: (typeof all)[number]) => string | number) =>
    all.flatMap((signal) => padded(of(signal), length));
  const header = [
    ...(bdf ? [0xff, ...padded('BIOSEMI', 7)] : padded('0', 8)),
    ...padded(spec.patient ?? 'X X X X', 80),
    ...padded(spec.recording ?? 'Startdate 09-MAR-2024 X X X', 80),
    ...padded(spec.startDate ?? '09.03.24', 8),
    ...padded(spec.startTime ?? '10.20.30', 8),
    ...padded(256 * (all.length + 1), 8),
    ...padded(spec.reserved ?? (annotated ? `${kind}+C` : bdf ? '24BIT' : ''), 44),
    ...padded(spec.saidRecords ?? records, 8),
    ...padded(recordSeconds, 8),
    ...padded(all.length, 4),
    ...each(16, ({ label }) => label),
    ...each(80, () => 'AgAgCl electrode'),
    ...each(8, ({ unit }) => unit),
    ...each(8, ({ physical }) => physical[0] ?? 0),
    ...each(8, ({ physical }) => physical[1] ?? 0),
    ...each(8, ({ digital }) => digital[0] ?? 0),
    ...each(8, ({ digital }) => digital[1] ?? 0),
    ...each(80, ({ prefiltering }) => prefiltering),
    ...each(8, ({ perRecord }) => perRecord),
    ...each(32, () => ''),
  ];
  const body = Array.from({ length: records }, (_, record) => [
    ...signals.flatMap(({ values, perRecord }) =>
      Array.from({ length: perRecord }, (_sample, at) => values[record * perRecord + at] ?? 0).flatMap((value) =>
        Array.from({ length: width }, (_byte, byte) => (value >> (8 * byte)) & 0xff),
      ),
    ),
    ...(annotated ? annotationOf(spec, record) : []),
  ]);
  return Uint8Array.from([...header, ...body.flat()]);
}
