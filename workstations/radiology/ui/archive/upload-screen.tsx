// Bringing image files by hand for people who take images but do not keep the archive: upload, and the exam that they then see on the worklist.
import { useQueryClient } from '@tanstack/react-query';
import { useOnline } from '../../../../renderer/client/link.ts';
import { useApi } from '../../../../renderer/client/provider.tsx';
import { EmptyPanel } from '../../../../renderer/parts/panels.tsx';
import { useSharedText } from '../parts/texts.ts';
import { useArchiveText } from './texts.ts';
import { UploadPanel } from './upload-panel.tsx';

export function UploadScreen() {
  const text = useArchiveText();
  const shared = useSharedText();
  const { query } = useApi();
  const queries = useQueryClient();
  const online = useOnline();
  return (
    <div className="radiology">
      <header className="pane-head pane-filters">
        <h2>{text('upload.title')}</h2>
        <UploadPanel
          off={online ? null : shared('offline.off')}
          onDone={() => queries.invalidateQueries({ queryKey: query.imaging.key() })}
        />
      </header>
      <section className="pane pane-whole">
        <EmptyPanel glyph="archive" title={text('upload.screen')} hint={text('upload.screen.hint')} />
      </section>
    </div>
  );
}
