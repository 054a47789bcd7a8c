// The grades as a row of large buttons on the digits, and a grade as a chip: word and sign, never colour alone.
import type { ImageGrade, ReportGrade } from '../../../../core/quality/model.ts';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import type { GlyphName } from '../../../../renderer/parts/glyph.tsx';
import { type StateTone, ToneChip } from '../../../../renderer/parts/state-chip.tsx';
import { useQualityText } from './texts.ts';

export const imageGrades = ['A', 'B', 'C', 'reject'] as const satisfies readonly ImageGrade[];
export const reportGrades = ['A', 'B', 'C'] as const satisfies readonly ReportGrade[];

const look: Record<ImageGrade, { tone: StateTone; glyph: GlyphName }> = {
  A: { tone: 'final', glyph: 'yes' },
  B: { tone: 'working', glyph: 'info' },
  C: { tone: 'waiting', glyph: 'warning' },
  reject: { tone: 'withdrawn', glyph: 'refuse' },
};

export function GradeChip({ grade }: { grade: ImageGrade | null }) {
  const text = useQualityText();
  if (grade === null) return <ToneChip tone="draft" glyph="blank" word={text('grade.none')} />;
  const { tone, glyph } = look[grade];
  return (
    <span className={`quality-grade is-${grade}`}>
      <ToneChip tone={tone === 'withdrawn' ? 'waiting' : tone} glyph={glyph} word={text(`grade.${grade}`)} />
    </span>
  );
}

interface GradeButtonsProps<Grade extends ImageGrade> {
  label: string;
  grades: readonly Grade[];
  value: Grade | null;
  off: boolean;
  onChoose: (grade: Grade) => void;
}

export function GradeButtons<Grade extends ImageGrade>(props: GradeButtonsProps<Grade>) {
  const text = useQualityText();
  return (
    <fieldset className="quality-grades" aria-label={props.label} disabled={props.off}>
      {props.grades.map((grade, index) => (
        <button
          key={grade}
          type="button"
          className={`is-${grade}`}
          aria-pressed={grade === props.value}
          onClick={() => props.onChoose(grade)}
          data-testid={`grade-${grade}`}
        >
          <KeyCap name={String(index + 1)} /> {text(`grade.${grade}`)}
        </button>
      ))}
    </fieldset>
  );
}
