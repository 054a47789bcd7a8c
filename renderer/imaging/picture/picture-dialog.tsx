// Taking a picture out of the viewer: what is seen here is what leaves, after the server has put it on record.
import { Button, Checkbox } from '@blueprintjs/core';
import { useEffect, useState } from 'react';
import type { PictureWay } from '../../../core/imaging/picture-out.ts';
import { failureOf, sentenceOf } from '../../client/failure.ts';
import { useLocale } from '../../i18n/text.tsx';
import { useShellText } from '../../locales/use-shell-text.ts';
import { Modal } from '../../parts/modal.tsx';
import { useDesk } from '../desk/desk-context.ts';
import { useReadingText } from '../locales/use-reading-text.ts';
import { type CapturedView, pictureOf } from './captured-view.ts';
import { blobOf, copyPicture, fileName, mayCopy, type PictureType, printPicture, savePicture } from './give-out.ts';
import './picture.css';

/** Pictures of these kinds mostly have words in their pixels, whatever is left away around them. */
const wordyModalities = ['US', 'SC', 'ES', 'XC', 'OT', 'IVUS', 'GM', 'OP'];

interface PictureDialogProps {
  view: CapturedView;
  onClose: () => void;
  /** It is out: the words to say, the dialog is over. */
  onGiven: (words: string) => void;
}

export function PictureDialog({ view, onClose, onGiven }: PictureDialogProps) {
  const desk = useDesk();
  const text = useReadingText();
  const shell = useShellText();
  const locale = useLocale();
  const [named, setNamed] = useState(false);
  const [picture, setPicture] = useState<HTMLCanvasElement | null>(null);
  const [preview, setPreview] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    let gone = false;
    void pictureOf(view, named).then((made) => {
      if (gone) return;
      setPicture(made);
      setPreview(made.toDataURL('image/png'));
    });
    return () => {
      gone = true;
    };
  }, [view, named]);

  const give = async (way: PictureWay, type: PictureType) => {
    if (!picture || busy) return;
    setBusy(true);
    setProblem('');
    try {
      const { studyUid, frame } = view;
      const address = { studyUid, sopInstanceUid: frame.sopInstanceUid, frame: frame.frame };
      await desk.source.recordPicture?.({ ...address, way, named });
    } catch (error) {
      const reason = sentenceOf(failureOf(error), locale) ?? shell('failure.unreachable');
      setProblem(text('picture.refused', { reason }));
      setBusy(false);
      return;
    }
    try {
      const blob = await blobOf(picture, type);
      if (way === 'copied') await copyPicture(blob);
      else if (way === 'saved') savePicture(blob, fileName(view, named, type));
      else await printPicture(blob);
      onGiven(text(`picture.${way}`));
    } catch (error) {
      setProblem(text('picture.failed', { reason: String(error) }));
      setBusy(false);
    }
  };

  const image = view.frame.instance.image;
  const isWordy = image?.burnedInAnnotation === true || wordyModalities.includes(view.modality);
  const hasNames = view.words.some(({ naming }) => naming);
  const canCopy = mayCopy();
  const button = (id: 'copy' | 'png' | 'jpeg' | 'print', run: () => void, off = false) => (
    <Button
      key={id}
      type="button"
      intent={id === 'copy' ? 'primary' : 'none'}
      disabled={busy || picture === null || off}
      onClick={run}
      data-testid={`picture-${id}`}
    >
      {text(`picture.${id}`)}
    </Button>
  );
  return (
    <Modal
      title={text('picture.title')}
      width={760}
      onClose={onClose}
      testId="picture-dialog"
      onConfirm={() => void (canCopy ? give('copied', 'image/png') : give('saved', 'image/png'))}
      hint={
        problem ? (
          <span role="alert" className="field-error" data-testid="picture-problem">
            {problem}
          </span>
        ) : (
          text('picture.record')
        )
      }
      footer={
        <>
          {button('print', () => void give('printed', 'image/png'))}
          {button('jpeg', () => void give('saved', 'image/jpeg'))}
          {button('png', () => void give('saved', 'image/png'))}
          {button('copy', () => void give('copied', 'image/png'), !canCopy)}
        </>
      }
    >
      <div className="picture-preview">
        {preview ? <img src={preview} alt={text('picture.preview')} data-testid="picture-preview" /> : null}
      </div>
      <div className="picture-choices">
        <Checkbox
          checked={named && hasNames}
          disabled={!hasNames}
          onChange={(event) => setNamed(event.currentTarget.checked)}
          data-testid="picture-named"
        >
          {text('picture.named')}
        </Checkbox>
        {hasNames ? null : <small>{text('picture.named.hidden')}</small>}
        {isWordy ? <small className="picture-caution">{text('picture.burned')}</small> : null}
        {canCopy ? null : <small>{text('picture.noClipboard')}</small>}
      </div>
    </Modal>
  );
}
