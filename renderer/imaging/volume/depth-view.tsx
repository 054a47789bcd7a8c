// The body in depth, on demand: turned by dragging in a coarse picture, drawn finely when the hand rests.
import { useEffect, useRef, useState } from 'react';
import { useReadingText } from '../locales/use-reading-text.ts';
import { type DepthPreset, depthPresets } from './ray-cast.ts';
import type { VolumeClient } from './volume-client.ts';

const fine = 400;
const coarse = 128;

/** @param props.possible the values are HU, which the colours are made for */
export function DepthView({ client, possible }: { client: VolumeClient; possible: boolean }) {
  const text = useReadingText();
  const [on, setOn] = useState(false);
  const [preset, setPreset] = useState<DepthPreset>('bone');
  const [camera, setCamera] = useState({ turn: 0, tilt: 0, zoom: 1 });
  const [waiting, setWaiting] = useState(false);
  const canvas = useRef<HTMLCanvasElement>(null);
  const drag = useRef<{ x: number; y: number } | null>(null);

  useEffect(() => {
    if (!on) return;
    let current = true;
    const draw = async (side: number) => {
      setWaiting(true);
      const answer = await client.depth('base', { ...camera, preset, side });
      const element = canvas.current;
      if (!current || !answer || !element) return;
      element.width = side;
      element.height = side;
      element
        .getContext('2d')
        ?.putImageData(new ImageData(new Uint8ClampedArray(answer.pixels.buffer), side, side), 0, 0);
      element.dataset.side = String(side);
      element.dataset.milliseconds = answer.milliseconds.toFixed(1);
      setWaiting(false);
    };
    void draw(coarse);
    const rest = setTimeout(() => void draw(fine), 250);
    return () => {
      current = false;
      clearTimeout(rest);
    };
  }, [on, client, preset, camera]);

  if (!on) {
    return (
      <div className="mpr-view depth-view" data-testid="mpr-depth">
        <p>{text(possible ? 'volume.depth.why' : 'volume.depth.not')}</p>
        {possible ? (
          <button type="button" className="volume-button" data-testid="depth-start" onClick={() => setOn(true)}>
            {text('volume.depth.start')}
          </button>
        ) : null}
      </div>
    );
  }
  return (
    <div className="mpr-view depth-view" data-testid="mpr-depth">
      <canvas
        ref={canvas}
        data-testid="depth-picture"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={(event) => {
          const from = drag.current;
          if (!from) return;
          const dx = event.clientX - from.x;
          const dy = event.clientY - from.y;
          drag.current = { x: event.clientX, y: event.clientY };
          setCamera((before) => ({
            ...before,
            turn: before.turn - dx * 0.5,
            tilt: Math.max(-89, Math.min(89, before.tilt + dy * 0.5)),
          }));
        }}
        onPointerUp={() => {
          drag.current = null;
        }}
        onWheel={(event) => {
          const sign = Math.sign(event.deltaY);
          setCamera((before) => ({ ...before, zoom: Math.max(0.5, Math.min(6, before.zoom * 1.15 ** -sign)) }));
        }}
      />
      <div className="depth-presets">
        {depthPresets.map((one) => (
          <button key={one} type="button" className="tool" aria-pressed={one === preset} onClick={() => setPreset(one)}>
            {text(`volume.depth.${one}`)}
          </button>
        ))}
      </div>
      <small role="status" data-testid="depth-state" data-waiting={waiting ? 'yes' : 'no'}>
        {waiting ? text('volume.depth.waiting') : ''}
      </small>
    </div>
  );
}
