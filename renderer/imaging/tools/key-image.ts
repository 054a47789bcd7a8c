// The active viewport as the reader sees it, with all that lies over it, as a JPEG for the report; and the mark that it leaves on the frame.
import { seriesOf, stackOf } from '../../../core/imaging/reading/state.ts';
import type { Placement } from '../../../core/imaging/view-transform.ts';
import type { KeyImage } from '../../../core/reporting/exam-report.ts';
import type { Text } from '../../i18n/text.tsx';
import type { ReadingDesk } from '../desk/desk.ts';
import type { ReadingTextKey } from '../locales/zh-CN.ts';
import { captureView, pictureOf } from '../picture/captured-view.ts';

/** The angle as it is, free ones too: the annotations keep what a presentation state cannot say. */
const turnOf = ({ rotation, flipH, flipV }: Placement) => ({ rotation, flipH, flipV });
const isTurned = ({ rotation, flipH, flipV }: Placement) => rotation !== 0 || flipH || flipV;

/** Long side of the picture in the report. */
const longest = 1024;
const quality = 0.9;

/**
 * Pixels, overlays, segmentations, graphics of presentation states and the reader's drawings; words of the corners stay on the screen.
 * Null while the picture is not there, or when the reader went to another case before it was made: a key image is never a picture of
 * something else.
 */
export async function takeKeyImage(
  desk: ReadingDesk,
  root: HTMLElement,
  text: Text<ReadingTextKey>,
): Promise<KeyImage | null> {
  const view = captureView(desk, root, longest);
  const state = desk.reading.current();
  const viewport = state.viewports[state.active];
  const stack = viewport && stackOf(state, viewport);
  if (!view || !viewport || !stack) return null;
  const { studyUid, frame } = view;
  const series = seriesOf(state, stack);
  const { presentation } = viewport;
  const name = series?.description || series?.protocol || series?.modality || '';
  const caption = text('keyImage.caption', { series: name, at: view.at }).trim();
  const madeAt = new Date().toISOString();
  const picture = await pictureOf({ ...view, words: [], bar: null }, false);
  if (!desk.reading.current().studies.some(({ uid }) => uid === studyUid)) return null;
  desk.annotations.act(studyUid, {
    kind: 'mark',
    mark: {
      seriesUid: stack.seriesInstanceUid,
      sopInstanceUid: frame.sopInstanceUid,
      frame: frame.frame,
      window: presentation.window && { center: presentation.window.center, width: presentation.window.width },
      invert: presentation.invert,
      ...(isTurned(presentation.placement) ? { turn: turnOf(presentation.placement) } : {}),
      caption,
      madeAt,
    },
  });
  return {
    studyUid,
    seriesUid: stack.seriesInstanceUid,
    sopInstanceUid: frame.sopInstanceUid,
    frame: frame.frame,
    caption,
    picture: picture.toDataURL('image/jpeg', quality),
  };
}
