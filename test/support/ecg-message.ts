// ORU messages with an ECG in them, for tests: an encapsulated file, or the waveform itself as MA or NA.

export interface EcgMessageSpec {
  controlId?: string;
  sender?: string;
  accession?: string;
  requestNumber?: string;
  pid?: string;
  /** OBX segments. */
  results: readonly string[];
}

export function ecgMessageText(spec: EcgMessageSpec): string {
  const { controlId = 'E1', sender = 'CART-1', accession = '', requestNumber = '', results } = spec;
  return [
    `MSH|^~\\&|${sender}|ECGROOM|YISHU|H|20240309102100||ORU^R01|${controlId}|P|2.5||||||UNICODE UTF-8`,
    spec.pid ?? 'PID|1||P1^^^H^PI||王^芳||19600203|F',
    `ORC|RE|${requestNumber}|${accession}`,
    `OBR|1|${requestNumber}|${accession}|93000^EKG^C4|||20240309102030`,
    ...results,
    '',
  ].join('\r');
}

export const ecgMessageBytes = (spec: EcgMessageSpec): Uint8Array => new TextEncoder().encode(ecgMessageText(spec));

/** OBX of type ED; Base64 unless another coding is named. */
export function encapsulated(file: Uint8Array | string, subtype: string, coding = 'Base64', set = 1): string {
  const bytes = Buffer.from(file);
  const data =
    coding === 'Hex'
      ? bytes.toString('hex').toUpperCase()
      : coding === 'A'
        ? bytes
            .toString('utf8')
            .replaceAll('\\', '\\E\\')
            .replaceAll('|', '\\F\\')
            .replaceAll('^', '\\S\\')
            .replaceAll('&', '\\T\\')
            .replaceAll('~', '\\R\\')
            .replaceAll(/\r?\n/g, '\\.br\\')
        : bytes.toString('base64');
  return `OBX|${set}|ED|93000^EKG^C4||CART^Application^${subtype}^${coding}^${data}||||||F`;
}
