// The active viewport as the reader sees it, with its drawings, as a JPEG for the report; and the mark that it leaves on the frame.
import { seriesOf, stackOf } from '../../../core/imaging/reading/state.ts';
import type { Placement } from '../../../core/imaging/view-transform.ts';
import type { KeyImage } from '../../../core/reporting/exam-report.ts';
import type { Text } from '../../i18n/text.tsx';
import type { ReadingDesk } from '../desk/desk.ts';
import type { ReadingTextKey } from '../locales/zh-CN.ts';
import { copyCanvas } from '../picture/captured-view.ts';
import { copyDrawings } from '../picture/copy-drawings.ts';

/** The angle as it is, free ones too: the annotations keep what a presentation state cannot say. */
const turnOf = ({ rotation, flipH, flipV }: Placement) => ({ rotation, flipH, flipV });
const isTurned = ({ rotation, flipH, flipV }: Placement) => rotation !== 0 || flipH || flipV;

/** Long side of the picture in the report. */
const longest = 1024;
const quality = 0.9;

/** Null while the picture is not there: a key image is never a picture of something else. */
export function takeKeyImage(desk: ReadingDesk, root: HTMLElement, text: Text<ReadingTextKey>): KeyImage | null {
  const state = desk.reading.current();
  const viewport = state.viewports[state.active];
  const stack = viewport && stackOf(state, viewport);
  const frame = stack?.frames[viewport?.index ?? 0];
  const series = stack && seriesOf(state, stack);
  const cell = root.querySelector<HTMLElement>(`[data-testid="viewport-${state.active}"]`);
  const canvas = cell?.querySelector<HTMLCanvasElement>('canvas.viewport-picture');
  if (!viewport?.studyUid || !stack || !frame || !cell || !canvas) return null;
  if (canvas.dataset.frame !== `${frame.sopInstanceUid}/${frame.frame}`) return null;
  const { clientWidth: width, clientHeight: height } = cell;
  const scale = longest / Math.max(width, height);
  const picture = document.createElement('canvas');
  picture.width = Math.round(width * scale);
  picture.height = Math.round(height * scale);
  const context = picture.getContext('2d');
  if (!context) return null;
  context.fillStyle = '#000';
  context.fillRect(0, 0, picture.width, picture.height);
  copyCanvas(context, canvas, scale);
  const drawings = cell.querySelector('svg.annotations');
  if (drawings) copyDrawings(context, drawings);
  const { presentation } = viewport;
  const at = viewport.index + 1;
  const name = series?.description || series?.protocol || series?.modality || '';
  const caption = text('keyImage.caption', { series: name, at }).trim();
  desk.annotations.act(viewport.studyUid, {
    kind: 'mark',
    mark: {
      seriesUid: stack.seriesInstanceUid,
      sopInstanceUid: frame.sopInstanceUid,
      frame: frame.frame,
      window: presentation.window && { center: presentation.window.center, width: presentation.window.width },
      invert: presentation.invert,
      ...(isTurned(presentation.placement) ? { turn: turnOf(presentation.placement) } : {}),
      caption,
      madeAt: new Date().toISOString(),
    },
  });
  return {
    studyUid: viewport.studyUid,
    seriesUid: stack.seriesInstanceUid,
    sopInstanceUid: frame.sopInstanceUid,
    frame: frame.frame,
    caption,
    picture: picture.toDataURL('image/jpeg', quality),
  };
}
