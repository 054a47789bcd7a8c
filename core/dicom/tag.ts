// Tag numbers: 0xGGGGEEEE as an unsigned number, so that numeric order is the order in a data set (PS3.5 7.1).

export type Tag = number;

/** Group and element, 0 to 0xFFFF each, to a tag. */
export const tagNumber = (group: number, element: number): Tag => ((group << 16) | element) >>> 0;

export const groupOf = (tag: Tag): number => tag >>> 16;
export const elementOf = (tag: Tag): number => tag & 0xffff;

/** Private data elements have an odd group number (PS3.5 7.8). */
export const isPrivate = (tag: Tag): boolean => (tag & 0x10000) !== 0;

/** (gggg,0010-00FF) in an odd group reserves a block of 256 elements for its creator (PS3.5 7.8.1). */
export const isPrivateCreator = (tag: Tag): boolean =>
  isPrivate(tag) && elementOf(tag) >= 0x10 && elementOf(tag) <= 0xff;

/** (gggg,0000), retired everywhere but in groups 0000 and 0002 (PS3.5 7.2). */
export const isGroupLength = (tag: Tag): boolean => (tag & 0xffff) === 0;

/** `00100010`: the form of the JSON model and of DICOMweb queries (PS3.18 F.2.2). */
export const tagHex = (tag: Tag): string => tag.toString(16).toUpperCase().padStart(8, '0');

/** `(0010,0010)`: the form that people read. */
export function formatTag(tag: Tag): string {
  const hex = tagHex(tag);
  return `(${hex.slice(0, 4)},${hex.slice(4)})`;
}

/** `(0010,0010)`, `0010,0010` or `00100010` to a tag; undefined for anything else. */
export function parseTag(text: string): Tag | undefined {
  const match = /^\(?([0-9a-f]{4}),?([0-9a-f]{4})\)?$/i.exec(text.trim());
  return match ? Number.parseInt(`${match[1]}${match[2]}`, 16) : undefined;
}

/** Items and delimiters, which have neither VR nor dictionary entry (PS3.5 7.5). */
export const itemTag = 0xfffee000;
export const itemDelimitationTag = 0xfffee00d;
export const sequenceDelimitationTag = 0xfffee0dd;

/** Where the bulk of an image begins: the first of Float, Double Float and Pixel Data (PS3.3 C.7.6.3). */
export const firstPixelTag = 0x7fe00008;
