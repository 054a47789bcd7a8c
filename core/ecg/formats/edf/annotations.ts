// Time-stamped annotation lists of EDF+ (2.2.4): when each data record starts, and what somebody or something noted.

export interface EdfNote {
  onsetS: number;
  text: string;
}

export interface RecordNotes {
  /** Seconds from the start of the file to this record; `undefined` where the time-keeping entry is missing or damaged. */
  onsetS: number | undefined;
  notes: EdfNote[];
}

/** `+onset[ 0x15 duration] 0x14 text 0x14 … 0x14 0x00`; the first entry of the first list of a record keeps its time. */
export function readRecordNotes(lists: readonly Uint8Array[]): RecordNotes {
  let onsetS: number | undefined;
  const notes: EdfNote[] = [];
  lists.forEach((bytes, list) => {
    const entries = new TextDecoder('utf-8').decode(bytes).split('\u0014\0');
    entries.forEach((entry, place) => {
      const [time = '', ...texts] = entry.replace(/^\0+/, '').split('\u0014');
      const match = /^([+-]\d+(?:\.\d+)?)(?:\u0015\d*(?:\.\d*)?)?$/.exec(time);
      if (!match) return;
      const onset = Number(match[1]);
      if (list === 0 && place === 0) onsetS = onset;
      for (const text of texts) if (text.trim()) notes.push({ onsetS: onset, text: text.trim() });
    });
  });
  return { onsetS, notes };
}
