// The control characters that the link protocols of analyzers are made of (ISO 646).

export const SOH = 0x01;
export const STX = 0x02;
export const ETX = 0x03;
export const EOT = 0x04;
export const ENQ = 0x05;
export const ACK = 0x06;
export const LF = 0x0a;
export const CR = 0x0d;
export const DC1 = 0x11;
export const DC3 = 0x13;
export const NAK = 0x15;
export const ETB = 0x17;

const names: Record<number, string> = {
  [SOH]: 'SOH',
  [STX]: 'STX',
  [ETX]: 'ETX',
  [EOT]: 'EOT',
  [ENQ]: 'ENQ',
  [ACK]: 'ACK',
  [LF]: 'LF',
  [CR]: 'CR',
  [DC1]: 'DC1',
  [DC3]: 'DC3',
  [NAK]: 'NAK',
  [ETB]: 'ETB',
};

/** Name of a control character for problems and traffic views, e.g. `STX`; hexadecimal for any other byte. */
export function byteName(byte: number): string {
  return names[byte] ?? `0x${byte.toString(16).padStart(2, '0')}`;
}
