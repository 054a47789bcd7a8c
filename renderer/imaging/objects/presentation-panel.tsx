// A presentation state: what it sets, and a small drawing of its graphics for each image that has some.
import { useMemo } from 'react';
import { type DrawItem, presentationItems } from '../../../core/imaging/objects/draw-list.ts';
import type { PresentationState } from '../../../core/imaging/objects/presentation.ts';
import { useObjectText } from './locales/use-object-text.ts';
import { ObjectOverlay } from './object-overlay.tsx';
import type { ShowImage } from './object-panel.tsx';

const side = 132;

function pointsIn(item: DrawItem) {
  return item.kind === 'line' ? item.points : [item.at];
}

/** Graphics of one image in a small square, with the displayed area as its frame. */
function Sketch({ items, area }: { items: readonly DrawItem[]; area: { width: number; height: number } }) {
  const scale = side / Math.max(area.width, area.height, 1);
  const matrix = { a: scale, b: 0, c: 0, d: scale, e: 0, f: 0 };
  const fromDisplay = ({ x, y }: { x: number; y: number }) => ({ x: x * area.width, y: y * area.height });
  const shapes = items.filter(({ kind }) => kind !== 'words');
  return (
    <svg className="object-sketch" width={area.width * scale} height={area.height * scale} aria-hidden="true">
      <ObjectOverlay items={shapes} matrix={matrix} fromDisplay={fromDisplay} />
    </svg>
  );
}

export function PresentationPanel(props: { presentation: PresentationState; onShow: ShowImage | undefined }) {
  const { presentation, onShow } = props;
  const text = useObjectText();
  const { label, description, creator, references, voi, rotation, flipped, inverted, shutter, areas } = presentation;
  const images = useMemo(() => {
    const marked = presentation.layers.flatMap(({ annotations }) => annotations.flatMap(({ of }) => of));
    const frames = new Map(
      marked.flatMap(({ sopInstanceUid, frames: listed }) =>
        (listed.length > 0 ? listed : [1]).map((frame) => [`${sopInstanceUid}/${frame}`, { sopInstanceUid, frame }]),
      ),
    );
    return [...frames.values()].map(({ sopInstanceUid, frame }) => {
      const items = presentationItems(presentation, sopInstanceUid, frame);
      const area = areas.find(({ of }) => of.some((one) => one.sopInstanceUid === sopInstanceUid)) ?? areas[0];
      const reach = items.flatMap(pointsIn).reduce((most, { x, y }) => Math.max(most, x, y), 1);
      const size = { width: area?.to.x ?? reach, height: area?.to.y ?? reach };
      return { sopInstanceUid, frame, items, size };
    });
  }, [presentation, areas]);
  const windows = [
    ...new Set(voi.map(({ window, lut }) => (window ? `${window.width}/${window.center}` : lut ? 'lut' : ''))),
  ];
  return (
    <article className="object-report">
      <h2>{description || label}</h2>
      <p className="object-facts">
        {creator ? <span>{creator}</span> : null}
        <span>{text('presentation.images', { count: references.length })}</span>
        {rotation === 0 ? null : (
          <span className="object-chip">{text('presentation.turn', { degrees: rotation })}</span>
        )}
        {flipped ? <span className="object-chip">{text('presentation.flip')}</span> : null}
        {inverted ? <span className="object-chip">{text('presentation.inverted')}</span> : null}
        {shutter ? <span className="object-chip">{text('presentation.shutter')}</span> : null}
        {windows.filter(Boolean).map((window) => {
          const [width = '', center = ''] = window.split('/');
          const words = window === 'lut' ? text('presentation.lut') : text('presentation.window', { width, center });
          return (
            <span key={window} className="object-chip">
              {words}
            </span>
          );
        })}
      </p>
      {images.length === 0 ? <p className="object-words">{text('presentation.noGraphics')}</p> : null}
      <ul className="object-sketches">
        {images.map(({ sopInstanceUid, frame, items, size }) => {
          const words = items.filter(({ kind }) => kind === 'words').length;
          return (
            <li key={`${sopInstanceUid}/${frame}`}>
              <button
                type="button"
                disabled={!onShow}
                title={text('reference.show')}
                onClick={() => onShow?.({ sopInstanceUid, frame })}
              >
                <Sketch items={items} area={size} />
                <span>{text('presentation.graphics', { graphics: items.length - words, words })}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </article>
  );
}
