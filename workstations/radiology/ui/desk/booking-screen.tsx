// Rooms and devices of the department that can be booked, for whoever keeps its dictionaries (RAD-02).
import { BookingSetup } from '../../../../renderer/booking/setup/setup.tsx';
import { useSharedText } from '../parts/texts.ts';

export function BookingScreen() {
  const shared = useSharedText();
  return (
    <div className="radiology">
      <section className="pane pane-whole" aria-label={shared('screen.booking')}>
        <BookingSetup service="radiology" />
      </section>
    </div>
  );
}
