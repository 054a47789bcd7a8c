// The specimen in two lines above its results: number, barcode, state, tube, what was ordered and by whom.
import { memo } from 'react';
import type { Dictionaries } from '../../../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { marksOf } from '../../../../renderer/i18n/marks.ts';
import { pickName, useLocale } from '../../../../renderer/i18n/text.tsx';
import { Glyph } from '../../../../renderer/parts/glyph.tsx';
import { StateChip } from '../../../../renderer/parts/state-chip.tsx';
import { useResultText } from './texts.ts';

interface SpecimenHeaderProps {
  document: SpecimenDocument;
  dictionaries: Dictionaries | null;
}

export const SpecimenHeader = memo(function SpecimenHeader({ document, dictionaries }: SpecimenHeaderProps) {
  const text = useResultText();
  const locale = useLocale();
  const type = dictionaries?.specimenType[document.specimenType];
  const container = dictionaries?.container[document.container];
  const { rejection, recall } = document;
  return (
    <header className="result-header">
      <div className="result-header-line">
        <strong className="result-number" title={text('sampleNumber')}>
          {document.sampleNumber ?? text('noNumber')}
        </strong>
        <span className="result-barcode" title={text('barcode')}>
          <Glyph name="barcode" /> {document.barcode}
        </span>
        {document.urgent ? (
          <span className="result-urgent">
            <Glyph name="urgent" size={12} /> {text('urgent')}
          </span>
        ) : null}
        <StateChip state={document.state} />
        {document.reportVersion > 0 ? (
          <span className="result-quiet">{text('reportVersion', { version: document.reportVersion })}</span>
        ) : null}
        <span className="result-tube">
          {container ? <i className="result-cap" style={{ background: container.colour }} aria-hidden /> : null}
          {type ? pickName(locale, type) : document.specimenType}
          <span className="result-quiet">
            {container ? `${pickName(locale, container)} ${container.colourName}` : document.container}
          </span>
        </span>
      </div>
      <div className="result-header-line">
        <span className="result-items" title={document.items.map((item) => item.itemName).join('\n')}>
          {document.items.map((item) => item.itemName).join(marksOf(locale).comma) || '—'}
        </span>
        <span className="result-doctor">
          <em>{text('doctor')}</em> {document.orderingDoctor || '—'} · {document.visit.departmentName || '—'}
        </span>
        {document.clinicalNote ? (
          <span className="result-note" title={document.clinicalNote}>
            <em>{text('note')}</em> {document.clinicalNote}
          </span>
        ) : null}
      </div>
      {rejection ? (
        <div className="result-ended">
          <Glyph name="refuse" />{' '}
          {text('rejectedBecause', {
            reason: rejection.reason,
            by: rejection.by.name,
            at: dateTime(rejection.at),
          })}
        </div>
      ) : null}
      {recall && document.state === 'recalled' ? (
        <div className="result-ended">
          <Glyph name="undo" />{' '}
          {text('recalledBecause', { reason: recall.reason, by: recall.by.name, at: dateTime(recall.at) })}
        </div>
      ) : null}
    </header>
  );
});
