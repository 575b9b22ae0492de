// Lists the public API from the declarations of the build: for each door of the package every exported name, and for each type every
// member. `npm run api` writes docs/api.md; a test compares that page with the packed package, so that nothing changes unnoticed.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getLibFiles, ts } from '@ts-morph/common';

/**
 * @param folder where the package is installed, or its repository after a build
 * @returns Markdown
 */
export function apiReport(folder) {
  const { checker, doors } = readDoors(folder);
  const described = new Map();
  const sections = doors.map(({ name, exported }) => {
    const lines = exported
      .toSorted((one, other) => (one.name < other.name ? -1 : 1))
      .flatMap((symbol) => describe(symbol, name));
    return `## ${name}\n\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n`;
  });
  return sections.join('\n');

  function describe(symbol, door) {
    const target = targetOf(checker, symbol);
    const kind = kindOf(target);
    const earlier = described.get(target);
    if (earlier !== undefined) return [`${kind} ${symbol.name} (as in ${earlier})`];
    described.set(target, door);
    return [`${kind} ${symbol.name}`, ...membersOf(target).map((member) => `  ${member}`)];
  }

  function membersOf(symbol) {
    const names = new Set();
    if (symbol.flags & ts.SymbolFlags.Type) {
      for (const part of partsOf(checker.getDeclaredTypeOfSymbol(symbol))) {
        // Of primitives and arrays with a brand or without, the members are those of the language.
        if (part.isStringLiteral()) names.add(`'${part.value}'`);
        if (part.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) {
          for (const member of checker.getPropertiesOfType(part)) if (isOurs(member)) names.add(nameOf(member));
        }
      }
    }
    if (symbol.flags & ts.SymbolFlags.Value) {
      const type = checker.getTypeOfSymbol(symbol);
      const isData = type.getCallSignatures().length === 0 && type.getConstructSignatures().length === 0;
      if (isData) for (const member of checker.getPropertiesOfType(type)) if (isOurs(member)) names.add(nameOf(member));
      for (const signature of type.getCallSignatures()) {
        names.add(`(${signature.parameters.map((parameter) => nameOf(parameter)).join(', ')})`);
      }
    }
    return [...names].toSorted((one, other) => (one < other ? -1 : 1));
  }
}

/** The page docs/api.md. @param folder as for `apiReport` */
export function apiPage(folder) {
  return `# The public API

Every name that the package exports, by door, and the members of each type; a \`?\` says that a member can be absent. What each is:
[api/README.md](api/README.md). Written by
\`npm run api\` from the declarations of the build, and compared with the packed package by a test: a change here is a change for users,
and belongs into [migration.md](migration.md).

${apiReport(folder)}`;
}

/**
 * Names of ours that stand in the signatures of what is exported, and that no door exports: a caller could not write them down.
 *
 * @param folder as for `apiReport`
 */
export function unexportedNames(folder) {
  const { checker, doors } = readDoors(folder);
  const exported = new Set(doors.flatMap((door) => door.exported.map((symbol) => targetOf(checker, symbol))));
  const missing = new Set();
  for (const symbol of exported) for (const declaration of symbol.declarations ?? []) visit(declaration, symbol);
  return [...missing].toSorted((one, other) => (one < other ? -1 : 1));

  function visit(node, owner) {
    if (ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal')) return;
    if (ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node) || ts.isTypeQueryNode(node)) {
      const named = checker.getSymbolAtLocation(node.typeName ?? node.expression ?? node.exprName);
      const target = named && targetOf(checker, named);
      if (target !== undefined && isOursAtTop(target) && !exported.has(target))
        missing.add(`${target.name} (in ${owner.name})`);
    }
    ts.forEachChild(node, (child) => visit(child, owner));
  }
}

/** What its own file keeps to itself is a way of writing, not a name. */
function isOursAtTop({ declarations = [], flags }) {
  const isType = flags & (ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Class);
  return (
    Boolean(isType) &&
    declarations.some((declaration) => isExported(declaration) && !isForeign(declaration.getSourceFile().fileName))
  );
}

function isExported(declaration) {
  return Boolean(ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export);
}

const doorsIn = new Map();

/** Compiled once for each folder: it takes seconds. */
export function readDoors(folder) {
  const known = doorsIn.get(folder) ?? compileDoors(folder);
  doorsIn.set(folder, known);
  return known;
}

function compileDoors(folder) {
  const { name: packageName, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const entries = Object.entries(exports).filter(([, target]) => typeof target === 'object');
  const files = entries.map(([, target]) => join(folder, target.types));
  const options = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
  };
  const program = ts.createProgram(files, options, hostWithLibraries(options));
  const checker = program.getTypeChecker();
  const doors = entries.map(([door], index) => ({
    name: `${packageName}${door.slice(1)}`,
    exported: checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(files[index]))),
  }));
  return { checker, doors };
}

export function targetOf(checker, symbol) {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** A compiler host that finds the declarations of the language, which the package of the compiler's API holds as texts. */
function hostWithLibraries(options) {
  const host = ts.createCompilerHost(options);
  const texts = new Map(getLibFiles().map(({ fileName, text }) => [`/lib/${fileName}`, text]));
  return {
    ...host,
    getDefaultLibLocation: () => '/lib',
    getDefaultLibFileName: () => '/lib/lib.d.ts',
    fileExists: (name) => texts.has(name) || host.fileExists(name),
    readFile: (name) => texts.get(name) ?? host.readFile(name),
    getSourceFile: (name, ...rest) =>
      texts.has(name)
        ? ts.createSourceFile(name, texts.get(name), ts.ScriptTarget.ES2023)
        : host.getSourceFile(name, ...rest),
  };
}

function partsOf(type) {
  return type.isUnion() ? type.types.flatMap(partsOf) : [type];
}

/** Members that the language or another package brings are not ours to keep. Those of a mapped type have no declaration. */
function isOurs({ declarations = [] }) {
  const files = declarations.map((declaration) => declaration.getSourceFile().fileName);
  return files.length === 0 || files.some((file) => !isForeign(file));
}

function isForeign(file) {
  return /\/lib\.[\w.]+\.d\.ts$/.test(file) || /node_modules\/(?!tenderline\/)/.test(file);
}

function nameOf(member) {
  const optional = member.flags & ts.SymbolFlags.Optional ? '?' : '';
  return `${member.name.startsWith('__@') ? `[Symbol.${member.name.slice(3).replace(/@\d+$/, '')}]` : member.name}${optional}`;
}

function kindOf(symbol) {
  const { flags } = symbol;
  if (flags & ts.SymbolFlags.Class) return 'class';
  if (flags & ts.SymbolFlags.Interface) return 'interface';
  if (flags & ts.SymbolFlags.TypeAlias) return flags & ts.SymbolFlags.Value ? 'const and type' : 'type';
  if (flags & ts.SymbolFlags.Function) return 'function';
  return 'const';
}
