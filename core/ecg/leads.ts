// Standard names of ECG leads, and what vendors and standards call them.

/** The twelve, then right-chest, posterior and Frank leads. */
export const standardOrder: readonly string[] = [
  ...['I', 'II', 'III', 'aVR', 'aVL', 'aVF', 'V1', 'V2', 'V3', 'V4', 'V5', 'V6'],
  ...['V2R', 'V3R', 'V4R', 'V5R', 'V6R', 'V7', 'V8', 'V9', 'X', 'Y', 'Z'],
];

export const twelveLeads: readonly string[] = standardOrder.slice(0, 12);

const bySqueezed = new Map(standardOrder.map((name) => [name.toUpperCase(), name]));

/** Spellings that squeezing alone does not resolve. */
const aliases: Record<string, string> = {
  L1: 'I',
  L2: 'II',
  L3: 'III',
  D1: 'I',
  D2: 'II',
  D3: 'III',
  DI: 'I',
  DII: 'II',
  DIII: 'III',
  C1: 'V1',
  C2: 'V2',
  C3: 'V3',
  C4: 'V4',
  C5: 'V5',
  C6: 'V6',
  VR: 'aVR',
  VL: 'aVL',
  VF: 'aVF',
  RV3: 'V3R',
  RV4: 'V4R',
  RV5: 'V5R',
  RV6: 'V6R',
  VX: 'X',
  VY: 'Y',
  VZ: 'Z',
  LARA: 'I',
  LLRA: 'II',
  LLLA: 'III',
  '-AVR': '-aVR',
  AVRNEG: '-aVR',
};

/**
 * Standard name of a lead as a file writes it ("MDC_ECG_LEAD_AVR", "Lead I (Einthoven)", "v1", "aVr", "LEAD V4R"), or
 * the text itself, trimmed, where it is none ("MLII", "ABP", "RESP").
 */
export function leadName(text: string): string {
  const trimmed = text.trim().replace(/^MDC_ECG_LEAD_/, '');
  const squeezed = trimmed
    .toUpperCase()
    .replace(/\(.*?\)/g, '')
    .replace(/^(ECG|EKG)?[\s_-]*LEAD[\s:_-]*/, '')
    // A minus before the name turns the lead round: -aVR is no aVR.
    .replace(/[\s._]+|(?<!^)-/g, '');
  const known = (name: string) => bySqueezed.get(name) ?? aliases[name];
  return known(squeezed) ?? known(squeezed.replace(/^E[CK]G-?/, '')) ?? trimmed;
}

/** SCP-ECG lead identification (EN 1064, table of section 3); other numbers are named by number. */
const scpNames: Record<number, string> = {
  1: 'I',
  2: 'II',
  3: 'V1',
  4: 'V2',
  5: 'V3',
  6: 'V4',
  7: 'V5',
  8: 'V6',
  9: 'V7',
  10: 'V2R',
  11: 'V3R',
  12: 'V4R',
  13: 'V5R',
  14: 'V6R',
  15: 'V7R',
  16: 'X',
  17: 'Y',
  18: 'Z',
  19: 'CC5',
  20: 'CM5',
  21: 'LA',
  22: 'RA',
  23: 'LL',
  61: 'III',
  62: 'aVR',
  63: 'aVL',
  64: 'aVF',
  65: '-aVR',
  66: 'V8',
  67: 'V9',
  68: 'V8R',
  69: 'V9R',
  70: 'D',
  71: 'A',
  72: 'J',
};

export const scpLeadName = (id: number): string => scpNames[id] ?? `SCP ${id}`;

/** MDC reference identifier of a lead (ISO/IEEE 11073-10102), for writers; names outside the standard keep their letters. */
export const mdcLeadCode = (name: string): string =>
  `MDC_ECG_LEAD_${standardOrder.includes(name) ? name.toUpperCase() : name}`;

/** MDC numeric codes of leads within partition 2 (ISO/IEEE 11073-10102) are the numbers of SCP-ECG; DICOM CID 3001 writes "2:1" or 131072 more. */
const mdcNumbers = new Map(Object.entries(scpNames).map(([code, name]) => [name, Number(code)]));

/** Code value of DICOM CID 3001 in the short form "2:1"; `undefined` for leads without one. */
export const dicomLeadCode = (name: string): string | undefined => {
  const number = mdcNumbers.get(name);
  return number === undefined ? undefined : `2:${number}`;
};

/** The lead of a channel source code: MDC "2:1" or "131073", SCPECG "5.6.3-9-1". */
export function leadOfCode(code: string, scheme: string): string | undefined {
  const scp = /^5\.6\.3-9-(\d+)$/.exec(code);
  if (scp) return scpNames[Number(scp[1])];
  if (!/^MDC$/i.test(scheme)) return undefined;
  const short = /^2:(\d+)$/.exec(code);
  const number = short ? Number(short[1]) : Number(code) - 131_072;
  return scpNames[number];
}
