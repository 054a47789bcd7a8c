// The right side in the fast lane: what the report will say, one key that signs it, one that sends it the usual way, and what was signed.
import { Button } from '@blueprintjs/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { RecordingDetail, RecordingDocument } from '../../../../core/ecg/flow/recording.ts';
import { isJudged } from '../../../../core/ecg/flow/risk.ts';
import type { QtcFormula } from '../../../../core/ecg/measure/qtc.ts';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useRights, useSession } from '../../../../renderer/client/session.tsx';
import { useLayoutChoice } from '../../../../renderer/i18n/preferences.tsx';
import { type Action, useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { CertificateFields } from '../../../../renderer/signing/certificate-fields.tsx';
import { useCertificate } from '../../../../renderer/signing/use-certificate.ts';
import { useEcgText } from '../locales/use-ecg-text.ts';
import { Comparison } from '../panel/comparison.tsx';
import { Findings } from '../panel/findings.tsx';
import { formulas, Measurements } from '../panel/measurements.tsx';
import { LaneErrors } from './lane-errors.tsx';
import { laneRefusal, leastLookMs, normalContent } from './lane-rules.ts';
import { LaneSigned } from './lane-signed.tsx';
import { laneTexts, useLaneText } from './texts.ts';
import { type Lane, useNormalSigning } from './use-lane.ts';

interface LanePaneProps {
  exam: ExamDocument;
  detail: RecordingDetail | null;
  previous: RecordingDocument | null;
  /** Recordings of this exam. */
  recordings: number;
  lane: Lane;
  /** The recording whose curve is on the screen, null while it loads. */
  drawn: string | null;
  place: { at: number; count: number };
  onShow: (fromMs: number) => void;
  onDone: () => void;
}

const undoReasons = Object.values(laneTexts).map((words) => words['undo.reason']);

/** Keyed by the exam: the look at one does not count for the next. */
export function LanePane(props: LanePaneProps) {
  const { exam, detail, previous, lane } = props;
  const text = useLaneText();
  const ecg = useEcgText();
  const { query } = useApi();
  const can = useRights();
  const online = useOnline();
  const session = useSession();
  const certificate = useCertificate('ecg');
  const [formula, setFormula] = useLayoutChoice<QtcFormula>('ecg.formula', formulas, 'bazett');
  const terms = useQuery(query.ecg.terms.queryOptions({ staleTime: 300_000 })).data ?? [];
  const stored = useQuery({
    ...query.examReports.ofExam.queryOptions({ input: { examId: exam.id } }),
    enabled: exam.report.state !== 'none',
  });
  const report = stored.data?.[0] ?? null;
  const isSeen = useLookedAt(detail !== null && props.drawn === detail.recording.id);
  const sign = useNormalSigning(certificate, (after, signed) => {
    lane.add({ examId: signed.id, name: signed.patient.name, reportId: after.id, version: after.version });
    props.onDone();
  });

  const refusal = laneRefusal({
    exam,
    detail,
    recordings: props.recordings,
    report,
    undone: undoReasons.includes(report?.returnReason ?? ''),
    personId: session.person.id,
    terms,
    shownForMs: isSeen ? leastLookMs : null,
  });
  const closed = can('ecg.write') ? (online ? null : text('off.offline')) : text('off.right');
  const waits = exam.report.state !== 'none' && !stored.isSuccess;
  const [last] = lane.signed;
  const content = normalContent({ exam, detail, terms }, formula, (key) => ecg(key), previous);
  const actions = {
    sign: {
      id: 'ecg.lane.sign',
      label: text('act'),
      keys: ['F6'],
      off: closed ?? (refusal ? text(`off.${refusal}`) : waits || sign.isPending ? text('off.looking') : null),
      run: () => sign.mutate({ exam, report, content }),
      main: true,
    },
    doubt: {
      id: 'ecg.lane.doubt',
      label: text('doubt'),
      keys: ['F8'],
      off: closed ?? (lane.doubting ? text('off.looking') : null),
      run: () => void lane.doubt(exam).then(props.onDone, () => undefined),
      main: true,
    },
    undo: {
      id: 'ecg.lane.undo',
      label: text('undo'),
      keys: ['Ctrl+Z'],
      off: closed ?? (last ? null : text('off.nothing')),
      run: () => last && lane.undo(last),
      main: true,
    },
  } satisfies Record<string, Action>;
  useActions({ title: text('title'), depth: 1 }, Object.values(actions));

  return (
    <aside className="ecg-pane ecg-lane" aria-label={text('title')} data-testid="ecg-lane">
      <header>
        <strong>{text('title')}</strong>
        <span>{text('place', props.place)}</span>
      </header>
      <LaneErrors />
      <div className="ecg-pane-scroll">
        {detail ? (
          <Findings
            findings={detail.recording.risk.findings}
            isJudged={isJudged(detail.measurement)}
            onShow={props.onShow}
          />
        ) : null}
        {detail ? (
          <Measurements detail={detail} previous={previous} formula={formula} onFormula={setFormula} onInsert={null} />
        ) : null}
        {detail ? <Comparison detail={detail} previous={previous} formula={formula} onInsert={null} /> : null}
        <section className="ecg-lane-preview" aria-label={text('preview')}>
          <h3>{text('preview')}</h3>
          <pre data-testid="ecg-lane-text">{content.impression}</pre>
          <em>{text('negative')}</em>
        </section>
        <CertificateFields desk={certificate} />
        <LaneSigned lane={lane} />
      </div>
      <footer className="ecg-acts" role="toolbar">
        <small role="status">{actions.sign.off ?? ''}</small>
        <Button
          intent="primary"
          disabled={actions.sign.off !== null || !certificate.ready}
          loading={sign.isPending}
          title={actions.sign.off ?? actions.sign.keys[0]}
          onClick={actions.sign.run}
          data-testid="ecg-lane-sign"
        >
          {actions.sign.label} <KeyCap name="F6" />
        </Button>
        <Button
          disabled={actions.doubt.off !== null}
          title={actions.doubt.off ?? actions.doubt.keys[0]}
          onClick={actions.doubt.run}
          data-testid="ecg-lane-doubt"
        >
          {actions.doubt.label} <KeyCap name="F8" />
        </Button>
      </footer>
    </aside>
  );
}

/** True once the curve has stood on the screen long enough to be looked at. */
function useLookedAt(shown: boolean): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    setSeen(false);
    if (!shown) return;
    const timer = setTimeout(() => setSeen(true), leastLookMs);
    return () => clearTimeout(timer);
  }, [shown]);
  return seen;
}
