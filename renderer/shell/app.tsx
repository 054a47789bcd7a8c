// The whole window: providers from the outside in, then the login or the station.
import { BlueprintProvider } from '@blueprintjs/core';
import type { Api } from '../client/api.ts';
import { LiveProvider } from '../client/live.tsx';
import { ApiProvider } from '../client/provider.tsx';
import { PreferencesProvider } from '../i18n/preferences.tsx';
import { ActionsProvider } from '../keys/actions.tsx';
import { ScannerProvider } from '../scanner/scanner.tsx';
import type { StationEntry } from '../station.ts';
import { SessionGate } from './session-gate.tsx';
import { StationFrame } from './station-frame.tsx';
import { ToastsProvider, useToasts } from './toasts.tsx';

export function App({ api, stations }: { api: Api; stations: readonly StationEntry[] }) {
  return (
    <PreferencesProvider>
      <BlueprintProvider>
        <ToastsProvider>
          <Keyboard>
            <ApiProvider api={api}>
              <ScannerProvider>
                <SessionGate>
                  <LiveProvider>
                    <StationFrame stations={stations} />
                  </LiveProvider>
                </SessionGate>
              </ScannerProvider>
            </ApiProvider>
          </Keyboard>
        </ToastsProvider>
      </BlueprintProvider>
    </PreferencesProvider>
  );
}

/** An action that is off says why when its key is pressed. */
function Keyboard({ children }: { children: React.ReactNode }) {
  const { show } = useToasts();
  return (
    <ActionsProvider
      onRefused={(action) => show({ tone: 'waiting', title: action.label, lines: action.off ? [action.off] : [] })}
    >
      {children}
    </ActionsProvider>
  );
}
