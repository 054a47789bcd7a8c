// Tables of packing: which objects are packed and what they take, and how far the job has come.

export interface ImagingPackedTable {
  path: string;
  /** Of the content, as it was received. */
  length: number;
  /** Of the file; null: it came back from the second folder unpacked and waits to be packed again. */
  stored_bytes: number | null;
  at: Date;
  /** The second folder holds the packed file too. */
  copied: boolean;
}

/** One row: studies whose last object came before are done. Text, because a Date has no microseconds. */
export interface ImagingPackingTable {
  id: number;
  upto: string;
  upto_uid: string;
}

export interface PackingTables {
  imaging_packed: ImagingPackedTable;
  imaging_packing: ImagingPackingTable;
}
