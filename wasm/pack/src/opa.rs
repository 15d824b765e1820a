//! What `wasm-ld` cannot write into an OPA policy, added afterwards.
//!
//! - Its hosts look for the version of the ABI in two exported globals; the linker exports addresses, not values.
//! - They bring the memory themselves, and it is small: two pages in Python, five in Node. So the policy asks for two,
//!   and a start function grows the memory, and only then puts the data in it.

use anyhow::{Context as _, Result, bail};
use std::ops::Range;
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, CustomSection, DataCountSection, DataSection, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection, MemoryType, Module,
    RawSection, StartSection, TypeSection, ValType,
};
use wasmparser::{DataKind, Operator, Parser, Payload, TypeRef};

/// The version of the ABI: 1.3.
const ABI: [(&str, i32); 2] = [("opa_wasm_abi_version", 1), ("opa_wasm_abi_minor_version", 3)];
/// The pages that every host brings.
const PAGES: u64 = 2;

/// What has to be known before the first section is written.
#[derive(Default)]
struct Layout {
    /// The pages that the module needs.
    pages: u64,
    /// Imported functions; they come before the module's own.
    imported: u32,
    /// All functions.
    functions: u32,
    globals: u32,
    /// The start function that the linker made: it clears what a host's memory may be dirty with.
    start: Option<u32>,
    /// The data, and where it belongs; without a place, the caller copies it.
    data: Vec<(Option<i32>, Range<usize>)>,
}

/// `module` as OPA's hosts expect it.
pub(crate) fn link(module: &[u8]) -> Result<Vec<u8>> {
    let layout = survey(module)?;
    let linked = Linker { module, layout, out: Module::new(), start_type: 0 }.run()?;
    wasmparser::validate(&linked).context("the linked module is not valid")?;
    Ok(linked)
}

fn survey(module: &[u8]) -> Result<Layout> {
    let mut layout = Layout::default();
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    match import?.ty {
                        TypeRef::Func(_) => layout.imported += 1,
                        TypeRef::Memory(memory) => layout.pages = memory.initial,
                        other => bail!("an import of {other:?} is not expected"),
                    }
                }
            }
            Payload::FunctionSection(it) => layout.functions = layout.imported + it.count(),
            Payload::GlobalSection(it) => layout.globals = it.count(),
            Payload::StartSection { func, .. } => layout.start = Some(func),
            Payload::DataSection(segments) => {
                for segment in segments {
                    let segment = segment?;
                    let place = match segment.kind {
                        DataKind::Passive => None,
                        DataKind::Active { offset_expr, .. } => {
                            match offset_expr.get_operators_reader().read()? {
                                Operator::I32Const { value } => Some(value),
                                other => bail!("data at {other:?} is not expected"),
                            }
                        }
                    };
                    let end = segment.range.end;
                    layout.data.push((place, end - segment.data.len()..end));
                }
            }
            _ => {}
        }
    }
    if layout.pages == 0 {
        bail!("the module does not import its memory; link it with `--import-memory`");
    }
    Ok(layout)
}

struct Linker<'m> {
    module: &'m [u8],
    layout: Layout,
    out: Module,
    /// The type of functions without parameters and results.
    start_type: u32,
}

impl<'m> Linker<'m> {
    fn run(mut self) -> Result<Vec<u8>> {
        let mut code = CodeSection::new();
        for payload in Parser::new(0).parse_all(self.module) {
            match payload? {
                Payload::TypeSection(it) => self.types(it)?,
                Payload::ImportSection(it) => self.imports(it)?,
                Payload::FunctionSection(it) => {
                    let mut functions = FunctionSection::new();
                    RoundtripReencoder.parse_function_section(&mut functions, it)?;
                    functions.function(self.start_type);
                    self.out.section(&functions);
                }
                Payload::GlobalSection(it) => self.globals(it)?,
                Payload::ExportSection(it) => self.exports(it)?,
                // Written anew, with the exports and before the code.
                Payload::StartSection { .. } | Payload::DataCountSection { .. } => {}
                Payload::CodeSectionStart { .. } => {
                    let count = u32::try_from(self.layout.data.len())?;
                    self.out.section(&DataCountSection { count });
                }
                Payload::CodeSectionEntry(body) => {
                    code.raw(self.bytes(body.range())?);
                    if code.len() + self.layout.imported == self.layout.functions {
                        code.function(&self.start()?);
                        self.out.section(&code);
                    }
                }
                Payload::DataSection(_) => self.data()?,
                // Names say where a trap was.
                Payload::CustomSection(it) if it.name() == "name" => {
                    self.out.section(&CustomSection { name: it.name().into(), data: it.data().into() });
                }
                other => {
                    if let Some((id, range)) = other.as_section().filter(|(id, _)| *id != 0) {
                        let data = self.bytes(range)?;
                        self.out.section(&RawSection { id, data });
                    }
                }
            }
        }
        Ok(self.out.finish())
    }

    fn types(&mut self, section: wasmparser::TypeSectionReader<'_>) -> Result<()> {
        let mut types = TypeSection::new();
        RoundtripReencoder.parse_type_section(&mut types, section)?;
        self.start_type = types.len();
        types.ty().function([], []);
        self.out.section(&types);
        Ok(())
    }

    fn imports(&mut self, section: wasmparser::ImportSectionReader<'_>) -> Result<()> {
        let mut imports = ImportSection::new();
        for import in section.into_imports() {
            let import = import?;
            let entity = match import.ty {
                TypeRef::Func(index) => EntityType::Function(index),
                _ => EntityType::Memory(MemoryType {
                    minimum: self.layout.pages.min(PAGES),
                    maximum: None,
                    memory64: false,
                    shared: false,
                    page_size_log2: None,
                }),
            };
            imports.import(import.module, import.name, entity);
        }
        self.out.section(&imports);
        Ok(())
    }

    fn globals(&mut self, section: wasmparser::GlobalSectionReader<'_>) -> Result<()> {
        let mut globals = GlobalSection::new();
        RoundtripReencoder.parse_global_section(&mut globals, section)?;
        let constant = GlobalType { val_type: ValType::I32, mutable: false, shared: false };
        for (_, value) in ABI {
            globals.global(constant, &ConstExpr::i32_const(value));
        }
        self.out.section(&globals);
        Ok(())
    }

    fn exports(&mut self, section: wasmparser::ExportSectionReader<'_>) -> Result<()> {
        let mut exports = ExportSection::new();
        RoundtripReencoder.parse_export_section(&mut exports, section)?;
        for (index, (name, _)) in (self.layout.globals..).zip(ABI) {
            exports.export(name, ExportKind::Global, index);
        }
        self.out.section(&exports);
        // The start function is the one behind all others.
        self.out.section(&StartSection { function_index: self.layout.functions });
        Ok(())
    }

    fn data(&mut self) -> Result<()> {
        let mut data = DataSection::new();
        for (_, range) in &self.layout.data {
            data.passive(self.bytes(range.clone())?.iter().copied());
        }
        self.out.section(&data);
        Ok(())
    }

    /// Grows the memory to what the module needs, puts the data in it, and goes on with the linker's own start.
    fn start(&self) -> Result<Function> {
        let mut start = Function::new([]);
        let pages = i32::try_from(self.layout.pages)?;
        let mut code = start.instructions();
        code.memory_size(0).i32_const(pages).i32_lt_u().if_(BlockType::Empty);
        code.i32_const(pages).memory_size(0).i32_sub().memory_grow(0);
        code.i32_const(-1).i32_eq().if_(BlockType::Empty).unreachable().end().end();
        for (number, (place, range)) in (0_u32..).zip(&self.layout.data) {
            let Some(place) = place else { continue };
            code.i32_const(*place).i32_const(0).i32_const(i32::try_from(range.len())?);
            code.memory_init(0, number).data_drop(number);
        }
        if let Some(own) = self.layout.start {
            code.call(own);
        }
        code.end();
        Ok(start)
    }

    fn bytes(&self, range: Range<usize>) -> Result<&'m [u8]> {
        self.module.get(range).context("a section ends behind the module")
    }
}

#[cfg(test)]
mod tests {
    use super::link;
    use wasm_encoder::{
        CodeSection, ConstExpr, DataSection, EntityType, ExportKind, ExportSection, Function,
        FunctionSection, GlobalSection, GlobalType, ImportSection, MemoryType, Module, TypeSection, ValType,
    };
    use wasmparser::{ExternalKind, Parser, Payload, TypeRef};

    /// A module as `wasm-ld` makes them, with data behind the pages that hosts bring.
    fn module() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        let mut imports = ImportSection::new();
        let memory =
            MemoryType { minimum: 20, maximum: None, memory64: false, shared: false, page_size_log2: None };
        imports.import("env", "memory", EntityType::Memory(memory));
        let (mut functions, mut globals, mut exports) =
            (FunctionSection::new(), GlobalSection::new(), ExportSection::new());
        functions.function(0);
        globals.global(
            GlobalType { val_type: ValType::I32, mutable: true, shared: false },
            &ConstExpr::i32_const(9),
        );
        exports.export("seven", ExportKind::Func, 0);
        let (mut code, mut seven, mut data) = (CodeSection::new(), Function::new([]), DataSection::new());
        seven.instructions().i32_const(7).end();
        code.function(&seven);
        data.active(0, &ConstExpr::i32_const(1_048_576), *b"far away");
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&globals).section(&exports);
        module.section(&code).section(&data);
        module.finish()
    }

    #[test]
    fn hosts_find_what_they_look_for() {
        let linked = link(&module()).unwrap();
        let (mut exported, mut pages, mut started) = (Vec::new(), 0, false);
        for payload in Parser::new(0).parse_all(&linked) {
            match payload.unwrap() {
                Payload::ExportSection(it) => {
                    for export in it {
                        let export = export.unwrap();
                        exported.push((export.name.to_owned(), export.kind == ExternalKind::Global));
                    }
                }
                Payload::ImportSection(it) => {
                    for import in it.into_imports() {
                        if let TypeRef::Memory(memory) = import.unwrap().ty {
                            pages = memory.initial;
                        }
                    }
                }
                Payload::StartSection { func, .. } => started = func == 1,
                _ => {}
            }
        }
        let expected =
            [("seven", false), ("opa_wasm_abi_version", true), ("opa_wasm_abi_minor_version", true)];
        assert_eq!(exported, expected.map(|(name, global)| (name.to_owned(), global)));
        assert!(started && pages == 2);
    }

    #[test]
    fn what_cannot_be_linked_is_refused() {
        assert!(link(&Module::new().finish()).unwrap_err().to_string().contains("--import-memory"));
        assert!(link(b"no module").is_err());
    }
}
