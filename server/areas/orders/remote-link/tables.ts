// Tables of signed links to the request form.

export interface RemoteLinkTables {
  /** What a signed link was exchanged for: one exam, some minutes, a system and its user. Only the hash of the token is kept. */
  remote_link: {
    hash: string;
    exam_id: string;
    institution_id: string;
    system: string;
    user_name: string;
    created_at: Date;
    expires_at: Date;
  };
  /** Signatures that were taken. */
  remote_link_use: { signature: string; at: Date };
}
