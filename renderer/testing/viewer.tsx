// A bare page around the reading room, for its end-to-end tests: `viewer.html?study=…&prior=…`; the session is the page's own cookie.
import '@blueprintjs/core/lib/css/blueprint.css';
import '@fontsource-variable/noto-sans-sc';
import '../design/tokens.css';
import '../design/base.css';
import '../design/bar.css';
import '../design/banner.css';
import '../design/status.css';
import '../design/gate.css';
import '../design/parts.css';
import { BlueprintProvider } from '@blueprintjs/core';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { KeyImage, ReportMeasurement } from '../../core/reporting/exam-report.ts';
import { createApi } from '../client/api.ts';
import { ApiProvider } from '../client/provider.tsx';
import { PreferencesProvider } from '../i18n/preferences.tsx';
import { ReadingRoom, type StudyRequest, useServerImaging } from '../imaging/index.ts';
import { ActionsProvider } from '../keys/actions.tsx';
import { ScannerProvider } from '../scanner/scanner.tsx';

const parameters = new URLSearchParams(location.search);
const requests = (name: string, role: StudyRequest['role']) =>
  parameters.getAll(name).map((studyUid): StudyRequest => ({ studyUid, role }));
const firstStudies = [...requests('study', 'current'), ...requests('prior', 'prior')];

function Viewer() {
  const source = useServerImaging();
  const [studies, setStudies] = useState(firstStudies);
  const [images, setImages] = useState<KeyImage[]>([]);
  const [measurements, setMeasurements] = useState<ReportMeasurement[]>([]);
  return (
    <div style={{ height: '100vh' }}>
      <ReadingRoom
        source={source}
        readerId={parameters.get('reader') ?? ''}
        studies={studies}
        readOnly={parameters.has('readOnly')}
        onKeyImage={(image) => setImages((before) => [...before, image])}
        onMeasurement={(measurement) => setMeasurements((before) => [...before, measurement])}
      />
      <output hidden data-testid="key-images">
        {JSON.stringify(images)}
      </output>
      <output hidden data-testid="sent-measurements">
        {JSON.stringify(measurements)}
      </output>
      <button type="button" hidden data-testid="other-case" onClick={() => setStudies(requests('other', 'current'))} />
    </div>
  );
}

const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <PreferencesProvider>
      <BlueprintProvider>
        <ActionsProvider onRefused={() => undefined}>
          <ApiProvider api={createApi(location.origin, () => true)}>
            <ScannerProvider>
              <Viewer />
            </ScannerProvider>
          </ApiProvider>
        </ActionsProvider>
      </BlueprintProvider>
    </PreferencesProvider>,
  );
