// Tables of the sync area: number blocks that were given away.
export interface SyncTables {
  number_block: { kind: string; prefix: string; next: number };
  number_lease: {
    id: string;
    kind: string;
    from_number: number;
    to_number: number;
    workstation_id: string | null;
    person_id: string | null;
    at: Date;
  };
}
