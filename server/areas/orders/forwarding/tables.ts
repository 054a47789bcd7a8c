// The table of plans: what is sent on by itself, one document a service.
import type { ColumnType } from 'kysely';
import type { ExamService } from '../../../../core/orders/exam.ts';
import type { ForwardingPlan } from '../../../../core/orders/forwarding.ts';

export type PlanDocument = Omit<ForwardingPlan, 'service' | 'version'>;

export interface ForwardingTables {
  forwarding_plan: {
    service: ExamService;
    version: number;
    doc: ColumnType<PlanDocument, string, string>;
    changed_at: Date;
  };
}
