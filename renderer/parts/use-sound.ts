// Sounds for whoever has not switched them off: the choice is the person's, because several work at one computer and nobody may silence
// another one's critical values.
import { useCallback } from 'react';
import { useSession } from '../client/session.tsx';
import { usePreferences } from '../i18n/preferences.tsx';
import { playSound, type SoundName } from './sound.ts';

export interface SoundSwitch {
  on: boolean;
  turn: () => void;
}

export function useSoundSwitch(): SoundSwitch {
  const { person } = useSession();
  const { preferences, change } = usePreferences();
  const kept = `sounds.off.${person.id}`;
  const on = preferences.layout[kept] !== true;
  return { on, turn: useCallback(() => change({ layout: { [kept]: on } }), [change, kept, on]) };
}

export function useSound(): (name: SoundName) => void {
  const { on } = useSoundSwitch();
  return useCallback((name) => on && playSound(name), [on]);
}
