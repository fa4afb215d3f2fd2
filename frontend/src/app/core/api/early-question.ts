/** A question to the API. With a body it is a POST. */
export interface Question {
  readonly path: string;
  readonly body?: unknown;
}

/** Answers on their way, by the key of their question. */
export type EarlyAnswers = Map<string, Promise<unknown>>;

declare global {
  /** What `src/opening` has asked; made by whoever of the two is there first, opening or app. */
  var azionelabEarly: EarlyAnswers | undefined;
}

export function keyOf({ path, body }: Question): string {
  return body === undefined ? path : `${path} ${JSON.stringify(body)}`;
}
