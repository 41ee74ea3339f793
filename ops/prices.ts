/**
 * AWS's list prices in us-east-1, in US dollars, as of November 2026; without free tiers and discounts.
 *
 * @see https://aws.amazon.com/eventbridge/pricing/ @see https://aws.amazon.com/step-functions/pricing/
 * @see https://aws.amazon.com/lambda/pricing/ @see https://aws.amazon.com/sqs/pricing/ @see https://aws.amazon.com/cloudwatch/pricing/
 */
export const PRICES = {
  pipeRequest: 0.4 / 1e6,
  expressRequest: 1 / 1e6,
  expressGbSecond: 0.00001667,
  standardTransition: 0.025 / 1e3,
  lambdaRequest: 0.2 / 1e6,
  /** arm64 */
  lambdaGbSecond: 0.0000133334,
  sqsRequest: 0.4 / 1e6,
  partnerEvent: 1 / 1e6,
  logGb: 0.5,
} as const;

/** A pipe counts its requests in pieces of 64 KB. */
const PIECE = 64 * 1024;
const FUNCTION_GB = 0.5;
const EXPRESS_GB = 0.0625;

export interface Path {
  readonly style: 'batch' | 'event';
  /** Events in the execution: they share its cost. */
  readonly events: number;
  readonly inputBytes: number;
  readonly durationMs: number;
  readonly transitions: number;
  /** Zero where the machine logs no data worth counting. */
  readonly logBytes: number;
}

/** What one event's way costs, part by part, in US dollars. */
export function costOf(path: Path): { readonly total: number; readonly parts: Readonly<Record<string, number>> } {
  const { style, events, inputBytes, durationMs, transitions, logBytes } = path;
  const seconds = durationMs / 1_000;
  const lambda = PRICES.lambdaRequest + seconds * FUNCTION_GB * PRICES.lambdaGbSecond;
  const pipe = Math.max(1, Math.ceil(inputBytes / PIECE)) * PRICES.pipeRequest;
  const logs = (logBytes / 1e9) * PRICES.logGb;
  const whole: Record<string, number> =
    style === 'batch'
      ? // The enrichment is a function too, a short one.
        {
          pipe,
          express: PRICES.expressRequest + seconds * EXPRESS_GB * PRICES.expressGbSecond,
          lambda: lambda + PRICES.lambdaRequest,
          logs,
        }
      : {
          event: PRICES.partnerEvent,
          queue: 3 * PRICES.sqsRequest,
          pipe,
          standard: transitions * PRICES.standardTransition,
          lambda,
          logs,
        };
  const parts = Object.fromEntries(Object.entries(whole).map(([name, cost]) => [name, cost / Math.max(1, events)]));
  return { total: Object.values(parts).reduce((sum, cost) => sum + cost, 0), parts };
}
