// English texts of the panel of what lies over the pictures.
import type { ShownTextKey } from './zh-CN.ts';

export const en: Record<ShownTextKey, string> = {
  title: 'Over the images',
  close: 'Close',
  none: 'The open studies have no presentation state and no segmentation',
  presentation: 'Presentation state',
  own: 'As the images say themselves',
  layer: 'Layer {name}',
  segmentation: 'Segmentation',
  on: 'Show {name}',
  opacity: 'Opacity of the fill {percent}%',
  opacityShort: 'Fill',
  go: 'Go to this segment',
  hideAll: 'Hide all',
  showAll: 'Show all',
  segment: 'Segment {number}',
  loading: 'Reading…',
  failed: 'Cannot be shown: {reason}',
  notHere: 'Not about the image in view.',
  goPresented: 'Go to its image',

  missing: 'The image is in none of the open studies',
  unnamed: 'unnamed',
  fractional: 'fractions (outline at one half)',
};
