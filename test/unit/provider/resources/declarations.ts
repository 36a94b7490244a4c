import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import ts from "typescript";

/** A property's name, and whether it may be left out. */
export type Members = ReadonlyMap<string, { readonly optional: boolean }>;

/** What a folder of TypeScript files declares, read without type checking, which would take seconds. */
export interface Declarations {
  /** Classes with the properties they declare. */
  readonly classes: ReadonlyMap<
    string,
    { readonly parent: string; readonly members: Members; readonly text: string }
  >;
  readonly interfaces: ReadonlyMap<string, Members>;
  /** Functions with the name of the type they promise. */
  readonly functions: ReadonlyMap<string, string>;
  /** Names that the index file exports. */
  readonly exported: ReadonlySet<string>;
}

/** Reads source files, by path, and the project's files from which they import types. */
export function readDeclarations(sources: ReadonlyMap<string, string>, index: string): Declarations {
  const classes = new Map();
  const interfaces = new Map<string, Members>();
  const functions = new Map<string, string>();
  const files = [...sources].map(([path, text]) =>
    ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true),
  );
  for (const statement of files
    .flatMap((file) => [...typeSources(file), file])
    .flatMap((file) => file.statements)) {
    if (ts.isInterfaceDeclaration(statement))
      interfaces.set(statement.name.text, membersOf(statement.members));
    if (ts.isClassDeclaration(statement) && statement.name !== undefined) {
      const members = membersOf(statement.members.filter(isPublicProperty));
      classes.set(statement.name.text, { parent: parentOf(statement), members, text: statement.getText() });
    }
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) {
      functions.set(statement.name.text, promisedType(statement));
    }
  }
  const own = files.flatMap((file) => file.statements).filter(ts.isInterfaceDeclaration);
  for (const declaration of own) inherit(declaration, interfaces);
  return {
    classes,
    interfaces,
    functions,
    exported: exportsOf(files.find(({ fileName }) => fileName === index)),
  };
}

function membersOf(members: readonly ts.Node[]): Members {
  const entries = members.flatMap((member) => {
    const isProperty = ts.isPropertySignature(member) || ts.isPropertyDeclaration(member);
    if (!isProperty || ts.isPrivateIdentifier(member.name)) return [];
    const name = ts.isStringLiteral(member.name) ? member.name.text : member.name.getText();
    return [[name, { optional: member.questionToken !== undefined }] as const];
  });
  return new Map(entries);
}

function isPublicProperty(member: ts.ClassElement): boolean {
  if (!ts.isPropertyDeclaration(member)) return false;
  const hidden = [ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword, ts.SyntaxKind.StaticKeyword];
  return !(member.modifiers ?? []).some(({ kind }) => hidden.includes(kind));
}

function parentOf(declaration: ts.ClassDeclaration): string {
  return declaration.heritageClauses?.[0]?.types[0]?.expression.getText().replace("pulumi.", "") ?? "";
}

/** `HostFacts` of `Promise<HostFacts>` and of `pulumi.Output<HostFacts>`. */
function promisedType(declaration: ts.FunctionDeclaration): string {
  const { type } = declaration;
  const argument = type !== undefined && ts.isTypeReferenceNode(type) ? type.typeArguments?.[0] : undefined;
  return argument?.getText() ?? "";
}

/** Adds what an interface gets from those it extends. */
function inherit(declaration: ts.InterfaceDeclaration, interfaces: Map<string, Members>): void {
  const parents = declaration.heritageClauses?.flatMap(({ types }) => types) ?? [];
  const inherited = parents.flatMap((parent) => [...(interfaces.get(parent.expression.getText()) ?? [])]);
  const own = interfaces.get(declaration.name.text) ?? [];
  interfaces.set(declaration.name.text, new Map([...inherited, ...own]));
}

/** The files of this project that a file imports only types from. */
function typeSources(file: ts.SourceFile): readonly ts.SourceFile[] {
  return file.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const { text } = statement.moduleSpecifier;
    const isTypes = statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    if (!isTypes || !text.startsWith("..")) return [];
    const path = resolve(dirname(file.fileName), text);
    return [ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ESNext, true)];
  });
}

function exportsOf(index: ts.SourceFile | undefined): ReadonlySet<string> {
  const names = (index?.statements ?? []).flatMap((statement) => {
    const clause = ts.isExportDeclaration(statement) ? statement.exportClause : undefined;
    return clause !== undefined && ts.isNamedExports(clause)
      ? clause.elements.map(({ name }) => name.text)
      : [];
  });
  return new Set(names);
}
