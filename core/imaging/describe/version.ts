// The version of what is said of an object: raised with every change by which older objects are to be described again.

/**
 * 2: shutters with their bitmaps and of single frames, parts of concatenations, overlays in unused bits.
 * 3: overlays in unused bits of losslessly compressed pixels.
 */
export const descriptorVersion = 3;
