// Barcodes of specimens as they come from scanners and people.

/** What a scanner or a person sent: width folded, spaces and the scanner's control characters gone. */
export function normalizeBarcode(scanned: string): string {
  return scanned.normalize('NFKC').replace(/[\u0000-\u001f\u007f\s]/gu, '');
}
