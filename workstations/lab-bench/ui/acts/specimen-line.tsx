// Whose specimen a dialog is about: name, sex, age, number, barcode, items. In every dialog that acts on one.
import { ageText } from '../../../../core/kernel/age.ts';
import type { SpecimenDocument } from '../../../../core/lab/model.ts';
import { marksOf } from '../../../../renderer/i18n/marks.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { StateChip } from '../../../../renderer/parts/state-chip.tsx';

export function SpecimenLine({ document }: { document: SpecimenDocument }) {
  const shell = useShellText();
  const locale = useLocale();
  const { patient, visit, milestones } = document;
  const on = milestones.collectedAt ?? milestones.orderedAt ?? new Date().toISOString();
  return (
    <div className="specimen-line" data-testid="specimen-line">
      <strong>{patient.name}</strong>
      <span>
        {shell(`sex.${patient.sex}`)} {ageText(patient.birthDate, on, locale === 'en' ? 'en' : 'zh')}
      </span>
      <span>{visit.departmentName}</span>
      <span className="number">
        {document.sampleNumber ? `${document.sampleNumber} · ` : ''}
        {document.barcode}
      </span>
      <span className="ellipsis">{document.items.map((item) => item.itemName).join(marksOf(locale).comma)}</span>
      <StateChip state={document.state} />
    </div>
  );
}
