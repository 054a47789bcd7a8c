// A sampled report as its grader reads it: what was asked, what was written; names, first grade and corrections come with the grade.
import { ageText } from '../../../../core/kernel/age.ts';
import type { SampleItem } from '../../../../core/quality/sample.ts';
import { dateTime } from '../../../../renderer/format/time.ts';
import { useLocale } from '../../../../renderer/i18n/text.tsx';
import { useShellText } from '../../../../renderer/locales/use-shell-text.ts';
import { Fact } from '../../../../renderer/parts/field.tsx';
import { useGo } from '../../../../renderer/shell/route.ts';
import { DiffText } from '../parts/diff-text.tsx';
import { useReportText } from '../report/texts.ts';
import { GradeChip } from './grade-buttons.tsx';
import { useManagerText } from './manager-texts.ts';
import { useQualityText } from './texts.ts';
import { useReasons } from './use-reasons.ts';

export function SampledReport({ item }: { item: SampleItem }) {
  const text = useManagerText();
  const shell = useShellText();
  const locale = useLocale();
  const { shown, mark } = item;
  const age = ageText(item.birthDate, item.at, locale === 'en' ? 'en' : 'zh');
  return (
    <div className="quality-report" data-testid="sampled-report">
      <header>
        <b>{item.modality}</b> {item.procedureName}　{shell(`sex.${item.sex}`)}　{age}
        {item.positive === null ? null : `　${text(item.positive ? 'positive' : 'negative')}`}
      </header>
      {shown && mark ? <Shown item={item} shown={shown} mark={mark} /> : null}
      <Part title={text('sample.diagnosis')} words={item.clinicalDiagnosis} />
      <Part title={text('sample.purpose')} words={item.purpose} />
      <Part title={text('sample.method')} words={item.method} />
      <Part title={text('sample.findings')} words={item.findings} />
      <Part title={text('sample.impression')} words={item.impression} />
    </div>
  );
}

function Part({ title, words }: { title: string; words: string }) {
  if (words.trim() === '') return null;
  return (
    <section>
      <h3>{title}</h3>
      <p>{words}</p>
    </section>
  );
}

function Shown({
  item,
  shown,
  mark,
}: {
  item: SampleItem;
  shown: NonNullable<SampleItem['shown']>;
  mark: NonNullable<SampleItem['mark']>;
}) {
  const text = useManagerText();
  const words = useQualityText();
  const reports = useReportText();
  const go = useGo();
  const { nameOf } = useReasons('report');
  return (
    <section className="quality-shown" data-testid="sample-shown">
      <div>
        <Fact name={text('sample.author')}>{shown.author}</Fact>
        <Fact name={text('sample.reviewer')}>{shown.reviewer}</Fact>
        <Fact name={text('sample.reviewGrade')}>
          <GradeChip grade={shown.reviewGrade} />
        </Fact>
        <Fact name={text('sample.patient')}>
          {shown.patientName} {shown.accessionNumber}
        </Fact>
        <button type="button" className="quality-link" onClick={() => go('case', { exam: shown.examId, look: '1' })}>
          {text('sample.open')}
        </button>
      </div>
      <p>
        <GradeChip grade={mark.grade} /> {mark.reasons.map(nameOf).join('、')} {mark.note}　
        {words('by', { name: mark.by.personName, time: dateTime(mark.at) })}
      </p>
      {item.former.map((former) => (
        <p key={former.at}>
          {text('sample.former', {
            ...{ grade: words(`grade.${former.grade}`), name: former.by.personName, time: dateTime(former.at) },
          })}
        </p>
      ))}
      {shown.corrections.length > 0 ? (
        <div className="corrections">
          <h3>{words('corrections')}</h3>
          {shown.corrections.map((correction) => (
            <div key={`${correction.part} ${correction.at}`}>
              <em>{reports(`part.${correction.part}`)}</em>
              <DiffText before={correction.before} after={correction.after} />
            </div>
          ))}
        </div>
      ) : null}
    </section>
  );
}
