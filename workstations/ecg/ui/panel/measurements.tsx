// Measurements: ours, the device's and the previous ones; the machine's are suspected until a person has looked.

import type { RecordingDetail, RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import type { QtcFormula } from '../../../../core/ecg/measure/qtc.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useLayoutChoice } from '../../../../renderer/i18n/preferences.tsx';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Pick } from '../../../../renderer/parts/choice.tsx';
import { type EcgTextKey, useEcgText } from '../locales/use-ecg-text.ts';
import { LeadTable } from './lead-table.tsx';
import { latestCorrection, valueRows } from './values.ts';

export const formulas: readonly QtcFormula[] = ['bazett', 'fridericia', 'framingham', 'hodges'];
const vendorWords: Record<string, EcgTextKey> = {
  bazett: 'formula.bazett',
  fridericia: 'formula.fridericia',
  framingham: 'formula.framingham',
  hodges: 'formula.hodges',
};

interface MeasurementsProps {
  detail: RecordingDetail;
  previous: RecordingDocument | null;
  formula: QtcFormula;
  onFormula: (formula: QtcFormula) => void;
  onInsert: (() => void) | null;
}

const shownChoices = ['values', 'leads'] as const;

const figure = (value: number | null): string => (value === null ? '—' : String(Math.round(value)));

export function Measurements({ detail, previous, formula, onFormula, onInsert }: MeasurementsProps) {
  const text = useEcgText();
  const locale = useLocale();
  const rows = valueRows(detail, previous, formula);
  const correction = latestCorrection(detail);
  const { measurement } = detail;
  const [shown, setShown] = useLayoutChoice('ecg.measure', shownChoices, 'values');
  const byLead = shown === 'leads' && measurement !== null;
  const turn = () => setShown(shown === 'leads' ? 'values' : 'leads');
  useActions({ title: text('measure'), depth: 1 }, [
    {
      id: 'ecg.matrix',
      label: text('matrix'),
      keys: ['Alt+J'],
      off: measurement ? null : text('matrix.none'),
      run: turn,
    },
  ]);
  return (
    <section className="ecg-measure" aria-label={text('measure')}>
      {byLead ? <LeadTable measurement={measurement} /> : null}
      <table hidden={byLead}>
        <thead>
          <tr>
            <th>{text('measure')}</th>
            <th>{text('measure.ours')}</th>
            <th>{text('measure.sure')}</th>
            <th>{text('measure.device')}</th>
            <th>{text('measure.previous')}</th>
            <th />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                {row.key === 'measure.qtc' ? (
                  <>
                    QTc{' '}
                    <Pick
                      label="QTc"
                      value={formula}
                      onChange={onFormula}
                      options={formulas.map((value) => ({ value, label: text(`formula.${value}`) }))}
                    />
                  </>
                ) : (
                  text(row.key)
                )}
              </th>
              <td
                className={`number ${row.unusual ? 'is-unusual' : ''} ${row.confidence !== null && row.confidence < 0.6 ? 'is-doubtful' : ''}`}
                title={
                  row.byPerson
                    ? text('measure.byPerson', {
                        name: correction?.personName ?? '',
                        machine: row.machine === null ? text('measure.absent') : Math.round(row.machine),
                      })
                    : undefined
                }
                data-testid={row.key}
              >
                {row.ours === null ? <i>{text('measure.absent')}</i> : figure(row.ours)}
                {row.unusual ? <sup aria-hidden>*</sup> : null}
              </td>
              <td className="number ecg-sure" data-testid={`${row.key}.sure`}>
                {row.byPerson
                  ? text('measure.person')
                  : row.confidence === null
                    ? ''
                    : `${Math.round(row.confidence * 100)}%`}
              </td>
              <td
                className="number"
                title={row.deviceFormula ? text(vendorWords[row.deviceFormula] ?? 'formula.unknown') : undefined}
              >
                {figure(row.device)}
                {row.deviceFormula && row.deviceFormula !== formula ? (
                  <small>{(row.deviceFormula[0] ?? '').toUpperCase()}</small>
                ) : null}
              </td>
              <td className="number">{figure(row.previous)}</td>
              <td>{row.unit}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {(measurement?.withheld ?? []).map((one) => (
        <p key={one.reason} className="ecg-withheld" data-testid="ecg-withheld">
          {locale === 'en' ? one.en : one.zh}
        </p>
      ))}
      <footer>
        <small>
          {correction
            ? text('measure.corrected', { name: correction.personName, time: dateTime(correction.at) })
            : text('measure.machine')}
        </small>
        {measurement ? (
          <button
            type="button"
            className="quiet"
            aria-pressed={byLead}
            title="Alt+J"
            onClick={turn}
            data-testid="ecg-matrix-toggle"
          >
            {text(byLead ? 'matrix.values' : 'matrix')}
          </button>
        ) : null}
        {onInsert ? (
          <button type="button" className="quiet" onClick={onInsert}>
            {text('measure.insert')}
          </button>
        ) : null}
      </footer>
    </section>
  );
}
