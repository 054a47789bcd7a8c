// The objects of a study that are no images, and the reader's own annotations made into such objects.
import { Button } from '@blueprintjs/core';
import { useCallback, useEffect, useState } from 'react';
import type { StudyManifest } from '../../../core/imaging/descriptor.ts';
import type { OpenStudy } from '../../../core/imaging/reading/state.ts';
import { failureOf, sentenceOf } from '../../client/failure.ts';
import { usePreferences } from '../../i18n/preferences.tsx';
import { Modal } from '../../parts/modal.tsx';
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { showImage } from '../desk/show-image.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { objectsOf, type ShowImage, StudyObjects } from '../objects/index.ts';
import { useShownText } from '../presentation/locales/use-shown-text.ts';
import { choosePresentation } from '../presentation/presented-frame.ts';
import { layablesOf } from '../presentation/shown-objects.ts';

export function ObjectsDialog({ study, onClose }: { study: OpenStudy; onClose: () => void }) {
  const desk = useDesk();
  const text = useReadingText();
  const { locale } = usePreferences().preferences;
  const [manifest, setManifest] = useState<StudyManifest>(study.manifest);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState('');
  const refresh = useCallback(
    () => desk.source.manifest(study.uid).then(setManifest, () => undefined),
    [desk, study.uid],
  );
  useEffect(() => void refresh(), [refresh]);
  const store = async () => {
    setBusy(true);
    try {
      const stored = await desk.annotations.storeEvidence(study.uid);
      setSaid(text('evidence.stored', { count: stored?.objects ?? 0, left: stored?.left ?? 0 }));
      await refresh();
    } catch (error) {
      setSaid(text('evidence.failed', { reason: sentenceOf(failureOf(error), locale) ?? String(error) }));
    } finally {
      setBusy(false);
    }
  };
  const mine = useObserved(desk.annotations.studies, (studies) => studies.get(study.uid)?.history.now);
  const overText = useShownText();
  const onShow: ShowImage = ({ presentationUid, ...image }) => {
    if (!showImage(desk, image)) {
      setSaid(overText('missing'));
      return;
    }
    if (presentationUid) void choosePresentation(desk, study.uid, presentationUid);
    onClose();
  };
  const onApply = (uid: string) => {
    const kind = layablesOf(manifest).find((one) => one.uid === uid)?.kind;
    if (kind === 'presentation') void choosePresentation(desk, study.uid, uid);
    else if (kind === 'segmentation') void desk.shown.show(study.uid, uid);
    desk.settings.change({ shown: true });
    onClose();
  };
  const nothing = !mine || (mine.annotations.length === 0 && mine.keyMarks.length === 0);
  const isOutside = manifest.source !== undefined;
  const mayStore = !desk.readOnly && desk.source.storeEvidence !== undefined && !isOutside;
  const hint = isOutside ? text('evidence.outside') : mayStore && nothing ? text('evidence.nothing') : '';
  return (
    <Modal
      title={text('objects.title')}
      width={960}
      onClose={onClose}
      testId="objects-dialog"
      hint={said || hint}
      footer={
        mayStore ? (
          <Button
            intent="primary"
            disabled={nothing}
            loading={busy}
            onClick={() => void store()}
            data-testid="evidence-store"
          >
            {text('evidence.store')}
          </Button>
        ) : null
      }
    >
      <div className="objects-dialog" data-count={objectsOf(manifest).length}>
        <StudyObjects
          manifest={manifest}
          onShow={onShow}
          onApply={desk.shown.available ? onApply : undefined}
          load={desk.source.object}
        />
      </div>
    </Modal>
  );
}
