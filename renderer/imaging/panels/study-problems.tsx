// A study that cannot be opened says why, with the way out; one that is on its way says so.
import { Button } from '@blueprintjs/core';
import { failureOf, sentenceOf } from '../../client/failure.ts';
import { useLocale } from '../../i18n/text.tsx';
import { useShellText } from '../../locales/use-shell-text.ts';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { useReading } from '../reading-store.ts';

export function StudyProblems() {
  const desk = useDesk();
  const text = useReadingText();
  const locale = useLocale();
  const shell = useShellText();
  const problems = useObserved(desk.problems, (value) => value);
  const waiting = useReading(desk.reading, (state) => state.wanted.length > 0 && state.studies.length === 0);
  if (problems.length === 0) {
    return waiting ? (
      <p className="study-note" role="status" data-testid="study-loading">
        {text('study.loading')}
      </p>
    ) : null;
  }
  return (
    <div className="study-note" role="alert" data-testid="study-failed">
      {problems.map(({ studyUid, error }) => (
        <p key={studyUid}>
          {text('study.failed', { reason: sentenceOf(failureOf(error), locale) ?? shell('failure.unreachable') })}{' '}
          <Button size="small" type="button" onClick={() => desk.load(studyUid)}>
            {text('retry')}
          </Button>
        </p>
      ))}
    </div>
  );
}
