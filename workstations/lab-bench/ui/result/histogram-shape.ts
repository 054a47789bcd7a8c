// What can be drawn of an attachment: the discriminators that came with a histogram, and whether a picture is one that a browser shows.

export interface Discriminator {
  name: string;
  /** Channel number as sent. */
  channel: number;
}

/** Names that say a place on the channel axis; `metaLength` and the like do not. `lymLeftLine`, `leftLine`, `rightLine`. */
const lineName = /line$/iu;

/** Discriminators within the channels, from left to right. */
export function discriminators(meta: Record<string, string> | undefined, channels: number): Discriminator[] {
  return Object.entries(meta ?? {})
    .filter(([name, value]) => lineName.test(name) && value.trim() !== '')
    .map(([name, value]) => ({ name, channel: Number(value) }))
    .filter(({ channel }) => Number.isFinite(channel) && channel >= 0 && channel < channels)
    .sort((a, b) => a.channel - b.channel);
}

/** A picture that a browser can show; tiff and raw matrices cannot be, they are named instead. */
export function isPicture(attachment: { mediaType: string; encoding: string }): boolean {
  return attachment.encoding === 'base64' && /^image\/(png|jpe?g|gif|bmp|webp)$/iu.test(attachment.mediaType);
}

export type GraphKind = 'WBC' | 'RBC' | 'PLT' | 'scattergram';

/** What the analyzer's name of a graph says, where it is one that every blood counter sends; null: shown as sent. */
export function graphKind(name: string): GraphKind | null {
  if (/scattergram/i.test(name)) return 'scattergram';
  const [, cells] = /^(WBC|RBC|PLT)\b.*histogram/i.exec(name) ?? [];
  const kinds: readonly GraphKind[] = ['WBC', 'RBC', 'PLT'];
  return kinds.find((kind) => kind === cells?.toUpperCase()) ?? null;
}
