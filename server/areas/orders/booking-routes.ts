// The bookings' part of the contract: each procedure names its act or its read, nothing more.
import type { Kernel } from '../../kernel/types.ts';
import type { Implementer } from '../../web/procedures.ts';
import { administers } from '../identity/module.ts';
import { examRight } from './access.ts';
import { bookSlot, cancelBooking, noShow } from './booking-acts.ts';
import { bookings } from './booking-queries.ts';
import { administrator, bookingSettings, saveBookingSettings } from './booking-settings.ts';
import { staffOf } from './staff.ts';

export function bookingRoutes(kernel: Kernel, orders: Implementer['orders']) {
  return {
    bookingSettings: orders.bookingSettings.handler(({ input, context }) => {
      const entry = { act: 'orders.bookingSettings', subject: input.service };
      return kernel.read(context.caller, examRight(input.service, 'view'), entry, (db) =>
        bookingSettings(db, input.service),
      );
    }),
    staff: orders.staff.handler(({ input, context }) => {
      const entry = { act: 'orders.staff', subject: input.service };
      const { caller } = context;
      // Who hands in at an upload point is named by whoever keeps the points, heads of departments by whoever keeps the time limits.
      const right =
        input.service === 'ecg'
          ? administers(caller, administrator.ecg, 'ecg.uploadPoints', 'ecg.admin')
          : administrator.radiology;
      return kernel.read(caller, right, entry, staffOf);
    }),
    saveBookingSettings: orders.saveBookingSettings.handler(({ input, context }) =>
      saveBookingSettings(kernel, context.caller, input),
    ),
    bookings: orders.bookings.handler(({ input, context }) => bookings(kernel, context.caller, input)),
    bookSlot: orders.bookSlot.handler(({ input, context }) => bookSlot(kernel, context.caller, input)),
    cancelBooking: orders.cancelBooking.handler(({ input, context }) => cancelBooking(kernel, context.caller, input)),
    noShow: orders.noShow.handler(({ input, context }) => noShow(kernel, context.caller, input)),
  };
}
