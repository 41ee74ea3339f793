import type { CallContext, Cloud, Service } from '../cloud.ts';
import { AwsError } from '../errors.ts';
import { withShapes } from '../events/input-shape.ts';
import { SSM_SHAPES } from './input-shapes.ts';
import { checkedName, checkPattern } from './names.ts';
import { type ParameterRecord, ParameterStore, shown } from './parameter-store.ts';

interface PutInput {
  readonly Name?: string;
  readonly Value?: string;
  readonly Type?: string;
  readonly Description?: string;
  readonly Overwrite?: boolean;
  readonly Tags?: { Key: string; Value: string }[];
  readonly AllowedPattern?: string;
  readonly DataType?: string;
  readonly Tier?: string;
  readonly KeyId?: string;
}

interface ReadInput {
  readonly Name?: string;
  readonly Names?: string[];
  readonly Path?: string;
  readonly Recursive?: boolean;
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly ResourceId?: string;
  readonly Tags?: { Key: string; Value: string }[];
  readonly TagKeys?: string[];
}

/** Parameter Store, of AWS Systems Manager. https://docs.aws.amazon.com/systems-manager/latest/APIReference/ */
export function createSsmService(cloud: Cloud): Service {
  const store = new ParameterStore(cloud);
  return { name: 'ssm', actions: withShapes({ ...writes(store), ...reads(store), ...tags(store) }, SSM_SHAPES) };
}

const writes = (store: ParameterStore): Service['actions'] => ({
  PutParameter(input: PutInput, context: CallContext) {
    const Name = checkedName(String(input.Name));
    const existing = store.latest(Name);
    if (existing && !input.Overwrite)
      throw new AwsError(
        'ParameterAlreadyExists',
        'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
      );
    const Version = store.put(newVersion(store, input, existing, context));
    return { Version, Tier: 'Standard' };
  },

  DeleteParameter({ Name }: ReadInput) {
    if (!store.remove(String(Name))) throw notFound(`Parameter ${Name} not found.`);
    return {};
  },

  DeleteParameters({ Names = [] }: ReadInput) {
    const DeletedParameters = Names.filter((name) => store.remove(name));
    return { DeletedParameters, InvalidParameters: Names.filter((name) => !DeletedParameters.includes(name)) };
  },
});

const reads = (store: ParameterStore): Service['actions'] => ({
  GetParameter({ Name }: ReadInput) {
    return { Parameter: shown(found(store, String(Name)), String(Name)) };
  },

  GetParameters({ Names = [] }: ReadInput) {
    const parameters = Names.map((name) => ({ name, parameter: store.find(name) }));
    return {
      Parameters: parameters.flatMap(({ name, parameter }) => (parameter ? [shown(parameter, name)] : [])),
      InvalidParameters: parameters.filter(({ parameter }) => !parameter).map(({ name }) => name),
    };
  },

  GetParametersByPath(input: ReadInput) {
    const path = `${input.Path ?? ''}`.replace(/\/*$/, '/');
    if (!path.startsWith('/')) throw new AwsError('ValidationException', 'The parameter path must begin with a slash.');
    const below = store
      .all()
      .filter(({ Name }) => Name.startsWith(path) && (input.Recursive || !Name.slice(path.length).includes('/')));
    return paged(
      'Parameters',
      below.map((parameter) => shown(parameter, parameter.Name)),
      input,
      10,
    );
  },

  GetParameterHistory(input: ReadInput) {
    found(store, String(input.Name));
    return paged('Parameters', store.history(String(input.Name)), input, 50);
  },

  DescribeParameters(input: ReadInput) {
    const metadata = store.all().map(({ Value: _value, tags: _tags, ...rest }) => rest);
    return paged('Parameters', metadata, input, 10);
  },
});

const tags = (store: ParameterStore): Service['actions'] => ({
  AddTagsToResource({ ResourceId, Tags = [] }: ReadInput) {
    const parameter = found(store, String(ResourceId));
    const kept = parameter.tags.filter((tag) => !Tags.some(({ Key }) => Key === tag.Key));
    store.save({ ...parameter, tags: [...kept, ...Tags] });
    return {};
  },

  RemoveTagsFromResource({ ResourceId, TagKeys = [] }: ReadInput) {
    const parameter = found(store, String(ResourceId));
    store.save({ ...parameter, tags: parameter.tags.filter(({ Key }) => !TagKeys.includes(Key)) });
    return {};
  },

  ListTagsForResource: ({ ResourceId }: ReadInput) => ({ TagList: found(store, String(ResourceId)).tags }),
});

function newVersion(
  store: ParameterStore,
  input: PutInput,
  existing: ParameterRecord | undefined,
  context: CallContext,
): ParameterRecord {
  const Type = input.Type ?? existing?.Type;
  if (!Type) throw new AwsError('ValidationException', 'A parameter type is required when you create a parameter.');
  const Value = input.Value ?? '';
  if (Value === '' || Buffer.byteLength(Value) > 8192)
    throw new AwsError(
      'ValidationException',
      'A parameter value must have 1 to 4,096 characters (8,192 in the advanced tier).',
    );
  checkPattern(input.AllowedPattern, Value);
  return {
    Name: String(input.Name),
    Type,
    Value,
    Version: (existing?.Version ?? 0) + 1,
    LastModifiedDate: store.now(),
    ARN: store.arn(String(input.Name), context),
    DataType: input.DataType ?? 'text',
    Tier: input.Tier === 'Advanced' ? 'Advanced' : 'Standard',
    ...(input.Description === undefined ? {} : { Description: input.Description }),
    tags: input.Tags ?? existing?.tags ?? [],
  };
}

function found(store: ParameterStore, name: string): ParameterRecord {
  const parameter = store.find(name);
  if (parameter) return parameter;
  const version = /:(\d+)$/.exec(name)?.[1];
  if (version && store.latest(name.slice(0, -version.length - 1)))
    throw new AwsError(
      'ParameterVersionNotFound',
      `Systems Manager could not find version ${version} of ${name.slice(0, -version.length - 1)}. Verify the version and try again.`,
    );
  throw notFound('');
}

const notFound = (message: string): AwsError => new AwsError('ParameterNotFound', message);

function paged(member: string, items: readonly unknown[], input: ReadInput, size: number): Record<string, unknown> {
  const from = Number(input.NextToken ?? 0);
  if (!Number.isInteger(from) || from < 0) throw new AwsError('InvalidNextToken', "The specified token isn't valid.");
  const to = from + Number(input.MaxResults ?? size);
  return { [member]: items.slice(from, to), ...(to < items.length ? { NextToken: String(to) } : {}) };
}
