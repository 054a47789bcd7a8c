// A PDF in the browser's own viewer, and the file to be saved where the browser has none.
import { Glyph } from './glyph.tsx';
import { usePdfText } from './pdf-texts.ts';

interface PdfFrameProps {
  /** Of this origin or of a blob, with what the viewer is told after `#`. The server says what the bytes are, never the file. */
  address: string;
  title: string;
  testId?: string;
}

/**
 * Without a `sandbox`: the viewer of Chromium does not start in one, and it needs none. It draws the file in a process of its own, whose
 * script reaches neither this page nor its cookies.
 */
export function PdfFrame({ address, title, testId }: PdfFrameProps) {
  const text = usePdfText();
  if (navigator.pdfViewerEnabled) return <iframe src={address} title={title} data-testid={testId} />;
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
