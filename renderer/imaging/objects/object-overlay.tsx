// Lines and words of an object over a picture: image pixels go through the viewport's matrix, so they follow zoom, turn and mirror.
import type { AnnotationPoint } from '../../../core/imaging/annotation/model.ts';
import type { DrawItem, DrawUnits } from '../../../core/imaging/objects/draw-list.ts';
import { applyMatrix, type Matrix } from '../../../core/imaging/view-transform.ts';

const colourOf = (colour: DrawItem['colour']): string => (colour ? `rgb(${colour.join(' ')})` : '#ffd54a');

/** Goes inside an SVG of the viewport's size. */
export function ObjectOverlay({
  items,
  matrix,
  fromDisplay,
}: {
  items: readonly DrawItem[];
  matrix: Matrix;
  /** From fractions of the displayed area to image pixels. */
  fromDisplay: (point: AnnotationPoint) => AnnotationPoint;
}) {
  const place = (point: AnnotationPoint, units: DrawUnits) =>
    applyMatrix(matrix, units === 'pixel' ? point : fromDisplay(point));
  return (
    <g className="object-overlay" data-testid="object-overlay">
      {items.map((item, index) => {
        const key = `${item.kind} ${index}`;
        const colour = colourOf(item.colour);
        switch (item.kind) {
          case 'line': {
            const points = item.points.map((point) => place(point, item.units));
            const text = points.map(({ x, y }) => `${x.toFixed(2)},${y.toFixed(2)}`).join(' ');
            const Shape = item.closed ? 'polygon' : 'polyline';
            return (
              <Shape key={key} points={text} fill={item.filled ? colour : 'none'} stroke={colour} strokeWidth={1.5} />
            );
          }
          case 'point': {
            const { x, y } = place(item.at, item.units);
            return (
              <path key={key} d={`M${x - 5} ${y}h10M${x} ${y - 5}v10`} fill="none" stroke={colour} strokeWidth={1.5} />
            );
          }
          case 'words': {
            const at = place(item.at, item.units);
            const to = item.to && place(item.to.at, item.to.units);
            const anchor = { left: 'start', center: 'middle', right: 'end' }[item.align] as 'start' | 'middle' | 'end';
            return (
              <g key={key}>
                {to ? <line x1={at.x} y1={at.y} x2={to.x} y2={to.y} stroke={colour} strokeWidth={1} /> : null}
                <text
                  x={at.x}
                  y={at.y}
                  fill={colour}
                  textAnchor={anchor}
                  dominantBaseline={item.hangs ? 'hanging' : 'auto'}
                  fontSize={12}
                  paintOrder="stroke"
                  stroke="#000"
                  strokeWidth={3}
                >
                  {item.text.split(/\r\n|\r|\n/).map((line, row) => (
                    <tspan key={row} x={at.x} dy={row === 0 ? 0 : '1.25em'}>
                      {line}
                    </tspan>
                  ))}
                </text>
              </g>
            );
          }
          default:
            return item satisfies never;
        }
      })}
    </g>
  );
}
