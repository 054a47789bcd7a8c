// Structured fields of a report as a reader sees them: label, value, unit, in the order of the template that they were written with.
import type { ExamReportContent, ReportField } from './exam-report.ts';

type WithFields = Pick<ExamReportContent, 'fields' | 'fieldDefinitions'>;

/** A field of which nothing but its key is known: reports from before definitions were kept with them, their template gone. */
const bare = (key: string): ReportField => ({ key, label: key, kind: 'text', unit: '', choices: [] });

const frozen = ({ key, label, labelEn, kind, unit, choices }: ReportField): ReportField => ({
  ...{ key, label, kind, unit, choices },
  ...(labelEn ? { labelEn } : {}),
});

/**
 * What is asked for, in order: what the report keeps; else what its template says; else, for a value that stands in it, its key.
 * @param template fields of the template that the report names, for reports that keep no definitions
 */
export function definitionsOf(content: WithFields, template: readonly ReportField[] = []): ReportField[] {
  const kept = content.fieldDefinitions ?? [];
  const known = new Set(kept.map(({ key }) => key));
  const lacking = Object.keys(content.fields).filter((key) => !known.has(key));
  const found = template.filter(({ key }) => lacking.includes(key));
  const named = new Set(found.map(({ key }) => key));
  const rest = lacking.filter((key) => !named.has(key) && (content.fields[key] ?? '').trim() !== '');
  return [...kept, ...found.map(frozen), ...rest.map(bare)];
}

/** Whether a value stands under a key that the report says nothing about. */
export function lacksDefinitions({ fields, fieldDefinitions = [] }: WithFields): boolean {
  return Object.keys(fields).some((key) => !fieldDefinitions.some((one) => one.key === key));
}

/** The report with the definitions that its template has for it; the same object when there is nothing to add. */
export function withDefinitions<Content extends WithFields>(
  content: Content,
  template: readonly ReportField[],
): Content {
  if (!lacksDefinitions(content) || !template.some(({ key }) => key in content.fields)) return content;
  const known = new Set(template.map(({ key }) => key));
  const kept = definitionsOf(content, template).filter(
    ({ key }) => known.has(key) || content.fieldDefinitions?.some((one) => one.key === key),
  );
  return { ...content, fieldDefinitions: kept };
}

export interface ShownField extends ReportField {
  value: string;
}

/** What was said: fields without a value are left out. */
export function shownFields(content: WithFields, template: readonly ReportField[] = []): ShownField[] {
  return definitionsOf(content, template).flatMap((field): ShownField[] => {
    const value = (content.fields[field.key] ?? '').trim();
    return value === '' ? [] : [{ ...field, value }];
  });
}

export const withUnit = ({ value, unit }: Pick<ShownField, 'value' | 'unit'>): string => `${value} ${unit}`.trimEnd();

/** One line a field, for comparing two texts by words. */
export function fieldLines(content: WithFields): string {
  return shownFields(content)
    .map((field) => `${field.label}: ${withUnit(field)}`)
    .join('\n');
}

const sameMeaning = (before: ReportField, after: ReportField, value: string): boolean =>
  before.label === after.label &&
  before.unit === after.unit &&
  before.kind === after.kind &&
  (after.kind !== 'choice' || after.choices.includes(value));

function freeKey(key: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number += 1) {
    const candidate = `${key.slice(0, 60)}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/**
 * The fields of a template added to a report. A value that was said stays under what it was said of: where the template uses its key for
 * something else, that gets a key of its own.
 * @param mode `replace` drops fields of earlier templates in which nothing stands
 */
export function fieldsAfter(
  content: WithFields,
  template: readonly (ReportField & { initial: string })[],
  mode: 'add' | 'replace',
): Required<WithFields> {
  const before = definitionsOf(content);
  const isSaid = ({ key }: ReportField) => (content.fields[key] ?? '').trim() !== '';
  const kept = mode === 'replace' ? before.filter(isSaid) : before;
  const definitions = new Map(kept.map((one) => [one.key, one]));
  const defined = new Set(content.fieldDefinitions?.map(({ key }) => key));
  const fields = Object.fromEntries(kept.map(({ key }) => [key, content.fields[key] ?? '']));
  for (const field of template) {
    // Of a value from before definitions were kept nothing else is known: it takes this one.
    const there = defined.has(field.key) ? definitions.get(field.key) : undefined;
    const value = fields[field.key] ?? '';
    const other = there && isSaid(there) && !sameMeaning(there, field, value.trim());
    const again = other
      ? kept.find(
          (one) => one.key.startsWith(`${field.key.slice(0, 60)}-`) && sameMeaning(one, field, fields[one.key] ?? ''),
        )
      : undefined;
    if (again) continue;
    const key = other ? freeKey(field.key, new Set(definitions.keys())) : field.key;
    definitions.set(key, frozen({ ...field, key }));
    if ((fields[key] ?? '').trim() === '') fields[key] = field.initial;
  }
  return { fields, fieldDefinitions: [...definitions.values()] };
}
