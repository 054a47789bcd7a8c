// The place in the stack at the right edge, with what is already here of it; dragged to go somewhere.
import { useEffect, useRef } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { frameKey, type WantedFrame } from '../pixels/frame-store.ts';
import { watchLoaded } from '../pixels/watch-loaded.ts';

interface ScrollBarProps {
  viewport: number;
  frames: readonly WantedFrame[];
  place: number;
}

const width = 8;

export function ScrollBar({ viewport, frames, place }: ScrollBarProps) {
  const desk = useDesk();
  const text = useReadingText();
  const bar = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const element = canvas.current;
    if (!element || frames.length < 2) return;
    return watchLoaded(desk.frames, frames, (missing) => {
      // How many are here, for whoever looks at the page from outside.
      if (bar.current) bar.current.dataset.here = String(frames.length - missing.size);
      const height = element.clientHeight;
      if (element.height !== height) element.height = Math.max(1, height);
      const context = element.getContext('2d');
      if (!context) return;
      context.clearRect(0, 0, width, height);
      context.fillStyle = '#3f6f96';
      const each = height / frames.length;
      if (missing.size === 0) {
        context.fillRect(2, 0, width - 4, height);
        return;
      }
      for (const [index, frame] of frames.entries()) {
        if (!missing.has(frameKey(frame))) context.fillRect(2, index * each, width - 4, Math.max(1, each));
      }
    });
  }, [desk, frames]);
  if (frames.length < 2) return null;
  const go = (event: React.PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientY - box.top) / box.height;
    desk.reading.dispatch({ kind: 'go', viewport, to: Math.floor(share * frames.length) });
  };
  return (
    <div
      ref={bar}
      className="scroll-bar"
      role="scrollbar"
      aria-label={text('scrollBar')}
      aria-controls={`viewport-${viewport}`}
      aria-valuenow={place + 1}
      aria-valuemin={1}
      aria-valuemax={frames.length}
      tabIndex={-1}
      data-own-pointer
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) go(event);
      }}
    >
      <canvas ref={canvas} width={width} />
      <i style={{ transform: `translateY(${(place / Math.max(1, frames.length - 1)) * 100}%)` }} />
    </div>
  );
}
