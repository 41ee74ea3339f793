/** What is wrong with a source, told so that its owner can repair it. The other sources stay up. */
export interface Problem {
  readonly source: string;
  /** JSON pointer into the document, or a path in the declaration. */
  readonly place: string;
  readonly message: string;
  readonly remedy: string;
  /** An `error` takes the source out of the build; a `note` tells of something that is served in a looser form. */
  readonly severity: 'error' | 'note';
}

export class GatewayBuildError extends Error {
  override readonly name = 'GatewayBuildError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(describeProblem).join('\n'));
    this.problems = problems;
  }
}

export const describeProblem = (p: Problem): string =>
  `${p.severity === 'error' ? 'error' : 'note '} ${p.source} ${p.place}: ${p.message}${p.remedy ? ` → ${p.remedy}` : ''}`;
