// A recording that is only a picture: shown as it is, and why nothing on it can be measured.
import { Glyph } from '../parts/glyph.tsx';
import { PdfFrame } from '../parts/pdf-frame.tsx';
import { usePaperText } from './texts.ts';

interface ImageRecordingProps {
  url: string;
  mediaType: string;
  label: string;
}

export function ImageRecording({ url, mediaType, label }: ImageRecordingProps) {
  const text = usePaperText();
  return (
    <section className="ecg-image" aria-label={label} data-testid="ecg-image">
      <p role="note">
        <Glyph name="info" /> {text('image.why')}{' '}
        <a href={url} target="_blank" rel="noreferrer">
          {text('image.open')}
        </a>
      </p>
      {mediaType.startsWith('image/') ? (
        <img src={url} alt={label} />
      ) : (
        <PdfFrame address={url} title={label} testId="ecg-pdf" />
      )}
    </section>
  );
}
