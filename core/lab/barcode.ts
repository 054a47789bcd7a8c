// Specimen barcodes of our own: date, running number and a check digit, so that a misread or a typing slip is seen.

/** Luhn check digit of a string of digits: finds every single wrong digit and most swaps (ISO/IEC 7812-1 annex B). */
export function checkDigit(digits: string): string {
  if (!/^\d+$/u.test(digits)) throw new RangeError(`digits expected: ${digits}`);
  const sum = [...digits].reverse().reduce((total, char, index) => {
    const digit = Number(char);
    const weighted = index % 2 === 0 ? digit * 2 : digit;
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** Prefix, running number of at least `width` digits, check digit: `26071700014`. Digits only, which Code 128 C packs two to a symbol. */
export function makeBarcode(prefix: string, sequence: number, width = 4): string {
  if (!Number.isSafeInteger(sequence) || sequence < 0) throw new RangeError(`not a running number: ${sequence}`);
  const digits = prefix + String(sequence).padStart(width, '0');
  return digits + checkDigit(digits);
}

/** True for digits whose last one checks the others. Barcodes of other houses need not. */
export function isCheckedBarcode(barcode: string): boolean {
  return /^\d{2,}$/u.test(barcode) && checkDigit(barcode.slice(0, -1)) === barcode.slice(-1);
}

/** What a scanner or a person sent: width folded, spaces and the scanner's control characters gone. */
export function normalizeBarcode(scanned: string): string {
  return scanned.normalize('NFKC').replace(/[\u0000-\u001f\u007f\s]/gu, '');
}
