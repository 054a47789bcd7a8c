// The database as Kysely sees it: one interface from the tables of every area. Columns are snake_case, as they are called in SQL.
// int8 arrives as number, date as 'YYYY-MM-DD', timestamptz as Date, text[] as array; an array for a jsonb column must be stringified.
import type { AuditTables } from '../areas/audit/tables.ts';
import type { CriticalTables } from '../areas/critical/tables.ts';
import type { EcgTables } from '../areas/ecg/tables.ts';
import type { IdentityTables } from '../areas/identity/tables.ts';
import type { ImagingTables } from '../areas/imaging/tables.ts';
import type { LabTables } from '../areas/lab/tables.ts';
import type { OrdersTables } from '../areas/orders/tables.ts';
import type { PatientTables } from '../areas/patient/tables.ts';
import type { ProgramTables } from '../areas/programs/tables.ts';
import type { QualityTables } from '../areas/quality/tables.ts';
import type { ReportingTables } from '../areas/reporting/tables.ts';
import type { SigningTables } from '../areas/signing/tables.ts';
import type { SyncTables } from '../areas/sync/tables.ts';
import type { DicomTables } from '../interfaces/dicom/tables.ts';
import type { Hl7Tables } from '../interfaces/hl7/tables.ts';
import type { KernelTables } from '../kernel/tables.ts';

export interface Database
  extends KernelTables,
    AuditTables,
    IdentityTables,
    PatientTables,
    SyncTables,
    LabTables,
    ReportingTables,
    CriticalTables,
    ImagingTables,
    OrdersTables,
    EcgTables,
    SigningTables,
    QualityTables,
    ProgramTables,
    DicomTables,
    Hl7Tables {}
