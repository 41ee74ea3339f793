import { createHash } from 'node:crypto';
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Cloud } from '../../cloud.ts';
import { AwsError, NotSupportedError } from '../../errors.ts';
import type { Workspace } from '../runtime-bundle.ts';
import { unzip } from './unzip.ts';

/** Where a function's code comes from: as in `CreateFunction`, or, from a template, a folder on this machine. */
export interface CodeInput {
  readonly ZipFile?: string;
  readonly LocalPath?: string;
  readonly S3Bucket?: string;
  readonly S3Key?: string;
  readonly S3ObjectVersion?: string;
  /** What was found there. */
  readonly archive?: Buffer;
  readonly ImageUri?: string;
}

/** A deployed package. `sha256` is base64, as Lambda answers it. */
export interface DeployedCode {
  readonly sha256: string;
  readonly size: number;
}

/** Keeps the packages of functions: archives in the store, so that they survive a restart, and unpacked ones on disk for the workers. */
export class CodeStore {
  readonly #cloud: Cloud;
  readonly #workspace: () => Workspace;

  constructor(cloud: Cloud, workspace: () => Workspace) {
    this.#cloud = cloud;
    this.#workspace = workspace;
    cloud.store.define(
      'CREATE TABLE IF NOT EXISTS lambda_code (sha256 TEXT PRIMARY KEY, archive BLOB, folder TEXT, size INTEGER NOT NULL) WITHOUT ROWID',
    );
  }

  deploy(code: CodeInput): DeployedCode {
    if (Buffer.isBuffer(code.archive)) return this.#deployArchive(code.archive);
    if (typeof code.ZipFile === 'string') return this.#deployArchive(Buffer.from(code.ZipFile, 'base64'));
    if (typeof code.LocalPath === 'string') return this.#deployFolder(code.LocalPath);
    if (code.ImageUri) throw new NotSupportedError('lambda: container images');
    throw new AwsError('InvalidParameterValueException', 'Please provide a source for function code.');
  }

  /** The folder with the unpacked code, made when it is first needed. */
  folderOf(sha256: string): string {
    const target = join(this.#workspace().root, Buffer.from(sha256, 'base64').toString('hex').slice(0, 32));
    if (!existsSync(target)) this.#unpack(sha256, target);
    return target;
  }

  #deployArchive(archive: Buffer): DeployedCode {
    if (archive.length === 0)
      throw new AwsError('InvalidParameterValueException', 'Uploaded file must be a non-empty zip');
    unzip(archive);
    const sha256 = createHash('sha256').update(archive).digest('base64');
    return this.#keep({ sha256, size: archive.length }, archive, null);
  }

  #deployFolder(folder: string): DeployedCode {
    if (!existsSync(folder)) throw new AwsError('InvalidParameterValueException', `There is no code at ${folder}`);
    const files = filesIn(folder);
    const hash = createHash('sha256');
    for (const file of files) hash.update(`${relative(folder, file)}\0`).update(readFileSync(file));
    const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
    return this.#keep({ sha256: hash.digest('base64'), size }, null, folder);
  }

  #keep(code: DeployedCode, archive: Buffer | null, folder: string | null): DeployedCode {
    const sql = 'INSERT OR REPLACE INTO lambda_code (sha256, archive, folder, size) VALUES (?, ?, ?, ?)';
    this.#cloud.store.run(sql, code.sha256, archive, folder, code.size);
    return code;
  }

  #unpack(sha256: string, target: string): void {
    const sql = 'SELECT archive, folder FROM lambda_code WHERE sha256 = ?';
    const row = this.#cloud.store.get<{ archive: Uint8Array | null; folder: string | null }>(sql, sha256);
    if (row?.archive) writeEntries(Buffer.from(row.archive), target);
    else if (row?.folder && existsSync(row.folder)) cpSync(row.folder, target, { recursive: true, dereference: true });
    else
      throw new AwsError('CodeArtifactUserDeletedException', `The code at ${row?.folder} is gone: deploy it again`, {
        status: 502,
      });
  }
}

function writeEntries(archive: Buffer, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const { path, data } of unzip(archive)) {
    const file = join(target, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, data);
  }
}

function filesIn(path: string): string[] {
  if (!lstatSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}
