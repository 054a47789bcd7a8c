// Tables of the charge items.
import type { BulkAct } from '../../../../core/lab/charges/contract.ts';
import type { ChargeFacts, ChargeLink } from '../../../../core/lab/charges/model.ts';
import type { Json } from '../tables.ts';

export interface ChargeItemTable {
  code: string;
  version: number;
  name: string;
  pinyin: string;
  category: string;
  unit: string;
  price_fen: number | null;
  active: boolean;
  display_order: number;
  /** What the HIS said last; the columns hold what is in force. */
  his: Json<ChargeFacts>;
  source: 'hl7' | 'file';
  source_name: string;
  pulled_at: Date;
  gone_at: Date | null;
}

export interface ChargeLinkTable {
  charge_code: string;
  kind: ChargeLink['kind'];
  target_code: string;
  quantity: number;
}

/** An item before an act over many, and the version that the act gave it. */
export interface FormerCharge {
  code: string;
  version: number;
  category: string;
  active: boolean;
  order: number;
  links: ChargeLink[];
}

export interface ChargeBulkTable {
  id: string;
  at: Date;
  by_name: string;
  act: Json<BulkAct>;
  item_count: number;
  before: Json<FormerCharge[]>;
  undone_at: Date | null;
}

export interface ChargeStateTable {
  id: number;
  version: number;
}

export interface ChargeTables {
  charge_item: ChargeItemTable;
  charge_link: ChargeLinkTable;
  charge_bulk: ChargeBulkTable;
  charge_state: ChargeStateTable;
}
