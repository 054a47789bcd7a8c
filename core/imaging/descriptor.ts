// What a viewer must know of one stored object to place it and show it: made once when the object is received, sent as JSON.

/** A vector in the patient's frame, millimetres, or a direction. */
export type Vector3 = readonly [number, number, number];

/** Where the pixels of frames lie in the stored object; offsets count from the object's first byte. */
export type PixelLocation =
  /** Frames follow each other without gaps. */
  | { kind: 'native'; offset: number; frameLength: number; bigEndian: boolean }
  /** Per frame its fragments: offset, length, offset, length … */
  | { kind: 'encapsulated'; frames: number[][] }
  /** The data set is deflated (1.2.840.10008.1.2.1.99): offsets count in the inflated one. */
  | { kind: 'deflated'; offset: number; frameLength: number };

export interface Window {
  center: number;
  width: number;
  explanation: string;
}

/** PS3.3 C.11.1, C.11.2: entries as they are; `firstMapped` is signed where the pixels are. */
export interface LookUpTable {
  firstMapped: number;
  bitsPerEntry: number;
  /** Little-endian unsigned 16-bit entries, base64. */
  data: string;
  explanation: string;
}

export interface Palette {
  /** Red, green, blue; entries widened to 16 bit. */
  red: LookUpTable;
  green: LookUpTable;
  blue: LookUpTable;
}

/** How stored values become shown ones. Every part may differ per frame. */
export interface DisplayPipeline {
  slope: number;
  intercept: number;
  /** (0028,1054): HU, US … empty when not said. */
  rescaleType: string;
  modalityLut: LookUpTable | null;
  windows: Window[];
  voiFunction: 'linear' | 'linear-exact' | 'sigmoid';
  voiLuts: LookUpTable[];
  /** (2050,0020) or MONOCHROME1: shown inverted. */
  inverted: boolean;
}

/** Where a frame is. Absent parts are not known, never assumed. */
export interface FramePlane {
  /** Centre of the first pixel (0020,0032). */
  position: Vector3 | null;
  /** Direction along a row and along a column (0020,0037), unit length, at right angles. */
  rowDirection: Vector3 | null;
  columnDirection: Vector3 | null;
  /** Millimetres between rows and between columns, in the patient or at the detector as `spacingSource` says. */
  rowSpacing: number | null;
  columnSpacing: number | null;
  /**
   * patient: (0028,0030) of a cross-section. calibrated: (0028,0030) with calibration said in (0028,0A02).
   * detector: (0018,1164), larger than the body by an unknown factor. region: an ultrasound region. none: pixels only.
   */
  spacingSource: 'patient' | 'calibrated' | 'detector' | 'region' | 'none';
  sliceThickness: number | null;
}

export interface UltrasoundRegion {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  /** (0018,6024), (0018,6026): 3 cm, 4 s, 5 Hz, 7 cm/s … */
  unitX: number;
  unitY: number;
  deltaX: number;
  deltaY: number;
}

export interface OverlayPlane {
  /** 0x6000 to 0x601E. */
  group: number;
  rows: number;
  columns: number;
  /** 1-based row and column of its first pixel. */
  originRow: number;
  originColumn: number;
  frames: number;
  firstFrame: number;
  kind: 'graphics' | 'roi';
  description: string;
  /** One bit a pixel, least significant first, base64. */
  bits: string;
}

export interface Shutter {
  shapes: ('rectangular' | 'circular' | 'polygonal' | 'bitmap')[];
  left: number | null;
  right: number | null;
  upper: number | null;
  lower: number | null;
  centre: [number, number] | null;
  radius: number | null;
  /** Row, column, row, column … (1-based). */
  polygon: number[];
  /** Of the shape of that name: bits that are set are covered. */
  bitmap?: OverlayPlane;
  /** What hidden pixels show, 0 black to 1; absent: black. */
  grey?: number;
}

/** What SUV needs (QIBA). What the object does not say is 0 or empty, so that a reader is told what is missing; optional: not in older indexes. */
export interface SuvInputs {
  units: string;
  decayCorrection: string;
  correctedImage: string[];
  patientWeightKg: number;
  totalDoseBq: number;
  halfLifeSeconds: number;
  injectionTime: string;
  seriesTime: string;
  acquisitionTime: string;
  /** Philips private (7053,1000): counts to SUVbw. */
  philipsSuvFactor: number | null;
  /** Philips private (7053,1009): counts to becquerel a millilitre. */
  philipsActivityFactor?: number | null;
  /** (0054,1006): which SUV the values already are. */
  suvType?: string;
  patientHeightM?: number;
  patientSex?: string;
  /** DT (0018,1078). */
  injectionDateTime?: string;
  seriesDate?: string;
  acquisitionDate?: string;
  /** DT, GE private (0009,100D): the scan's start where the series' time was written anew. */
  geScanDateTime?: string;
}

export interface ImageDescriptor {
  rows: number;
  columns: number;
  frames: number;
  samplesPerPixel: number;
  photometric: string;
  /** 1: colours lie in planes. As stored; what is served is by pixel. */
  planarConfiguration: number;
  bitsAllocated: number;
  bitsStored: number;
  highBit: number;
  signed: boolean;
  /** Float or double pixel data (7FE0,0008/0009). */
  floating: boolean;
  /** Values outside the image, inclusive; stored values. */
  padding: { from: number; to: number } | null;
  palette: Palette | null;
  display: DisplayPipeline;
  plane: FramePlane;
  /** For enhanced objects: what differs from the common ones, one entry a frame; empty when nothing does. */
  perFrame: {
    plane: FramePlane;
    display: DisplayPipeline;
    dimension: number[];
    label: string;
    /** Only where the frame says one of its own. */
    shutter?: Shutter;
  }[];
  /** Of an object that was divided over several (0020,9161): which of its parts this is, from 1. Absent: it is whole. */
  concatenation?: { uid: string; part: number };
  frameOfReferenceUid: string;
  imageType: string[];
  laterality: string;
  viewPosition: string;
  /** Patient orientation of rows and columns (0020,0020), e.g. ['L', 'F']. */
  patientOrientation: string[];
  /** What tells frames of one place apart: echo, b-value, phase, temporal position. */
  temporal: {
    acquisitionNumber: number | null;
    echo: number | null;
    bValue: number | null;
    position: number | null;
    triggerTime: number | null;
  };
  acquisitionTime: string;
  frameTimeMs: number | null;
  pixelAspect: [number, number] | null;
  lossy: boolean;
  burnedInAnnotation: boolean;
  regions: UltrasoundRegion[];
  overlays: OverlayPlane[];
  shutter: Shutter | null;
  suv: SuvInputs | null;
}

export interface InstanceDescriptor {
  sopInstanceUid: string;
  sopClassUid: string;
  transferSyntaxUid: string;
  instanceNumber: number | null;
  kind:
    | 'image'
    | 'report'
    | 'presentation'
    | 'key-objects'
    | 'segmentation'
    | 'waveform'
    | 'document'
    | 'video'
    | 'other';
  /** Title of a report or document, content label of a presentation state. */
  label: string;
  contentDate: string;
  contentTime: string;
  image: ImageDescriptor | null;
  /** Null when there are no pixels, or none that can be found; then `problem` says why. */
  pixels: PixelLocation | null;
  problem: string;
}

export interface SeriesManifest {
  seriesInstanceUid: string;
  modality: string;
  number: number | null;
  description: string;
  bodyPart: string;
  protocol: string;
  date: string;
  time: string;
  frameOfReferenceUid: string;
  instances: InstanceDescriptor[];
}

/** All that the viewer needs to open a study, made from what was indexed at reception: no file is opened for it. */
export interface StudyManifest {
  studyInstanceUid: string;
  patientId: string;
  patientName: string;
  sex: string;
  birthDate: string;
  /** (0010,1010) as written. */
  age: string;
  date: string;
  time: string;
  accession: string;
  description: string;
  institution: string;
  examId: string | null;
  series: SeriesManifest[];
  /** Grows with every object that arrives or goes. */
  revision: number;
  /** The archive of others that it is read from; absent for this hospital's own. */
  source?: { id: string; name: string };
}
