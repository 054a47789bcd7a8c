// Choosing a slot in a dialog, the same at every desk: a day, the rooms that do the exam, what is left.

import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { hospitalDay } from '../../core/kernel/hospital-time.ts';
import type { BookingSlot } from '../../core/orders/booking.ts';
import { addDays, firstOpenDay, resourceDay, takesExam } from '../../core/orders/booking-slots.ts';
import type { ExamService } from '../../core/orders/exam.ts';
import { useOnline } from '../client/link.ts';
import { KeyCap } from '../parts/field.tsx';
import { Modal } from '../parts/modal.tsx';
import { Answer, EmptyPanel } from '../parts/panels.tsx';
import { DayBar, today } from './day-bar.tsx';
import { SlotGrid } from './slot-grid.tsx';
import { useBookingText } from './texts.ts';
import { useBookingSettings, useBookings } from './use-bookings.ts';

interface SlotPickerProps {
  service: ExamService;
  exam: { modality: string; procedureCode: string; procedureName: string };
  name: string;
  /** What is chosen now. */
  slot: BookingSlot | null;
  onClose: () => void;
  onPick: (slot: BookingSlot) => void;
  busy?: boolean;
  depth?: number;
}

export function SlotPicker({ service, exam, name, slot, onClose, onPick, busy = false, depth }: SlotPickerProps) {
  const text = useBookingText();
  const online = useOnline();
  const [gone, setDay] = useState(slot ? hospitalDay(slot.startsAt) : null);
  const [chosen, setChosen] = useState(slot);
  const settings = useBookingSettings(service);
  // Without a slot it opens where one can be had: not on a Sunday, nor behind the last hour of today.
  const day =
    gone ?? (settings.data ? firstOpenDay(settings.data, exam, today(), new Date().toISOString()) : null) ?? today();
  const rooms = settings.data?.resources.filter((resource) => takesExam(resource, exam)) ?? [];
  const bookings = useBookings({ service, from: day, to: day });
  const off = !online || chosen === null || busy;
  const confirm = () => {
    if (!off && chosen) onPick(chosen);
  };
  return (
    <Modal
      title={text('title.for', { name, item: exam.procedureName })}
      onClose={onClose}
      onConfirm={confirm}
      width={`min(${140 + 320 * Math.min(rooms.length || 1, 3)}px, 94vw)`}
      depth={depth}
      testId="slot-picker"
      actions={[
        { id: 'day.before', label: text('before'), keys: ['PageUp'], run: () => setDay(addDays(day, -1)) },
        { id: 'day.after', label: text('after'), keys: ['PageDown'], run: () => setDay(addDays(day, 1)) },
      ]}
      hint={online ? text('hint') : text('offline')}
      footer={
        <Button type="submit" intent="primary" disabled={off} loading={busy} data-testid="slot-choose">
          {text('choose')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <div className="slot-picker">
        <DayBar day={day} onDay={setDay} />
        <Answer of={settings}>
          {(found) => {
            if (rooms.length === 0) return <EmptyPanel glyph="time" title={text('none')} hint={text('none.hint')} />;
            return (
              <Answer of={bookings}>
                {({ taken, asOf }) => (
                  <SlotGrid
                    key={day}
                    focus
                    columns={rooms.map((resource) => resourceDay(found, resource, day, taken, asOf))}
                    chosen={chosen}
                    onChoose={setChosen}
                    onConfirm={confirm}
                  />
                )}
              </Answer>
            );
          }}
        </Answer>
      </div>
    </Modal>
  );
}
