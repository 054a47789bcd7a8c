// Where the window is: `#/station/screen?name=value`. Kept in the address, so that reload and a second window open the same place.
import { useCallback, useSyncExternalStore } from 'react';

export interface Route {
  station: string;
  screen: string;
  parameters: URLSearchParams;
}

export function parseRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  const [station = '', screen = ''] = path.split('/');
  return { station, screen, parameters: new URLSearchParams(search) };
}

export function routeAddress(station: string, screen: string, parameters: Record<string, string> = {}): string {
  const search = new URLSearchParams(parameters).toString();
  return `#/${station}/${screen}${search ? `?${search}` : ''}`;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash));
}

/** `const go = useGo(); go('reception')` or `go('bench', { specimen: id })` within the station. */
export function useGo(): (screen: string, parameters?: Record<string, string>) => void {
  return useCallback((screen, parameters) => {
    const { station } = parseRoute(location.hash);
    location.hash = routeAddress(station, screen, parameters);
  }, []);
}
