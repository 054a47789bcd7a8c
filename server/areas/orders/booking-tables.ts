// Tables of the bookings.
import type { ColumnType } from 'kysely';
import type { BookingSettings, BookingState } from '../../../core/orders/booking.ts';
import type { ExamService } from '../../../core/orders/exam.ts';

export interface BookingSettingTable {
  service: ExamService;
  doc: ColumnType<BookingSettings, string, string>;
}

export interface BookingTable {
  id: string;
  exam_id: string;
  patient_id: string;
  service: ExamService;
  procedure_code: string;
  resource_id: string;
  starts_at: Date;
  ends_at: Date;
  place: number;
  state: BookingState;
  booked_at: Date;
  booked_by: string;
  reason: string;
}

/** A single row that every booking counts on: of two that do at once, the later one is run again and sees the former. */
export interface BookingTurnTable {
  id: 1;
  turn: number;
}

/** The last number that was given in the line of a room on a day. */
export interface QueueCounterTable {
  service: ExamService;
  room: string;
  /** `YYYY-MM-DD`. */
  day: string;
  last: number;
}
