// Whose critical value it is, as every strip of them says it: person, department, number, time.
import type { CriticalDocument } from '../../core/critical/model.ts';
import { clock } from '../format/time.ts';

export function CriticalWho({ critical }: { critical: CriticalDocument }) {
  return (
    <div className="critical-who">
      <strong>{critical.patientName}</strong>
      <span>{critical.departmentName}</span>
      <span className="number">{critical.barcode}</span>
      <span>{clock(critical.raisedAt)}</span>
    </div>
  );
}
