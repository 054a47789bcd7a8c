// The person is here and no room or device is given yet, or another one is wanted: chosen from the registered ones (RAD-04).
import { Button } from '@blueprintjs/core';
import { useState } from 'react';
import { placeNamed } from '../../core/orders/allocation.ts';
import type { BookingResource } from '../../core/orders/booking.ts';
import type { ExamDocument } from '../../core/orders/exam.ts';
import { KeyCap } from '../parts/field.tsx';
import { Modal } from '../parts/modal.tsx';
import { type ChosenPlace, PlaceChoice } from './place-choice.tsx';
import { useBookingText } from './texts.ts';

interface ArriveDialogProps {
  exam: ExamDocument;
  places: readonly BookingResource[];
  busy: boolean;
  onClose: () => void;
  onPlace: (place: ChosenPlace) => void;
}

export function ArriveDialog({ exam, places, busy, onClose, onPlace }: ArriveDialogProps) {
  const text = useBookingText();
  const [first] = places;
  const [place, setPlace] = useState<ChosenPlace>(() =>
    placeNamed(places, exam) || !first
      ? { room: exam.room, deviceId: exam.deviceId }
      : { room: first.room, deviceId: first.deviceId },
  );
  const good = !busy && (place.room !== '' || place.deviceId !== '');
  return (
    <Modal
      title={text('arrive.title', { name: exam.patient.name, item: exam.procedureName })}
      onClose={onClose}
      onConfirm={() => good && onPlace(place)}
      width={460}
      testId="arrive-dialog"
      footer={
        <Button type="submit" intent="primary" disabled={!good} loading={busy} data-testid="arrive-save">
          {text('arrive.save')} <KeyCap name="Ctrl+Enter" />
        </Button>
      }
    >
      <PlaceChoice places={places} value={place} onChange={setPlace} testId="arrive" />
    </Modal>
  );
}
