// How far the objects that were there before a version of the descriptors have been described again.

export interface ImagingDescribingTable {
  version: number;
  /** Objects with this id and above are done, newest first; null: none is. */
  place: string | null;
  changed: number;
  failed: number;
  /** Null while there is more. */
  ended_at: Date | null;
}

export interface DescribingTables {
  imaging_describing: ImagingDescribingTable;
}
