// Which registered room or device an exam is given to (检查设备间分配, RAD-04): the booking resources of its service with their AE titles.
import type { BookingResource, BookingSettings } from './booking.ts';
import { takesExam } from './booking-slots.ts';
import type { ExamDocument } from './exam.ts';

type Place = Pick<ExamDocument, 'room' | 'deviceId'>;
type Done = Pick<ExamDocument, 'modality' | 'procedureCode'>;

/** The places that do such an exam, in the order of the settings. */
export function placesFor(settings: BookingSettings | undefined, exam: Done): BookingResource[] {
  return settings?.resources.filter((resource) => takesExam(resource, exam)) ?? [];
}

/** The place that room and device name; where the place has no device of its own, any device of the room will do. */
export function placeNamed(places: readonly BookingResource[], { room, deviceId }: Place): BookingResource | undefined {
  return (
    places.find((one) => one.deviceId !== '' && one.deviceId === deviceId) ??
    places.find((one) => one.deviceId === '' && one.room !== '' && one.room === room)
  );
}

/** A room with a registered place, or a device, is given. */
export function isAllocated(settings: BookingSettings | undefined, exam: Place & Done): boolean {
  return exam.deviceId !== '' || placeNamed(placesFor(settings, exam), exam) !== undefined;
}
