// Types of the neuro-electric exams that an ECG room does besides (ECG-14): there, switched off. A type that a hospital made stays as it is.
import { sql } from 'kysely';
import type { Migration } from './migration.ts';

export const neuroElectricTypes: Migration = {
  id: '0309',
  name: 'neuro-electric-types',
  async up(db) {
    await sql`insert into ecg_type (code, version, shipped, name, name_en, active, position, updated_at) values
      ('eeg', 1, true, '脑电图', 'EEG', false, 50, now()),
      ('emg', 1, true, '肌电图', 'EMG', false, 60, now()),
      ('ep', 1, true, '诱发电位', 'Evoked potentials', false, 70, now())
      on conflict (code) do update set shipped = true`.execute(db);
  },
};
