// A study looked at from the archive's desk, in the same viewport as in the reading room.
import { Button } from '@blueprintjs/core';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useSession } from '../../../../renderer/client/session.tsx';
import { ReadingRoom, useServerImaging } from '../../../../renderer/imaging/index.ts';
import { useActions } from '../../../../renderer/keys/actions.tsx';
import { KeyCap } from '../../../../renderer/parts/field.tsx';
import { useExternalText } from './external-texts.ts';

interface OpenedStudyProps {
  studyUid: string;
  name: string;
  /** What is said of it beside the name. */
  mark: ReactNode;
  onClose: () => void;
}

export function OpenedStudy({ studyUid, name, mark, onClose }: OpenedStudyProps) {
  const text = useExternalText();
  const { person } = useSession();
  const source = useServerImaging();
  const studies = useMemo(() => [{ studyUid, role: 'current' as const }], [studyUid]);
  const section = useRef<HTMLElement>(null);
  // The keys are the viewer's now, not the search box's.
  useEffect(() => section.current?.focus(), []);
  useActions({ title: text('looking'), depth: 2 }, [
    { id: 'close', label: text('close'), keys: ['Ctrl+L'], main: true, run: onClose },
  ]);
  return (
    <section ref={section} tabIndex={-1} className="pane pane-whole opened-study" data-testid="opened-study">
      <header className="pane-head">
        <Button size="small" onClick={onClose} data-testid="opened-close">
          {text('close')} <KeyCap name="Ctrl+L" />
        </Button>
        <h2>{name}</h2>
        {mark}
      </header>
      <div className="opened-room">
        <ReadingRoom source={source} readerId={person.id} studies={studies} />
      </div>
    </section>
  );
}
