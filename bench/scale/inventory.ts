import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreatePipeCommand,
  DeletePipeCommand,
  DescribePipeCommand,
  type DescribePipeCommandOutput,
  NotFoundException,
  PipesClient,
  StopPipeCommand,
} from '@aws-sdk/client-pipes';
import { clientSettings } from '../../bin/client-settings.ts';
import { openWorld, type World } from '../../demo/world.ts';
import { WorkflowFunction } from '../../functions/clients/workflow-function.ts';
import { type LocalProcess, startLocal } from '../../test/support/local-process.ts';
import { until } from '../../test/support/until.ts';
import { AwsPool } from '../engines/wire.ts';

const PIPE = 'Penstock-inventory-to-algolia';
const WRITE = 'Penstock-inventory-to-algolia-write';
/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const ITEMS_A_CALL = 25;
const WRITERS = 8;

/** An inventory of many rows in the app's own template, in a durable process of its own; and who operates on it. */
export class ScaledInventory {
  readonly workflow: WorkflowFunction;
  readonly world: World;
  readonly folder: string;
  readonly #local: LocalProcess;
  readonly #lambda: LambdaClient;
  readonly #pipes: PipesClient;
  readonly #aws: AwsPool;

  private constructor(local: LocalProcess, folder: string, world: World) {
    this.#local = local;
    this.folder = folder;
    this.world = world;
    this.#lambda = new LambdaClient(clientSettings(local.endpoint));
    this.#pipes = new PipesClient(clientSettings(local.endpoint));
    this.workflow = new WorkflowFunction(this.#lambda, WRITE);
    this.#aws = new AwsPool(Number(new URL(local.endpoint).port), WRITERS);
  }

  static async open(): Promise<ScaledInventory> {
    const folder = mkdtempSync(join(tmpdir(), 'penstock-scale-'));
    const local = await startLocal('--port', '0', '--data', folder, '--no-sample', '--no-console');
    const world = await openWorld({ endpoint: local.endpoint, saasEndpoint: local.vendors });
    return new ScaledInventory(local, folder, world);
  }

  /** Writes rows `from` to `to` by BatchWriteItem, as an importer would; resolves to the seconds that it took. */
  async seed(from: number, to: number, progress: (line: string) => void): Promise<number> {
    const begin = performance.now();
    const table = this.world.outputs.get('InventoryName');
    let next = from;
    const writer = async () => {
      while (next < to) {
        const first = next;
        next = Math.min(to, next + ITEMS_A_CALL);
        const requests = Array.from({ length: next - first }, (_, n) => ({ PutRequest: { Item: row(first + n) } }));
        await this.#aws.call('DynamoDB_20120810.BatchWriteItem', { RequestItems: { [table]: requests } });
        if (first % 100_000 === 0 && first > from) progress(`  ${first} rows written`);
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, writer));
    return (performance.now() - begin) / 1000;
  }

  /** Stops the live stream. */
  async stopStream(): Promise<void> {
    await this.#pipes.send(new StopPipeCommand({ Name: PIPE }));
    await until(this.#pipe, (pipe) => pipe?.CurrentState === 'STOPPED');
  }

  /** Makes the pipe anew, from now on: what the loading wrote to the stream is left out. */
  async streamFromNow(): Promise<void> {
    const made = await this.#pipe();
    if (!made?.Source || !made.Target || !made.RoleArn) throw new Error(`there is no pipe ${PIPE}`);
    await this.#pipes.send(new DeletePipeCommand({ Name: PIPE }));
    await until(this.#pipe, (pipe) => pipe === undefined);
    const { Source, Target, RoleArn, Enrichment, EnrichmentParameters, SourceParameters, TargetParameters } = made;
    const { DynamoDBStreamParameters } = SourceParameters ?? {};
    const parameters = { Enrichment, EnrichmentParameters, TargetParameters, Name: PIPE, Source, Target, RoleArn };
    const latest = { ...DynamoDBStreamParameters, StartingPosition: 'LATEST' as const };
    await this.#pipes.send(
      new CreatePipeCommand({ ...parameters, SourceParameters: { DynamoDBStreamParameters: latest } }),
    );
    await until(this.#pipe, (pipe) => pipe?.CurrentState === 'RUNNING');
  }

  #pipe = async (): Promise<DescribePipeCommandOutput | undefined> => {
    try {
      return await this.#pipes.send(new DescribePipeCommand({ Name: PIPE }));
    } catch (error) {
      if (error instanceof NotFoundException) return undefined;
      throw error;
    }
  };

  /** CPU time of the runtime so far, all its threads: microseconds (Linux: clock ticks of 10 ms). */
  cpuMicros(): number {
    const fields = readFileSync(`/proc/${this.#local.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  }

  /** The runtime's resident memory now (Linux). */
  residentMiB(): number {
    const kib = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.#local.pid}/status`, 'utf8'))?.[1];
    return Math.round(Number(kib) / 1024);
  }

  async close(): Promise<void> {
    this.#lambda.destroy();
    this.#pipes.destroy();
    this.world.close();
    await this.#aws.close();
    await this.#local.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export const skuOf = (n: number): string => `item-${String(n).padStart(8, '0')}`;

/** A film-like item: about 300 bytes as DynamoDB JSON. */
function row(n: number): object {
  return {
    sku: { S: skuOf(n) },
    version: { N: '1' },
    updatedAt: { N: '1767225600000' },
    title: { S: `A film called ${n}` },
    providerId: { S: `provider-${n % 7}` },
    genre: { S: 'Drama' },
    director: { S: 'Somebody' },
    score: { N: '7.5' },
    votes: { N: String(n) },
  };
}
