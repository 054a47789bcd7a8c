// The ways in which a picture leaves the page: the clipboard, a file, the printer.
import type { CapturedView } from './captured-view.ts';

export type PictureType = 'image/png' | 'image/jpeg';

const jpegQuality = 0.92;

/** @throws when the browser cannot write pictures of this kind */
export function blobOf(picture: HTMLCanvasElement, type: PictureType): Promise<Blob> {
  return new Promise((done, refused) =>
    picture.toBlob((blob) => (blob ? done(blob) : refused(new Error(type))), type, jpegQuality),
  );
}

/** The clipboard takes pictures from pages over HTTPS or on this computer only. */
export const mayCopy = (): boolean => typeof ClipboardItem === 'function' && Boolean(navigator.clipboard?.write);

export const copyPicture = (picture: Blob): Promise<void> =>
  navigator.clipboard.write([new ClipboardItem({ [picture.type]: picture })]);

/** As `CT-2-17.png`; the name only where it stands on the picture too. */
export function fileName(view: CapturedView, named: boolean, type: PictureType): string {
  const parts = [named ? view.patient : '', view.modality, view.seriesNumber, String(view.at)];
  const name = parts
    .filter(Boolean)
    .join('-')
    .replace(/[\s:/\\*?"<>|]+/gu, '_');
  return `${name}.${type === 'image/png' ? 'png' : 'jpg'}`;
}

export function savePicture(picture: Blob, name: string): void {
  const address = URL.createObjectURL(picture);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(address);
}

/** The browser's print dialog with nothing but the picture on the sheet. */
export async function printPicture(picture: Blob): Promise<void> {
  const address = URL.createObjectURL(picture);
  const sheet = document.createElement('div');
  sheet.className = 'picture-sheet';
  const image = document.createElement('img');
  image.src = address;
  image.alt = '';
  sheet.append(image);
  await image.decode();
  document.body.append(sheet);
  const after = () => {
    sheet.remove();
    URL.revokeObjectURL(address);
  };
  window.addEventListener('afterprint', after, { once: true });
  window.print();
}
