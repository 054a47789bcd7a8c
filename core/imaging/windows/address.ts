// The address of an image window, and the only one that a second window may have: page, desk and place, nothing else.

/** More monitors than this no reading place has. */
export const mostImageWindows = 4;

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';
const search = new RegExp(`^\\?images=(${uuid})&window=([1-${mostImageWindows}])$`);

export interface ImageWindowAddress {
  /** The desk's own word, made anew with each main window and each log-in: who has it not is not listened to. */
  desk: string;
  /** 1 is the first window beside the main one. */
  place: number;
}

export function imageWindowSearch({ desk, place }: ImageWindowAddress): string {
  return `?images=${desk}&window=${place}`;
}

/** Null for everything that is not exactly such an address. */
export function readImageWindowSearch(text: string): ImageWindowAddress | null {
  const found = search.exec(text);
  return found?.[1] ? { desk: found[1], place: Number(found[2]) } : null;
}
