// Small line drawings for the tools; each stands beside its word or has it as its title.
import type { ReactNode } from 'react';
import type { RoomActionId } from '../desk/actions.ts';

const drawn: Partial<Record<RoomActionId, ReactNode>> = {
  'tool.window': (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 2.5v11a5.5 5.5 0 0 0 0-11z" fill="currentColor" />
    </>
  ),
  'tool.scroll': <path d="M3 4h10M3 8h10M3 12h10M6 1.8 8 .5l2 1.3M6 14.2 8 15.5l2-1.3" />,
  'tool.zoom': <path d="M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3 14 14M5 7h4M7 5v4" />,
  'tool.pan': <path d="M8 1.5v13M1.5 8h13M6 3.5l2-2 2 2M6 12.5l2 2 2-2M3.5 6l-2 2 2 2M12.5 6l2 2-2 2" />,
  'tool.magnifier': <path d="M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3 14 14" />,
  'tool.crosshair': <path d="M8 1v5M8 10v5M1 8h5M10 8h5" />,
  'tool.rotate': (
    <>
      <path d="M8 2.5a5.5 5.5 0 1 1-5.2 3.7M8 2.5 5.6.8M8 2.5 5.6 4.3" />
      <path d="M6 6h4v4H6z" transform="rotate(20 8 8)" />
    </>
  ),
  'tool.length': <path d="M2 11 11 2l3 3-9 9zM5 8l1.5 1.5M7.5 5.5 9 7M10 3l1.5 1.5" />,
  'tool.angle': <path d="M13 13H3L10 3M6.5 13a4 4 0 0 0-1.4-3" />,
  'tool.cobb': <path d="M2 4l11-2M2 11l11 3M5 3.5l2 9" />,
  'tool.bidirectional': <path d="M2 13 13 2M5 5l6 6" />,
  'tool.ellipse': <ellipse cx="8" cy="8" rx="6.5" ry="4" />,
  'tool.rectangle': <path d="M2 4h12v8H2z" />,
  'tool.circle': <circle cx="8" cy="8" r="5.5" />,
  'tool.polygon': <path d="M8 1.8 14 6l-2 7.5H4L2 6z" />,
  'tool.freehand': <path d="M3 10c-2-4 2-8 5-6s4-1 5 2-1 4-1 6-5 3-9-2z" />,
  'tool.probe': (
    <>
      <circle cx="8" cy="8" r="2" />
      <path d="M8 1v3M8 12v3M1 8h3M12 8h3" />
    </>
  ),
  'tool.arrow': <path d="M13 13 3 3M3 8V3h5" />,
  'tool.text': <path d="M3 3h10M8 3v10M6 13h4" />,
  'tool.cardiothoracic': <path d="M2 3v10M14 3v10M2 12h12M5 7h6M5 5v4M11 5v4" />,
  'rotate.right': <path d="M12.5 8A4.5 4.5 0 1 1 8 3.5h4M10 1.5l2.2 2-2.2 2" />,
  'rotate.left': <path d="M3.5 8A4.5 4.5 0 1 0 8 3.5H4M6 1.5l-2.2 2 2.2 2" />,
  'flip.horizontal': <path d="M8 1v14M6 4 1.5 12H6zM10 4l4.5 8H10z" />,
  'flip.vertical': <path d="M1 8h14M4 6 12 1.5V6zM4 10l8 4.5V10z" />,
  invert: (
    <>
      <path d="M2 2h12v12H2z" />
      <path d="M2 14 14 2v12z" fill="currentColor" />
    </>
  ),
  reset: <path d="M3 3v4h4M3.5 7A5 5 0 1 1 3 9.5" />,
  cine: <path d="M4 2.5 13 8l-9 5.5z" fill="currentColor" />,
  'link.position': (
    <path d="M6.5 9.5 9.5 6.5M7 4.5l1.5-1.5a3 3 0 0 1 4.2 4.2L11 9M9 11.5 7.5 13a3 3 0 0 1-4.2-4.2L5 7" />
  ),
  'link.offset': (
    <path d="M6.5 9.5 9.5 6.5M7 4.5l1.5-1.5a3 3 0 0 1 4.2 4.2L11 9M9 11.5 7.5 13a3 3 0 0 1-4.2-4.2L5 7M1 2h3M2.5.5v3" />
  ),
  lines: <path d="M2 2h12v12H2zM2 10l12-5" />,
  undo: <path d="M5 3 2 6l3 3M2 6h7a4 4 0 0 1 0 8H6" />,
  redo: <path d="M11 3l3 3-3 3M14 6H7a4 4 0 0 0 0 8h3" />,
  clear: <path d="M3 4h10M6 4V2.5h4V4M4.5 4l.5 10h6l.5-10M7 6.5v5M9 6.5v5" />,
  keyImage: <path d="m8 1.5 2 4.3 4.7.5-3.5 3.2 1 4.6L8 11.8l-4.2 2.3 1-4.6L1.3 6.3 6 5.8z" />,
  picture: (
    <>
      <path d="M1.5 4.5h3l1-2h5l1 2h3v9h-13z" />
      <circle cx="8" cy="8.7" r="2.6" />
    </>
  ),
  volume: <path d="M8 1.5 14 4.5v7L8 14.5 2 11.5v-7zM2 4.5l6 3 6-3M8 7.5v7" />,
  protocols: <path d="M2 2h12v12H2zM8 2v12M2 8h6" />,
  bindings: <path d="M1.5 4h13v8h-13zM4 6.5h.5M7 6.5h.5M10 6.5h.5M4 9.5h8" />,
  strip: <path d="M2 2h4v3.5H2zM2 6.5h4V10H2zM2 11h4v3H2zM8 2h6v12H8z" />,
  shown: <path d="M8 2 14.5 5.5 8 9 1.5 5.5zM2 8.2 8 11.5l6-3.3M2 10.8l6 3.3 6-3.3" />,
  'window.auto': <path d="M2 13 6 3l4 10M3.5 9.5h5M12 3v4M10 5h4" />,
};

export function ActionIcon({ id }: { id: RoomActionId }) {
  const picture = drawn[id];
  if (!picture) return null;
  return (
    <svg
      className="tool-icon"
      width="16"
      height="16"
      viewBox="0 0 16 16"
      aria-hidden
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
    >
      {picture}
    </svg>
  );
}
