// What the server speaks DICOM with: devices that call it, and archives of others that it reads.
import { useState } from 'react';
import { Segments } from '../../../../renderer/parts/choice.tsx';
import { useAdminText } from '../locales/use-admin-text.ts';
import { ExternalsScreen } from './externals-screen.tsx';
import { PeersScreen } from './peers-screen.tsx';

const views = ['peers', 'externals'] as const;

export function DicomScreen() {
  const text = useAdminText();
  const [view, setView] = useState<(typeof views)[number]>('peers');
  const tabs = (
    <Segments
      label={text('peers')}
      value={view}
      onChange={setView}
      options={views.map((value) => ({ value, label: text(value) }))}
      testId="dicom-view"
    />
  );
  return view === 'peers' ? <PeersScreen tabs={tabs} /> : <ExternalsScreen tabs={tabs} />;
}
