// The day by rooms and devices with the names of those who are booked, and who is here without a booking (RAD-100); the same at every desk.
import { useState } from 'react';
import { placeNamed, placesFor } from '../../core/orders/allocation.ts';
import { addDays, resourceDay } from '../../core/orders/booking-slots.ts';
import type { ExamService } from '../../core/orders/exam.ts';
import { clock } from '../format/time.ts';
import { useMarks } from '../i18n/marks.ts';
import { Modal } from '../parts/modal.tsx';
import { Answer, EmptyPanel } from '../parts/panels.tsx';
import { DayBar, today } from './day-bar.tsx';
import { namesIn, walkInsOf } from './names-in.ts';
import { SlotGrid } from './slot-grid.tsx';
import { useBookingText } from './texts.ts';
import { useBookingSettings, useBookings } from './use-bookings.ts';

export function DayBoard({ service, onClose }: { service: ExamService; onClose: () => void }) {
  const text = useBookingText();
  const [day, setDay] = useState(today);
  const settings = useBookingSettings(service);
  const bookings = useBookings({ service, from: day, to: day });
  const { comma } = useMarks();
  const rooms = settings.data?.resources.filter(({ active }) => active) ?? [];
  return (
    <Modal
      title={text('board.title')}
      onClose={onClose}
      width={`min(${160 + 260 * Math.max(2, rooms.length)}px, 96vw)`}
      testId="day-board"
      actions={[
        { id: 'day.before', label: text('before'), keys: ['PageUp'], run: () => setDay(addDays(day, -1)) },
        { id: 'day.after', label: text('after'), keys: ['PageDown'], run: () => setDay(addDays(day, 1)) },
      ]}
      hint={text('board.hint')}
      footer={<span />}
    >
      <div className="slot-picker">
        <DayBar day={day} onDay={setDay} />
        <Answer of={settings}>
          {(found) =>
            rooms.length === 0 ? (
              <EmptyPanel glyph="time" title={text('none')} hint={text('none.hint')} />
            ) : (
              <Answer of={bookings}>
                {({ rows, taken, asOf }) => {
                  const here = walkInsOf(
                    rows,
                    ({ exam }) =>
                      placeNamed(placesFor(found, exam), exam)?.name ??
                      ([exam.room, exam.deviceId].filter(Boolean).join(' / ') || text('board.nowhere')),
                  );
                  return (
                    <>
                      <SlotGrid
                        key={day}
                        focus
                        columns={rooms.map((resource) => resourceDay(found, resource, day, taken, asOf))}
                        chosen={null}
                        onChoose={() => undefined}
                        namesIn={namesIn(rows)}
                      />
                      {here.size > 0 ? (
                        <dl className="day-board-here" data-testid="day-board-here">
                          {[...here].map(([room, waiting]) => (
                            <div key={room}>
                              <dt>{text('board.here', { room, count: waiting.length })}</dt>
                              <dd>
                                {waiting
                                  .map(
                                    ({ exam }) =>
                                      `${exam.patient.name} ${clock(exam.registeredAt ?? exam.requestedAt)}`,
                                  )
                                  .join(comma)}
                              </dd>
                            </div>
                          ))}
                        </dl>
                      ) : null}
                    </>
                  );
                }}
              </Answer>
            )
          }
        </Answer>
      </div>
    </Modal>
  );
}
