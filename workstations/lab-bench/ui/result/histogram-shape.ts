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
