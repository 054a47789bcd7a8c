// Wildcards of DICOM queries (PS3.4 C.2.2.2.4) as patterns of SQL.

/** `*` and `?` to LIKE; everything else is taken literally. */
export function likePattern(value: string): string {
  return value
    .replace(/[\\%_]/g, '\\$&')
    .replaceAll('*', '%')
    .replaceAll('?', '_');
}

export const hasWildcard = (value: string): boolean => /[*?]/.test(value);
