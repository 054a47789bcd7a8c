// One case: the images and, beside them, the report; the prior and the next case are one key away. The report never covers an image.
import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef } from 'react';
import type { ExamDocument } from '../../../../core/orders/exam.ts';
import type { KeyImage, ReportMeasurement } from '../../../../core/reporting/exam-report.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { useSession } from '../../../../renderer/client/session.tsx';
import { useLayoutChoice, useLayoutNumber } from '../../../../renderer/i18n/preferences.tsx';
import { ReadingRoom, useServerImaging } from '../../../../renderer/imaging/index.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { Answer, EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { Splitter } from '../../../../renderer/parts/splitter.tsx';
import { useSize } from '../../../../renderer/parts/use-size.ts';
import { useGo, useRoute } from '../../../../renderer/shell/route.ts';
import { useToasts } from '../../../../renderer/shell/toasts.tsx';
import { ImageWindowsButton } from '../../../../renderer/windows/image-windows-button.tsx';
import { useCaseOnDesk } from '../../../../renderer/windows/use-case-on-desk.ts';
import { LockMark, PriorityMark, RiskMark } from '../parts/chips.tsx';
import { ExamBanner } from '../parts/exam-banner.tsx';
import { useProcedureName } from '../parts/use-procedure-name.ts';
import { CaseQuality } from '../quality/case-quality.tsx';
import { type ReportDoor, ReportPanel } from '../report/report-panel.tsx';
import { useReportText } from '../report/texts.ts';
import { useStation } from '../state.tsx';
import { caseOnDesk } from '../windows/case-on-desk.ts';
import { nextCase } from '../worklist/rows.ts';
import { keepNewer } from '../worklist/use-worklist.ts';
import { studiesOf } from './rank-priors.ts';
import { useCaseText } from './texts.ts';
import { usePriors } from './use-priors.ts';

export function CaseScreen() {
  const text = useCaseText();
  const { query } = useApi();
  const route = useRoute();
  const { selectedId, shown } = useStation();
  const examId = route.parameters.get('exam') ?? selectedId;
  const look = route.parameters.get('look') === '1';
  const exam = useQuery({
    ...query.orders.exam.queryOptions({ input: { examId: examId ?? '' } }),
    structuralSharing: keepNewer,
    enabled: examId !== null,
    // As it stands on the list, until the server has answered: the pictures need not wait for that.
    initialData: () => shown.find(({ id }) => id === examId),
    initialDataUpdatedAt: 0,
  });
  if (examId === null)
    return (
      <div className="radiology">
        <ExamBanner exam={null} hint={text('none')} />
        <EmptyPanel glyph="search" title={text('none')} hint={text('none.hint')} />
      </div>
    );
  return (
    <Answer of={exam}>
      {(document) =>
        document.id === examId ? (
          <OpenCase key={document.id} exam={document} look={look} />
        ) : (
          <div className="radiology" />
        )
      }
    </Answer>
  );
}

const reportLeast = 400;
const viewerLeast = 420;

function OpenCase({ exam, look }: { exam: ExamDocument; look: boolean }) {
  const text = useCaseText();
  const words = useReportText();
  const { person } = useSession();
  const { shown, select } = useStation();
  const { show } = useToasts();
  const go = useGo();
  const imaging = useServerImaging();
  const nameOf = useProcedureName();
  const priors = usePriors(exam);
  const door = useRef<ReportDoor>(null);
  const [work, size] = useSize<HTMLDivElement>();
  const [stored, setWidth] = useLayoutNumber('radiology.report', Math.round(Math.max(440, window.innerWidth * 0.34)));
  const [hidden, setHidden] = useLayoutChoice('radiology.reportShown', ['shown', 'hidden'], 'shown');
  const most = size.width > 0 ? Math.max(reportLeast, size.width - viewerLeast) : 1200;
  const width = Math.min(stored, most);

  const current = studiesOf(exam);
  const { shownUid } = priors.outside;
  const prior = priors.shown ? studiesOf(priors.chosen) : shownUid ? [shownUid] : [];
  const key = `${current.join(' ')}|${prior.join(' ')}`;
  const studies = useMemo(() => {
    const [now = '', before = ''] = key.split('|');
    const named = (list: string, role: 'current' | 'prior') =>
      list
        .split(' ')
        .filter(Boolean)
        .map((studyUid) => ({ studyUid, role }));
    return [...named(now, 'current'), ...named(before, 'prior')];
  }, [key]);
  const onKeyImage = useCallback((image: KeyImage) => door.current?.addKeyImage(image), []);
  const onMeasurement = useCallback((measurement: ReportMeasurement) => door.current?.addMeasurement(measurement), []);
  const hands = { addKeyImage: onKeyImage, addMeasurement: onMeasurement };
  const source = useCaseOnDesk(caseOnDesk(exam, studies), hands, imaging);

  const goTo = (direction: 1 | -1) => {
    const next = nextCase(shown, exam.id, { personId: person.id }, direction);
    if (!next) {
      show({ tone: 'info', title: text('noNext') });
      go('worklist');
      return;
    }
    select(next.id);
    go('case', { exam: next.id });
  };
  const nextPrior = () => {
    const at = priors.list.findIndex((each) => each.id === priors.chosen?.id);
    const following = priors.list[(at + 1) % Math.max(1, priors.list.length)];
    if (following) priors.choose(following.id);
  };
  const { outside } = priors;
  const noPrior = priors.list.length === 0 ? words('prior.none') : null;
  const showPrior = () => {
    // What lies in an archive of others is shown by the same key where nothing of the patient lies here.
    if (noPrior === null) priors.show(!priors.shown);
    else outside.show(shownUid ? null : (outside.first?.uid ?? null));
  };
  useActions({ title: text('case'), depth: 1 }, [
    {
      id: 'prior',
      label: words('act.prior'),
      keys: ['F3'],
      run: showPrior,
      off: outside.first || shownUid ? null : noPrior,
      main: true,
    },
    { id: 'priorNext', label: words('act.priorNext'), keys: ['Shift+F3'], run: nextPrior, off: noPrior },
    {
      id: 'priorAuto',
      label: text(priors.auto ? 'priorAuto.off' : 'priorAuto.on'),
      keys: ['Ctrl+F3'],
      run: () => {
        priors.setAuto(!priors.auto);
        show({ tone: 'info', title: text(priors.auto ? 'priorAuto.isOff' : 'priorAuto.isOn') });
      },
    },
    { id: 'previousCase', label: words('act.previous'), keys: ['Shift+F8'], run: () => goTo(-1) },
    {
      id: 'hide',
      label: words('act.hide'),
      keys: ['Alt+H'],
      run: () => setHidden(hidden === 'shown' ? 'hidden' : 'shown'),
    },
    { id: 'wide', label: words('act.wide'), keys: ['Alt+W'], run: () => setWidth(width < 760 ? 860 : 460) },
    { id: 'list', label: text('toList'), keys: ['Ctrl+L'], run: () => go('worklist') },
  ]);
  return (
    <div className="radiology" data-testid="case" data-exam={exam.id}>
      <ExamBanner exam={exam} hint="">
        <span className="banner-exam">
          <PriorityMark exam={exam} />
          <RiskMark exam={exam} />
          <LockMark exam={exam} personId={person.id} />
          <b>{exam.modality}</b> {nameOf(exam)} <span className="number">{exam.accessionNumber}</span>
          <CaseQuality exam={exam} />
          <ImageWindowsButton />
        </span>
      </ExamBanner>
      <div className="case-work" ref={work}>
        <section className="case-images" aria-label={text('images')}>
          {current.length > 0 ? (
            <ReadingRoom
              source={source}
              readerId={person.id}
              studies={studies}
              onKeyImage={onKeyImage}
              onMeasurement={onMeasurement}
            />
          ) : (
            <EmptyPanel glyph="inbox" title={text('noImages')} hint={text('noImages.hint')} />
          )}
        </section>
        {hidden === 'shown' ? (
          <Splitter
            label={text('splitter')}
            direction="columns"
            value={width}
            minimum={reportLeast}
            maximum={most}
            after
            onChange={setWidth}
          />
        ) : null}
        <section className="case-report" style={{ width }} hidden={hidden === 'hidden'} aria-label={words('report')}>
          <ReportPanel exam={exam} look={look} priors={priors} door={door} onNext={() => goTo(1)} />
        </section>
      </div>
    </div>
  );
}
