// Where the reading room gets studies, pixels and annotations: the server's contract, a link with a token, or a test.
import type { z } from 'zod';
import type { DicomJson } from '../../core/dicom/json.ts';
import type { StudyManifest } from '../../core/imaging/descriptor.ts';
import type { ObjectView } from '../../core/imaging/objects/view.ts';
import type { RecordPicture } from '../../core/imaging/picture-out.ts';
import type { Samples } from '../../core/imaging/pixels/samples.ts';
import type { ReadingSetup, ReadingSetups, SetupScope } from '../../core/imaging/reading/setup.ts';
import type { AnnotationDesk } from './desk/annotation-desk.ts';

export interface StudyRequest {
  studyUid: string;
  /** The study that is read, or one of the same patient to compare it with. */
  role: 'current' | 'prior';
}

export interface FrameAddress {
  studyUid: string;
  seriesUid: string;
  sopInstanceUid: string;
  /** 1-based. */
  frame: number;
}

export interface SavedAnnotations {
  authorId: string;
  author: string;
  version: number;
  doc: unknown;
}

/** @param studyUid what has changed; null: it is not known what */
export type StudyListener = (studyUid: string | null) => void;

export interface ImagingSource {
  manifest(studyUid: string): Promise<StudyManifest>;
  /** Calls when objects of a study came or went, until the answer is called; absent where the source is not told. */
  onChanged?(listener: StudyListener): () => void;
  /** @throws when the frame cannot be had or shown; the message says why */
  frame(address: FrameAddress, signal: AbortSignal): Promise<Samples>;
  /** Many frames of one series in one answer, in the order asked for; absent where the source has no such route. */
  stream?(
    frames: readonly FrameAddress[],
    signal: AbortSignal,
    onFrame: (address: FrameAddress, samples: Samples | Error) => void,
  ): Promise<void>;
  /** An object that is no image, as a panel or a layer shows it; absent where the source has none. */
  object?(sopInstanceUid: string, signal: AbortSignal): Promise<ObjectView>;
  /** Hanging protocols and named windows of the reader and the department; absent where the source keeps none. */
  readingSetups?(): Promise<ReadingSetups>;
  /** @throws VERSION_CONFLICT when another window saved in between */
  saveReadingSetup?(scope: SetupScope, expectedVersion: number, doc: ReadingSetup): Promise<{ version: number }>;
  annotations(studyUid: string): Promise<SavedAnnotations[]>;
  /** @throws VERSION_CONFLICT when somebody saved in between under the same name */
  saveAnnotations(studyUid: string, expectedVersion: number, doc: unknown): Promise<{ version: number }>;
  /** Makes DICOM objects of the reader's saved annotations; absent where the source cannot. Counts of objects made and of marks left out. */
  storeEvidence?(
    studyUid: string,
    expectedVersion: number,
  ): Promise<{ version: number; objects: number; left: number }>;
  /** What the image's header says, without its pixels; absent where only pictures are given. @throws when it cannot be had */
  header?(image: Omit<FrameAddress, 'frame'>, signal: AbortSignal): Promise<DicomJson>;
  /** Puts on record that an image leaves as a picture, before it does; absent where none may leave. @throws when it may not */
  recordPicture?(picture: Omit<z.infer<typeof RecordPicture>, 'command'>): Promise<void>;
  /** Keeps the annotations of a room in another way than storing them from here, e.g. for several windows; absent: the room's own way. */
  makeAnnotations?(readerId: string, readOnly: boolean): AnnotationDesk;
}
