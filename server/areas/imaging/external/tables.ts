// The table of archives of others.

export interface ExternalArchiveTable {
  id: string;
  name: string;
  url: string;
  login: 'none' | 'basic' | 'bearer';
  login_name: string;
  /** Encrypted password or token; empty when there is none. */
  secret: string;
  active: boolean;
  changed_at: Date;
}

export interface ExternalTables {
  imaging_external_archive: ExternalArchiveTable;
}
