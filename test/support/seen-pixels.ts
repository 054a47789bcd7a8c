// What a reader sees of a picture, read back: on the screen, on the canvas under it, in the picture that the report gets.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

export type Rgb = [number, number, number];

/** What the screen shows at points of a viewport, CSS pixels from its corner. */
export async function screenAt(page: Page, points: readonly { x: number; y: number }[], viewport = 0): Promise<Rgb[]> {
  const shot = await page.getByTestId(`viewport-${viewport}`).screenshot();
  return page.evaluate(
    async ({ data, places }) => {
      const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      const context = canvas.getContext('2d');
      context?.drawImage(picture, 0, 0);
      return places.map(({ x, y }): [number, number, number] => {
        const [red = 0, green = 0, blue = 0] = context?.getImageData(Math.round(x), Math.round(y), 1, 1).data ?? [];
        return [red, green, blue];
      });
    },
    { data: shot.toString('base64'), places: [...points] },
  );
}

/** Marks what is in view and reads the picture that the report gets of it, at the same points as on the screen. */
export async function keyImageAt(page: Page, points: readonly { x: number; y: number }[]): Promise<Rgb[]> {
  const made = page.getByTestId('key-images');
  const taken = async (): Promise<{ picture: string }[]> => JSON.parse((await made.textContent()) ?? '[]');
  const before = (await taken()).length;
  await page.keyboard.press('m');
  await expect.poll(async () => (await taken()).length).toBe(before + 1);
  const { width } = await viewSize(page);
  const { picture } = (await taken())[before] ?? { picture: '' };
  return page.evaluate(
    async ({ url, places, from }) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const context = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d');
      context?.drawImage(image, 0, 0);
      const scale = image.naturalWidth / from;
      return places.map(({ x, y }): [number, number, number] => {
        const [red = 0, green = 0, blue = 0] =
          context?.getImageData(Math.round(x * scale), Math.round(y * scale), 1, 1).data ?? [];
        return [red, green, blue];
      });
    },
    { url: picture, places: [...points], from: width },
  );
}

/** Greys on the canvas itself, before the compositor enlarges them. */
export async function canvasGreys(page: Page): Promise<{ sop: string; width: number; greys: Uint8Array }> {
  const read = await page.getByTestId('picture-0').evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    let text = '';
    for (let at = 0; at < data.length; at += 4) text += String.fromCharCode(data[at] ?? 0);
    return { frame: canvas.dataset.frame ?? '', width: canvas.width, greys: btoa(text) };
  });
  return {
    sop: read.frame.split('/')[0] ?? '',
    width: read.width,
    greys: new Uint8Array(Buffer.from(read.greys, 'base64')),
  };
}

/** Place and size of the first viewport, CSS pixels. */
export async function viewSize(page: Page) {
  const box = await page.getByTestId('viewport-0').boundingBox();
  if (!box) throw new Error('no viewport');
  return box;
}
