// The measurement matrix: amplitudes and ST levels of each lead; a doubtful figure is grey and says why.
import { useMemo } from 'react';
import type { StoredMeasurement } from '../../../../core/ecg/flow/recording.ts';
import { doubtfulBelow, leadMatrix, type MatrixCell, matrixText } from '../../../../core/ecg/paper/lead-matrix.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';

export function LeadTable({ measurement }: { measurement: StoredMeasurement }) {
  const text = useEcgText();
  const matrix = useMemo(() => leadMatrix(measurement), [measurement]);
  if (!matrix) return <p className="ecg-quiet">{text('matrix.none')}</p>;
  const why = ({ confidence, doubts }: MatrixCell) =>
    [
      text('measure.confidence', { percent: Math.round(confidence * 100) }),
      ...doubts.map((doubt) => text(`matrix.doubt.${doubt}`)),
    ].join('\n');
  return (
    // Leads below each other: the panel is narrow, and a lead is read as a whole.
    <div className="ecg-matrix" data-testid="ecg-matrix" role="region" aria-label={text('matrix')}>
      <table>
        <thead>
          <tr>
            <th>{text('matrix.lead')}</th>
            {matrix.rows.map(({ name }) => (
              <th key={name} title={text(`matrix.${name}.long`)}>
                {text(`matrix.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.leads.map((lead, index) => (
            <tr key={lead} data-lead={lead}>
              <th scope="row">{lead}</th>
              {matrix.rows.map(({ name, cells }) => {
                const cell = cells[index];
                if (!cell || cell.value === null)
                  return (
                    <td key={name} className="is-absent">
                      —
                    </td>
                  );
                const doubtful = cell.confidence < doubtfulBelow;
                return (
                  <td key={name} className={doubtful ? 'is-doubtful' : ''} title={why(cell)} data-value={name}>
                    {matrixText(name, cell.value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <small>{text('matrix.note')}</small>
    </div>
  );
}
