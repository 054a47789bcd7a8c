// Below the pictures: the measurements of the active study, each one click from its image and one from the report; and whether they are saved.
import { useMemo } from 'react';
import type { Annotation } from '../../../core/imaging/annotation/model.ts';
import { shownValue } from '../../../core/imaging/measure/quantity.ts';
import type { ReadingState } from '../../../core/imaging/reading/state.ts';
import type { ReportMeasurement } from '../../../core/reporting/exam-report.ts';
import type { ReadingDesk } from '../desk/desk.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { useReading } from '../reading-store.ts';
import { labelLines, quantitiesOf, shownUnit } from '../tools/values.ts';

function activeStudy(state: ReadingState): string | null {
  return state.viewports[state.active]?.studyUid ?? state.studies[0]?.uid ?? null;
}

/** Shows the frame of an annotation in the active viewport. */
export function goToAnnotation(desk: ReadingDesk, studyUid: string, annotation: Annotation): void {
  const state = desk.reading.current();
  const study = state.studies.find(({ uid }) => uid === studyUid);
  for (const stack of study?.stacks ?? []) {
    const to = stack.frames.findIndex(
      (frame) => frame.sopInstanceUid === annotation.sopInstanceUid && frame.frame === annotation.frame,
    );
    if (to < 0) continue;
    const viewport = state.active;
    const shown = state.viewports[viewport];
    if (shown?.stackId !== stack.id || shown.studyUid !== studyUid)
      desk.reading.dispatch({ kind: 'show', viewport, studyUid, stackId: stack.id });
    desk.reading.dispatch({ kind: 'go', viewport, to });
    desk.selected.set({ studyUid, id: annotation.id });
    return;
  }
}

export function MeasurementList({ onMeasurement }: { onMeasurement?: (measurement: ReportMeasurement) => void }) {
  const desk = useDesk();
  const text = useReadingText();
  const studyUid = useReading(desk.reading, activeStudy);
  const study = useObserved(desk.annotations.studies, (studies) => (studyUid ? studies.get(studyUid) : undefined));
  const selected = useObserved(desk.selected, (value) => value?.id ?? null);
  const annotations = useMemo(() => study?.history.now.annotations ?? [], [study]);
  if (!studyUid || !study) return null;
  const send = (annotation: Annotation) => {
    const quantities = quantitiesOf(annotation);
    const tool = text(`tool.${annotation.kind}`);
    for (const quantity of quantities) {
      onMeasurement?.({
        label: quantities.length === 1 ? tool : `${tool} ${text(`quantity.${quantity.name}`)}`,
        value: shownValue(quantity),
        unit: shownUnit(quantity.unit, text),
        source: `${annotation.sopInstanceUid}/${annotation.frame}`,
      });
    }
  };
  const unreadable = study.problem === 'ANNOTATIONS_UNREADABLE';
  return (
    <section className="measurements" aria-label={text('measurements.title')} data-testid="measurements">
      <ul>
        {annotations.map((annotation, index) => (
          <li key={annotation.id} data-selected={annotation.id === selected ? 'yes' : undefined}>
            <button
              type="button"
              className="measurement-act"
              title={text('measurements.go')}
              onClick={() => goToAnnotation(desk, studyUid, annotation)}
            >
              <b>{index + 1}</b> {text(`tool.${annotation.kind}`)}{' '}
              <span>{labelLines(annotation, text).slice(0, 2).join(' · ')}</span>
            </button>
            {onMeasurement && annotation.quantities.length > 0 ? (
              <button
                type="button"
                className="measurement-act"
                data-testid="measurement-send"
                onClick={() => send(annotation)}
              >
                {text('measurement.send')}
              </button>
            ) : null}
            {annotation.id === selected && !desk.readOnly ? (
              <button
                type="button"
                className="measurement-act"
                title={text('action.delete')}
                aria-label={text('action.delete')}
                data-testid="measurement-remove"
                onClick={() => {
                  desk.annotations.act(studyUid, { kind: 'remove', id: annotation.id });
                  desk.selected.set(null);
                }}
              >
                ✕
              </button>
            ) : null}
          </li>
        ))}
        {annotations.length === 0 ? <li className="muted">{text('measurements.none')}</li> : null}
      </ul>
      {desk.readOnly ? null : (
        <span
          className={`saving saving-${study.state}`}
          role="status"
          data-testid="annotations-state"
          data-state={study.state}
        >
          {text(unreadable ? 'annotation.unreadable' : `annotation.${study.state}`)}
        </span>
      )}
    </section>
  );
}
