// An image window's end of the line to its main window: what stands there, and what is drawn here.
import { Observable } from '../imaging/desk/observable.ts';
import type { ImagingSource, StudyListener } from '../imaging/source.ts';
import { type AnnotationsTold, type DeskChannel, heardFromMain, sayToMain, type ToMain } from './case-on-desk.ts';
import { type AnnotationLink, MirroredAnnotations } from './mirrored-annotations.ts';
import { type ImageWindowEvent, reduceImageWindow, startImageWindow } from './window-state.ts';

export class ImageLink {
  readonly state = new Observable(startImageWindow);
  private readonly desk: string;
  private readonly channel: DeskChannel;
  private readonly annotationListeners = new Set<(told: AnnotationsTold) => void>();
  private readonly studyListeners = new Set<StudyListener>();

  constructor(desk: string, channel: DeskChannel) {
    this.desk = desk;
    this.channel = channel;
    channel.onmessage = ({ data }) => {
      const word = heardFromMain(data, desk);
      if (!word) return;
      switch (word.kind) {
        case 'told':
          return this.dispatch({ kind: 'told', told: word });
        case 'annotations':
          for (const listener of this.annotationListeners) listener(word);
          return;
        case 'studyChanged':
          for (const listener of this.studyListeners) listener(word.studyUid);
          return;
        default:
          word satisfies never;
      }
    };
    this.say({ kind: 'hello' });
  }

  dispatch(event: ImageWindowEvent): void {
    this.state.set(reduceImageWindow(this.state.get(), event));
  }

  say(word: ToMain): void {
    sayToMain(this.channel, this.desk, word);
  }

  close(): void {
    this.channel.onmessage = null;
    this.channel.close();
  }

  /** Pictures come from the server as everywhere; annotations and news of studies come from the main window. */
  source(server: ImagingSource, examId: string, newId: () => string): ImagingSource {
    const { storeEvidence: _mainStores, ...pictures } = server;
    const link = (): AnnotationLink => {
      const by = newId();
      return {
        by,
        want: (studyUid) => this.say({ kind: 'wantAnnotations', studyUid }),
        act: (studyUid, number, act) => this.say({ kind: 'act', examId, studyUid, by, number, act }),
        listen: (listener) => {
          this.annotationListeners.add(listener);
          return () => this.annotationListeners.delete(listener);
        },
      };
    };
    return {
      ...pictures,
      onChanged: (listener) => {
        this.studyListeners.add(listener);
        return () => this.studyListeners.delete(listener);
      },
      makeAnnotations: (readerId) => new MirroredAnnotations(pictures, readerId, link()),
    };
  }
}
