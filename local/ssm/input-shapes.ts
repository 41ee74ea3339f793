import { limited, required, type Shape, type Shapes } from '../events/input-shape.ts';

const name = limited('text', { longest: 2048, shortest: 1 });
const names = required(limited([name], { longest: 10, shortest: 1 }));
const tagKey = limited('text', { longest: 128, shortest: 1 });
const tags: Shape = [{ Key: required(tagKey), Value: required(limited('text', { longest: 256 })) }];
const pages = (most: number) => ({ MaxResults: limited('number', { most, least: 1 }), NextToken: 'text' }) as const;
const resource = { ResourceType: 'text', ResourceId: required('text') } as const;

/** The types of what each action takes, and the limits of the API reference. */
export const SSM_SHAPES: Shapes = {
  PutParameter: {
    Name: required(name),
    Description: limited('text', { longest: 1024 }),
    Value: required('text'),
    Type: limited('text', { choices: ['String', 'StringList', 'SecureString'] }),
    KeyId: 'text',
    Overwrite: 'boolean',
    AllowedPattern: limited('text', { longest: 1024 }),
    Tags: tags,
    Tier: limited('text', { choices: ['Standard', 'Advanced', 'Intelligent-Tiering'] }),
    DataType: limited('text', { longest: 128 }),
  },
  DeleteParameter: { Name: required(name) },
  DeleteParameters: { Names: names },
  GetParameter: { Name: required(name), WithDecryption: 'boolean' },
  GetParameters: { Names: names, WithDecryption: 'boolean' },
  GetParametersByPath: { Path: required(name), Recursive: 'boolean', ...pages(10) },
  GetParameterHistory: { Name: required(name), ...pages(50) },
  DescribeParameters: pages(50),
  AddTagsToResource: { ...resource, Tags: required(tags) },
  RemoveTagsFromResource: { ...resource, TagKeys: required([tagKey]) },
  ListTagsForResource: resource,
};
