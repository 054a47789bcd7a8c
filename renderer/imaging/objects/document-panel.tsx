// A document in an object: a PDF is shown, everything can be saved.
import { useEffect, useMemo, useState } from 'react';
import { fromBase64 } from '../../../core/dicom/base64.ts';
import { PdfFrame } from '../../parts/pdf-frame.tsx';
import { useObjectText } from './locales/use-object-text.ts';

const endings: Record<string, string> = {
  'application/pdf': 'pdf',
  'text/xml': 'xml',
  'application/xml': 'xml',
  'model/stl': 'stl',
  'model/obj': 'obj',
  'model/mtl': 'mtl',
};

export function DocumentPanel({ title, mediaType, data }: { title: string; mediaType: string; data: string }) {
  const text = useObjectText();
  const type = mediaType.toLowerCase();
  const isPdf = type === 'application/pdf';
  // Only a PDF keeps its type: a page of markup from elsewhere must not run on this origin.
  const blob = useMemo(
    () => new Blob([Uint8Array.from(fromBase64(data))], { type: isPdf ? type : 'application/octet-stream' }),
    [data, isPdf, type],
  );
  const [url, setUrl] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  const name = `${title.replaceAll(/[\\/:*?"<>|]/g, '_') || 'document'}.${endings[type] ?? 'bin'}`;
  return (
    <article className="object-document">
      <p className="object-facts">
        <b>{title}</b>
        <span className="object-chip">{mediaType}</span>
        <a href={url} download={name}>
          {text('document.open')}
        </a>
      </p>
      {isPdf && url ? (
        <PdfFrame address={url} title={title || 'PDF'} />
      ) : (
        <p className="object-words">{text('document.noPreview', { type: mediaType })}</p>
      )}
    </article>
  );
}
