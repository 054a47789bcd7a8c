// A PDF in the browser's own viewer, and the file to be saved where the browser has none.
import type { ComponentProps } from 'react';
import { Glyph } from './glyph.tsx';
import { usePdfText } from './pdf-texts.ts';

interface PdfFrameProps extends Pick<ComponentProps<'iframe'>, 'ref' | 'className' | 'onLoad'> {
  /** Of this origin or of a blob, with what the viewer is told after `#`. The server says what the bytes are, never the file. */
  address: string;
  title: string;
  testId?: string;
  /** Where a blob came from. */
  'data-source'?: string;
}

/** What the viewer is told: none of its own bars, the sheet as wide as the frame or whole in it. */
export const pdfView = { width: '#toolbar=0&navpanes=0&view=FitH', page: '#toolbar=0&navpanes=0&view=Fit' } as const;

/**
 * Without a `sandbox`: the viewer of Chromium does not start in one, and it needs none. It draws the file in a process of its own, whose
 * script reaches neither this page nor its cookies.
 */
export function PdfFrame({ address, title, testId, ...frame }: PdfFrameProps) {
  const text = usePdfText();
  if (navigator.pdfViewerEnabled) return <iframe {...frame} src={address} title={title} data-testid={testId} />;
  const [file] = address.split('#');
  return (
    <p className="pdf-none" role="status" data-testid="pdf-none">
      <Glyph name="info" size={13} /> {text('none')}{' '}
      <a href={file} download={/\.pdf$/i.test(title) ? title : `${title}.pdf`}>
        {text('save')}
      </a>
    </p>
  );
}
