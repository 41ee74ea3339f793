/** One request to DynamoDB. */
export interface Operation {
  readonly action: string;
  readonly input: object;
}

export const TABLE = 'differential';

export const CREATE: Operation = {
  action: 'CreateTable',
  input: {
    TableName: TABLE,
    AttributeDefinitions: ['pk', 'gk']
      .map((AttributeName) => ({ AttributeName, AttributeType: 'S' }))
      .concat([
        { AttributeName: 'sk', AttributeType: 'N' },
        { AttributeName: 'lk', AttributeType: 'N' },
      ]),
    KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
    LocalSecondaryIndexes: [
      { IndexName: 'local', KeySchema: [key('pk', 'HASH'), key('lk', 'RANGE')], Projection: { ProjectionType: 'ALL' } },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'global',
        KeySchema: [key('gk', 'HASH'), key('lk', 'RANGE')],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] },
        ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
      },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    ProvisionedThroughput: { ReadCapacityUnits: 1_000, WriteCapacityUnits: 1_000 },
  },
};

function key(AttributeName: string, KeyType: string) {
  return { AttributeName, KeyType };
}

/** Draws operations on few keys, so that they meet; some of them are wrong on purpose. */
export class Operations {
  readonly #random: () => number;
  /** Transactions, too: not every peer has them. */
  readonly #transactions: boolean;

  constructor(random: () => number, transactions: boolean) {
    this.#random = random;
    this.#transactions = transactions;
  }

  next(): Operation {
    const kinds = [
      this.#put,
      this.#put,
      this.#update,
      this.#update,
      this.#remove,
      this.#get,
      this.#query,
      this.#scan,
      this.#batch,
      this.#batchWrite,
      ...(this.#transactions ? [this.#transactWrite, this.#transactGet] : []),
    ];
    return this.#one(kinds).call(this);
  }

  #one<T>(of: readonly T[]): T {
    return of[Math.floor(this.#random() * of.length)] as T;
  }

  #maybe<T extends object>(share: number, make: () => T): T | object {
    return this.#random() < share ? make() : {};
  }

  #key(): object {
    return { pk: { S: this.#one(['p', 'q', 'é']) }, sk: { N: this.#one(['0', '1', '-1', '2.5', '1e2', '-0.001']) } };
  }

  #value(depth = 0): object {
    const simple = [
      // no empty text: the peer takes it for no attribute
      { S: 'text' },
      { S: 'x'.repeat(1_500) },
      { N: '7' },
      { N: '-12345678901234567890.5' },
      { N: '1E-5' },
      { B: 'aGk=' },
      { BOOL: true },
      { NULL: true },
      { SS: ['b', 'a'] },
      { NS: ['3', '1.50'] },
    ];
    if (depth > 1 || this.#random() < 0.7) return this.#one(simple);
    return this.#random() < 0.5
      ? { L: [this.#value(depth + 1), this.#value(depth + 1)] }
      : { M: { x: this.#value(depth + 1), y: this.#value(depth + 1) } };
  }

  #condition(): object {
    const expressions = [
      'attribute_not_exists(pk)',
      'attribute_exists(a)',
      'a = :v',
      'a <> :v AND NOT b < :n',
      'begins_with(c, :t) OR size(c) > :n',
      'contains(a, :v)',
      'attribute_type(a, :t)',
      'c BETWEEN :n AND :m',
      'b IN (:v, :n)',
      'a.x = :v OR a[0] = :v',
    ];
    const ConditionExpression = this.#one(expressions);
    return { ConditionExpression, ...this.#values(ConditionExpression) };
  }

  /** Just the values that the expression uses: others would be refused. */
  #values(expression: string): object {
    const all: Record<string, object> = { ':v': this.#value(), ':t': { S: 'S' }, ':n': { N: '3' }, ':m': { N: '9' } };
    const used = Object.entries(all).filter(([name]) => expression.includes(name));
    return used.length ? { ExpressionAttributeValues: Object.fromEntries(used) } : {};
  }

  readonly #capacity = () => ({ ReturnConsumedCapacity: this.#one(['TOTAL', 'INDEXES']) });

  #put(): Operation {
    const Item = {
      ...this.#key(),
      ...this.#maybe(0.7, () => ({ a: this.#value() })),
      ...this.#maybe(0.5, () => ({ b: this.#value() })),
      ...this.#maybe(0.5, () => ({ c: this.#value() })),
      ...this.#maybe(0.5, () => ({ gk: { S: this.#one(['g', 'h']) } })),
      ...this.#maybe(0.5, () => ({ lk: { N: this.#one(['1', '2', '10']) } })),
    };
    const more = {
      ...this.#maybe(0.3, () => this.#condition()),
      ...this.#maybe(0.3, () => ({ ReturnValues: 'ALL_OLD' })),
    };
    return { action: 'PutItem', input: { TableName: TABLE, Item, ...more, ...this.#maybe(0.5, this.#capacity) } };
  }

  #update(): Operation {
    const UpdateExpression = this.#one([
      'SET a = :v',
      'SET a = if_not_exists(a, :v), b = :n',
      'SET c = c + :n',
      'SET c = :n REMOVE a',
      'ADD c :n',
      'ADD a :v',
      'DELETE a :v',
      'REMOVE a[0], b.x',
      'SET a = list_append(a, :v)',
      'SET a.x = :v',
      'SET gk = :t',
      'REMOVE lk',
    ]);
    // Of an item that is not there, AWS makes none by removing alone; the peer does.
    const only = /^(REMOVE|DELETE)/.test(UpdateExpression) ? { ConditionExpression: 'attribute_exists(pk)' } : {};
    const ReturnValues = this.#one(['ALL_OLD', 'ALL_NEW', 'UPDATED_OLD', 'UPDATED_NEW', 'NONE']);
    const input = {
      TableName: TABLE,
      Key: this.#key(),
      UpdateExpression,
      ReturnValues,
      ...this.#values(UpdateExpression),
    };
    return { action: 'UpdateItem', input: { ...input, ...only, ...this.#maybe(0.5, this.#capacity) } };
  }

  #remove(): Operation {
    const more = {
      ...this.#maybe(0.4, () => this.#condition()),
      ...this.#maybe(0.5, () => ({ ReturnValues: 'ALL_OLD' })),
    };
    return {
      action: 'DeleteItem',
      input: { TableName: TABLE, Key: this.#key(), ...more, ...this.#maybe(0.5, this.#capacity) },
    };
  }

  #get(): Operation {
    const more = {
      ...this.#maybe(0.4, () => ({ ProjectionExpression: this.#one(['a', 'a.x, b', 'a[0], c', 'pk, sk']) })),
      ...this.#maybe(0.5, () => ({ ConsistentRead: true })),
      ...this.#maybe(0.5, this.#capacity),
    };
    return { action: 'GetItem', input: { TableName: TABLE, Key: this.#key(), ...more } };
  }

  #query(): Operation {
    const [KeyConditionExpression, index] = this.#one([
      ['pk = :p', {}],
      ['pk = :p AND sk > :n', {}],
      ['pk = :p AND sk BETWEEN :n AND :m', {}],
      ['pk = :p AND lk >= :n', { IndexName: 'local' }],
      ['gk = :p', { IndexName: 'global' }],
      ['gk = :p AND lk < :m', { IndexName: 'global' }],
    ] as const);
    const hash = KeyConditionExpression.startsWith('gk') ? this.#one(['g', 'h']) : this.#one(['p', 'q', 'é']);
    const all: Record<string, object> = { ':p': { S: hash }, ':n': { N: '1' }, ':m': { N: '9' } };
    const ExpressionAttributeValues = Object.fromEntries(
      Object.entries(all).filter(([name]) => KeyConditionExpression.includes(name)),
    );
    const more = {
      ...this.#maybe(0.5, () => ({ ScanIndexForward: false })),
      ...this.#maybe(0.3, () => ({ Limit: 2 })),
      ...this.#maybe(0.3, () => ({ FilterExpression: 'attribute_exists(a)' })),
      ...this.#maybe(0.2, () => ({ Select: 'COUNT' })),
      ...this.#maybe(0.5, this.#capacity),
    };
    const input = { TableName: TABLE, KeyConditionExpression, ExpressionAttributeValues, ...index, ...more };
    return { action: 'Query', input };
  }

  #scan(): Operation {
    const more = {
      ...this.#maybe(0.3, () => ({ IndexName: this.#one(['local', 'global']) })),
      ...this.#maybe(0.2, () => ({ Select: 'COUNT' })),
      ...this.#maybe(0.5, this.#capacity),
    };
    return { action: 'Scan', input: { TableName: TABLE, ...more } };
  }

  #batch(): Operation {
    const Keys = [this.#key(), this.#key()];
    return {
      action: 'BatchGetItem',
      input: { RequestItems: { [TABLE]: { Keys } }, ...this.#maybe(0.5, this.#capacity) },
    };
  }

  #batchWrite(): Operation {
    const requests = [this.#key(), this.#key()].map((Key) =>
      this.#random() < 0.3
        ? { DeleteRequest: { Key } }
        : { PutRequest: { Item: { ...Key, ...this.#maybe(0.7, () => ({ a: this.#value() })) } } },
    );
    return { action: 'BatchWriteItem', input: { RequestItems: { [TABLE]: requests } } };
  }

  /** Some parts are refused by their conditions: then nothing is written. No two are about one item, which DynamoDB Local lets pass. */
  #transactWrite(): Operation {
    const inputs = [this.#put, this.#update, this.#remove].map(
      (draw) => draw.call(this).input as Record<string, unknown>,
    );
    const parts = inputs.map(({ ReturnValues: _, ReturnConsumedCapacity: __, ...part }, n) => ({
      [['Put', 'Update', 'Delete'][n] ?? '']: part,
    }));
    const check = { ConditionCheck: { TableName: TABLE, Key: this.#key(), ...this.#condition() } };
    const drawn = [...parts, check].filter(() => this.#random() < 0.6);
    const byItem = new Map((drawn.length > 0 ? drawn : [check]).map((part) => [itemOf(part), part]));
    return { action: 'TransactWriteItems', input: { TransactItems: [...byItem.values()] } };
  }

  #transactGet(): Operation {
    const get = () => ({
      Get: { TableName: TABLE, Key: this.#key(), ...this.#maybe(0.4, () => ({ ProjectionExpression: 'a, pk' })) },
    });
    return { action: 'TransactGetItems', input: { TransactItems: [get(), get()] } };
  }
}

/** The key of the item that a part of a transaction is about. */
function itemOf(part: object): string {
  const [{ Key, Item }] = Object.values(part) as [{ Key?: object; Item?: object }];
  return JSON.stringify(Key ?? Item, ['pk', 'sk', 'S', 'N']);
}
