import type { components } from './api';

export type ProblemDocument = components['schemas']['ProblemDocument'] & {
  /** The version that has come in between (412). */
  current?: { version: number; etag: string };
  difference?: Record<string, unknown>;
  duplicates?: Record<string, unknown>[];
};

/** What the service refused, as RFC 9457 tells it; `status` 0 where it could not be reached. */
export class Problem extends Error {
  readonly status: number;
  readonly kind: string;
  readonly document: Partial<ProblemDocument>;

  constructor(status: number, document: Partial<ProblemDocument>) {
    super(document.detail ?? document.title ?? String(status));
    this.name = 'Problem';
    this.status = status;
    this.kind = (document.type ?? '').split(':').pop() ?? '';
    this.document = document;
  }

  get unreachable(): boolean {
    return this.status === 0;
  }
}
