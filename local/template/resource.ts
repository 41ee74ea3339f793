import { type Cloud, isAwsError, type ServiceName } from '../cloud.ts';
import { physicalName } from './names.ts';
import type { Properties } from './values.ts';

/** A resource that exists: `physicalId` is what `Ref` gives, `attributes` what `Fn::GetAtt` gives. */
export interface Resource {
  readonly physicalId: string;
  readonly attributes: Properties;
}

/** A resource with the properties that it was made with. */
export interface ExistingResource extends Resource {
  readonly properties: Properties;
}

/**
 * How CloudFormation's resource type maps to the control plane of a service. All names and defaults are those of the
 * template reference: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
 */
export interface ResourceHandler {
  readonly type: string;
  /** Every property that is accepted; any other is refused before anything is created. */
  readonly properties: readonly string[];
  /** What `Fn::GetAtt` can give. */
  readonly attributes: readonly string[];
  /** A change of one of these makes a new resource, then deletes the old one. */
  readonly replaceOn: readonly string[];
  /** The property that names the resource, if it can be named: a named resource cannot be replaced. */
  readonly nameProperty?: string;
  /** True if two of the type may write the same thing, so that one must wait for the other. */
  readonly serial?: boolean;
  /** Refuses, before anything is created, what the declaration (its intrinsics not yet evaluated) already shows. */
  check?(declared: Properties): void;
  /** What identifies the resource now, where that holds the runtime's own address, which another start may change. */
  refresh?(request: ResourceRequest, before: ExistingResource): Promise<Resource>;
  create(request: ResourceRequest): Promise<Resource>;
  update(request: ResourceRequest, before: ExistingResource): Promise<Resource>;
  delete(request: ResourceRequest, before: ExistingResource): Promise<void>;
}

/** One resource to make, change or delete. */
export class ResourceRequest {
  readonly cloud: Cloud;
  readonly stackName: string;
  readonly logicalId: string;
  readonly properties: Properties;
  /** True if an earlier run was interrupted here: the resource may exist already, and is then adopted. */
  readonly resumed: boolean;
  readonly #generation: number;
  /** Set as soon as there is something to delete, so that a failure in a later step can be undone. */
  made: Resource | undefined;

  constructor(options: {
    cloud: Cloud;
    stackName: string;
    logicalId: string;
    properties: Properties;
    generation: number;
    resumed?: boolean;
  }) {
    this.cloud = options.cloud;
    this.stackName = options.stackName;
    this.logicalId = options.logicalId;
    this.properties = options.properties;
    this.resumed = options.resumed ?? false;
    this.#generation = options.generation;
  }

  /** The name for a resource that the template does not name. */
  name(limit: number, ending = ''): string {
    return physicalName(this.stackName, this.logicalId, this.#generation, limit, ending);
  }

  /** Calls an action; it says which resource failed by the event that the caller records. */
  call<T = Record<string, unknown>>(service: ServiceName, action: string, input: object): Promise<T> {
    return this.cloud.call<T>(service, action, input);
  }

  /** Notes that the resource exists, before the further steps that complete it. */
  created(physicalId: string, attributes: Properties = {}): Resource {
    this.made = { physicalId, attributes };
    return this.made;
  }

  /** Creates; what an interrupted run has left under the same name is adopted, what is somebody else's is a failure. */
  async createOrAdopt(
    service: ServiceName,
    action: string,
    input: object,
  ): Promise<Record<string, unknown> | undefined> {
    try {
      return await this.call(service, action, input);
    } catch (error) {
      if (this.resumed && isAwsError(error) && EXISTS.test(error.code)) return undefined;
      throw error;
    }
  }

  /** Deletes; what is gone already is no failure. */
  async remove(service: ServiceName, action: string, input: object): Promise<void> {
    try {
      await this.call(service, action, input);
    } catch (error) {
      if (!(isAwsError(error) && GONE.test(error.code))) throw error;
    }
  }
}

const EXISTS = /AlreadyExist|ResourceInUse|ResourceConflict|ConflictException|ResourceExists|QueueNameExists/;
const GONE = /NotFound|NonExistent|DoesNotExist|NoSuchEntity|NoSuchBucket/;
