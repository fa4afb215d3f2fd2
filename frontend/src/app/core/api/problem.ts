import { HttpErrorResponse } from '@angular/common/http';

import { ProblemDocument } from './models';

/** Why a call failed before the server could say anything. */
export type TransportCode = 'offline' | 'unreadable';

/**
 * What a failed call comes down to: the stable `code` of the server's problem document, or a
 * transport code when no such document arrived.
 */
export interface Problem {
  /** Machine-readable code of the HTTP contract (`sold_out`, `validation`, …) or a transport code. */
  readonly code: string;
  /** HTTP status; 0 when the server was not reached. */
  readonly status: number;
  /** The whole problem document, when the server sent one. */
  readonly document: Partial<ProblemDocument>;
}

/** Reads any thrown value as a {@link Problem}; never throws itself. */
export function toProblem(error: unknown): Problem {
  const response = findResponse(error);
  if (!response || response.status === 0) {
    return { code: response ? 'offline' : 'unreadable', status: 0, document: {} };
  }
  const document = asDocument(response.error);
  return {
    code: document.code ?? 'unreadable',
    status: response.status,
    document,
  };
}

/** Angular's resources wrap what is not an `Error`; the response is then the cause. */
function findResponse(error: unknown): HttpErrorResponse | undefined {
  if (error instanceof HttpErrorResponse) {
    return error;
  }
  if (error instanceof Error && error.cause instanceof HttpErrorResponse) {
    return error.cause;
  }
  return undefined;
}

function asDocument(body: unknown): Partial<ProblemDocument> {
  return isDocument(body) ? body : {};
}

function isDocument(body: unknown): body is Partial<ProblemDocument> {
  return (
    typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string'
  );
}
