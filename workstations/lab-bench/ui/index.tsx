// The screens of the lab bench.
import { CriticalScreen } from '../../../renderer/critical/screen.tsx';
import { type StationUi, titleOf } from '../../../renderer/station.ts';
import { BenchScreen } from './bench/bench-screen.tsx';
import { BenchProvider } from './bench/state.tsx';
import './design/bench.css';
import './design/acts.css';
import { benchTexts } from './locales/use-bench-text.ts';

export const station: StationUi = {
  Provider: BenchProvider,
  screens: [
    {
      id: 'bench',
      title: titleOf(benchTexts, 'screen.bench'),
      glyph: 'laboratory',
      Component: BenchScreen,
      keys: 'Ctrl+1',
    },
    {
      id: 'critical',
      title: titleOf(benchTexts, 'screen.critical'),
      glyph: 'warning',
      Component: CriticalScreen,
      keys: 'Ctrl+5',
    },
  ],
};
