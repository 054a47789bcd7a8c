// How large a recording may be that comes over HTTP, from a device or from a person who picks a file.

/** Bytes. A 24-hour recording of twelve leads at 500 Hz is about 1 GB raw; what recorders send for a day stays below this. */
export const recordingMostBytes = 512 * (1 << 20);
/** What a form adds around its files. */
export const formMostBytes = 1 << 20;
