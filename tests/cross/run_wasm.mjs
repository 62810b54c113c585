// node run_wasm.mjs PROGRAM.wasm FOLDER: runs it with that folder in sight, exits as it does.
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';

const [program, folder] = process.argv.slice(2);
const wasi = new WASI({ version: 'preview1', preopens: { [folder]: folder }, returnOnExit: true });
const module = await WebAssembly.compile(await readFile(program));
const imports = { wasi_snapshot_preview1: wasi.wasiImport };
process.exitCode = wasi.start(await WebAssembly.instantiate(module, imports));
