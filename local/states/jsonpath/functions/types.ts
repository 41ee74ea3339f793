import type { Clock } from '../../../clock.ts';
import type { Json } from '../../json.ts';

/** An intrinsic function: it throws an Error whose message becomes part of the cause. */
export type Intrinsic = (args: Json[], clock: Clock) => Json;
