// Says whether what the reader set up is on the server: nothing while it is.
import { useDesk } from '../desk/desk-context.ts';
import { useObserved } from '../desk/observable.ts';
import { useReadingText } from '../locales/use-reading-text.ts';

export function SetupNote() {
  const desk = useDesk();
  const text = useReadingText();
  const waiting = useObserved(desk.setup.state, (state) => state.waiting);
  const refused = useObserved(desk.setup.state, (state) => state.refused);
  if (refused) return <span role="alert">{text('setup.refused', { code: refused })}</span>;
  return waiting > 0 ? <span role="status">{text('setup.waiting')}</span> : null;
}
