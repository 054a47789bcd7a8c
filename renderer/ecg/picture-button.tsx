// Saves what is on the paper as a picture file.
import { useState } from 'react';
import type { Tracing } from '../../core/ecg/paper/tracing.ts';
import type { EcgRecording } from '../../core/ecg/recording.ts';
import { useLocale } from '../i18n/text.tsx';
import { type PictureType, tracingPicture } from './export-picture.ts';
import { usePaperText } from './texts.ts';
import type { PaperView } from './view.ts';
import type { PaperViewport } from './viewport.ts';

interface PictureButtonProps {
  tracing: Tracing;
  view: PaperView;
  viewport: PaperViewport;
  device: EcgRecording['filters'];
  title: readonly string[];
}

const forms: readonly [PictureType, string][] = [
  ['image/jpeg', 'JPG'],
  ['image/png', 'PNG'],
];

export function PictureButton({ tracing, view, viewport, device, title }: PictureButtonProps) {
  const text = usePaperText();
  const locale = useLocale();
  const [failed, setFailed] = useState(false);
  const save = async (type: PictureType, extension: string) => {
    try {
      const { fromMs } = viewport.current();
      const order = {
        tracing,
        view,
        fromMs,
        device,
        title,
        locale: locale === 'en' ? ('en' as const) : ('zh' as const),
      };
      const address = URL.createObjectURL(await tracingPicture(order, type));
      const anchor = document.createElement('a');
      anchor.href = address;
      anchor.download = `${
        title
          .filter(Boolean)
          .join('-')
          .replace(/[\s:/\\]+/gu, '_') || 'ecg'
      }.${extension.toLowerCase()}`;
      anchor.click();
      URL.revokeObjectURL(address);
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  return (
    <span className="ecg-tools" role="group" aria-label={text('export.image')} title={text('export.image.hint')}>
      {forms.map(([type, extension]) => (
        <button
          key={type}
          type="button"
          aria-invalid={failed}
          onClick={() => void save(type, extension)}
          data-testid={`ecg-save-${extension.toLowerCase()}`}
        >
          {extension}
        </button>
      ))}
    </span>
  );
}
