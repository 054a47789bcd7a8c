// Which driver fits a content: the surest one, or the generic driver of its family when nobody claims it.

import type { Driver } from '../driver.ts';
import { drivers, genericHl7, genericLis02 } from './index.ts';

export type ContentFamily = 'hl7' | 'astm';

export const familyOf = (driver: Driver): ContentFamily => (driver.link === 'mllp' ? 'hl7' : 'astm');

export const genericOf = (family: ContentFamily): Driver => (family === 'hl7' ? genericHl7 : genericLis02);

/** The driver that is surest of this content, among those of its family. */
export function recogniseDriver(content: Uint8Array, family: ContentFamily): Driver {
  let best = genericOf(family);
  let certainty = best.recognise(content);
  for (const driver of drivers) {
    if (familyOf(driver) !== family) continue;
    const sure = driver.recognise(content);
    if (sure > certainty) {
      best = driver;
      certainty = sure;
    }
  }
  return best;
}
