// Builds ISHNE Holter files for tests from the table of the standard, with a CRC computed bit by bit.

export interface IshneLeadSpec {
  /** Lead specification of the standard: 6 is II, 11 is V1. */
  code: number;
  nanovolts: number;
  values: readonly number[];
}

export interface IshneFileSpec {
  leads: readonly IshneLeadSpec[];
  rateHz?: number;
  free?: string;
  /** What the header says in place of the samples of a lead. */
  saidSamples?: number;
  sex?: number;
  pacemaker?: number;
  firstName?: readonly number[];
  lastName?: readonly number[];
  recordDate?: readonly [number, number, number];
}

const letters = (text: string): number[] => [...new TextEncoder().encode(text)];

/** x^16 + x^12 + x^5 + 1 from all ones. */
function crc(bytes: readonly number[]): number {
  let register = 0xffff;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const out = ((register >> 15) & 1) ^ ((byte >> bit) & 1);
      register = ((register << 1) & 0xffff) ^ (out ? 0x1021 : 0);
    }
  }
  return register;
}

export function ishneFile(spec: IshneFileSpec): Uint8Array {
  const { leads, rateHz = 200, free = '' } = spec;
  const word = (value: number) => [value & 0xff, (value >> 8) & 0xff];
  const long = (value: number) => [...word(value & 0xffff), ...word((value >> 16) & 0xffff)];
  const field = (bytes: readonly number[], length: number) => [
    ...bytes.slice(0, length),
    ...Array.from({ length: Math.max(0, length - bytes.length) }, () => 0),
  ];
  const perLead = (of: (lead: IshneLeadSpec) => number, absent: number) =>
    Array.from({ length: 12 }, (_, at) => leads[at]).flatMap((lead) => word(lead ? of(lead) : absent));
  const samples = leads[0]?.values.length ?? 0;
  const header = [
    ...long(letters(free).length),
    ...long(spec.saidSamples ?? samples),
    ...long(522),
    ...long(522 + letters(free).length),
    ...word(1),
    ...field(spec.firstName ?? letters('Fang'), 40),
    ...field(spec.lastName ?? letters('Wang'), 40),
    ...field(letters('H-77'), 20),
    ...word(spec.sex ?? 2),
    ...word(0),
    ...[3, 2, 1960].flatMap(word),
    ...(spec.recordDate ?? [9, 3, 2024]).flatMap(word),
    ...[10, 3, 2024].flatMap(word),
    ...[10, 20, 30].flatMap(word),
    ...word(leads.length),
    ...perLead(({ code }) => code, -9),
    ...perLead(() => 1, -9),
    ...perLead(({ nanovolts }) => nanovolts, -9),
    ...word(spec.pacemaker ?? 0),
    ...field(letters('digital'), 40),
    ...word(rateHz),
    ...field([], 80 + 80 + 88),
    ...letters(free),
  ];
  const body = Array.from({ length: samples }, (_, at) => leads.flatMap(({ values }) => word(values[at] ?? 0))).flat();
  return Uint8Array.from([...letters('ISHNE1.0'), ...word(crc(header)), ...header, ...body]);
}
