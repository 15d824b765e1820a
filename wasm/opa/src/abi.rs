//! OPA's ABI, version 1.3: what its hosts call. A value is the address of a [`Cell`]: where its text is, and how long.
#![expect(unsafe_code, reason = "addresses come from the host, and it finds functions by their names")]

use crate::{Entrypoint, Form, Kept, answer, at_path, heap, own_data, warm_up};
use core::ptr::{copy, null_mut, with_exposed_provenance, with_exposed_provenance_mut};
use core::slice;
use core::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::borrow::Cow;
use std::ffi::CString;

#[link(wasm_import_module = "env")]
unsafe extern "C" {
    /// Ends the evaluation with a message.
    fn opa_abort(message: *const u8) -> !;
}

/// A value: its text, as the host wrote it.
#[repr(C)]
struct Cell {
    text: usize,
    len: usize,
    /// Whether our part of the text is known.
    searched: bool,
    /// Where our part of the text is, and how long.
    own_data: usize,
    own_len: usize,
    /// What our part says, where it was read; null during an evaluation, so that one that is aborted leaves none.
    kept: *mut Kept,
}

impl Cell {
    fn new(text: usize, len: usize) -> Self {
        Self { text, len, searched: false, own_data: 0, own_len: 0, kept: null_mut() }
    }
}

/// What the first form of an evaluation is about.
#[repr(C)]
struct Context {
    entrypoint: u32,
    data: usize,
    input: usize,
    result: usize,
}

static BEGUN: AtomicBool = AtomicBool::new(false);

/// The value that was made since the host set the heap: where the host now asks how far the heap goes, data.
static MADE: AtomicUsize = AtomicUsize::new(0);

/// Before anything else: afterwards the host knows how far the memory belongs to this module.
fn begin() {
    if BEGUN.swap(true, Relaxed) {
        return;
    }
    std::panic::set_hook(Box::new(|panic| abort(&panic.to_string())));
    warm_up();
}

fn abort(message: &str) -> ! {
    let message = CString::new(message.replace('\0', "")).unwrap_or_default();
    // SAFETY: the message ends with a zero.
    unsafe { opa_abort(message.as_ptr().cast()) }
}

fn out_of_memory() -> ! {
    // SAFETY: the message ends with a zero, and is there already.
    unsafe { opa_abort(c"routeproof: out of memory".as_ptr().cast()) }
}

fn allocate(size: usize) -> usize {
    let block = heap::bytes(size);
    if block.is_null() {
        out_of_memory();
    }
    block.expose_provenance()
}

/// The text at an address that the host or [`value`] gave.
fn text<'a>(address: usize, len: usize) -> &'a [u8] {
    if address == 0 || len == 0 {
        return b"";
    }
    // SAFETY: the host wrote so many bytes there, and leaves them alone while it waits for us.
    unsafe { slice::from_raw_parts(with_exposed_provenance(address), len) }
}

/// The text of a value; of none, no text.
fn text_of<'a>(value: usize) -> &'a [u8] {
    if value == 0 {
        return b"";
    }
    // SAFETY: the host hands back what `value` or `opa_json_parse` made.
    let cell = unsafe { &*with_exposed_provenance::<Cell>(value) };
    text(cell.text, cell.len)
}

/// Our part of a value. Where it stands in the value's own text, that is remembered: the text stays, what is made during
/// an evaluation does not.
fn own_data_of<'a>(value: usize) -> Result<Cow<'a, [u8]>, String> {
    if value == 0 {
        return Ok(Cow::Borrowed(b""));
    }
    // SAFETY: the host hands back what `value` or `opa_json_parse` made, and one call at a time has it.
    let cell = unsafe { &mut *with_exposed_provenance_mut::<Cell>(value) };
    if cell.searched {
        return Ok(Cow::Borrowed(text(cell.own_data, cell.own_len)));
    }
    let found = own_data(text(cell.text, cell.len))?;
    if let Cow::Borrowed(part) = found {
        (cell.searched, cell.own_data, cell.own_len) = (true, part.as_ptr().expose_provenance(), part.len());
    }
    Ok(found)
}

fn value(text: usize, len: usize) -> usize {
    let cell = allocate(size_of::<Cell>());
    // SAFETY: the block is large enough, aligned, and belongs to this module.
    unsafe { with_exposed_provenance_mut::<Cell>(cell).write(Cell::new(text, len)) };
    cell
}

/// `text` with a zero behind it, where the host can read it.
fn terminated(text: &[u8]) -> usize {
    let block = allocate(text.len() + 1);
    // SAFETY: the block has room for the text and the zero.
    unsafe {
        copy(text.as_ptr(), with_exposed_provenance_mut(block), text.len());
        with_exposed_provenance_mut::<u8>(block + text.len()).write(0);
    }
    block
}

fn own(text: &str) -> usize {
    let place = terminated(text.as_bytes());
    value(place, text.len())
}

fn evaluate(entrypoint: u32, form: Form, input: &[u8], data: usize) -> String {
    let Some(entrypoint) = Entrypoint::numbered(entrypoint) else {
        abort(&format!("routeproof: there is no entrypoint {entrypoint}"))
    };
    let own_data = own_data_of(data);
    let own_data = own_data.as_deref().map_err(String::as_str);
    if data == 0 {
        return answer(entrypoint, form, input, own_data, None);
    }
    // SAFETY: the host hands back what `value` or `opa_json_parse` made, one call at a time has it, and what it keeps
    // is a leaked box with no other owner.
    unsafe {
        let cell = with_exposed_provenance_mut::<Cell>(data);
        let kept = (&raw mut (*cell).kept).replace(null_mut());
        let answer = answer(entrypoint, form, input, own_data, kept.as_mut());
        (&raw mut (*cell).kept).write(kept);
        answer
    }
}

/// Reads data that was made just now, once for all evaluations. What that allocates belongs to the data: the host asks
/// afterwards how far the heap goes, and copies all of it to other instances, at the same addresses.
fn keep() {
    let data = MADE.swap(0, Relaxed);
    if data == 0 {
        return;
    }
    let kept = {
        let own_data = own_data_of(data);
        Box::into_raw(Box::new(Kept::new(own_data.as_deref().map_err(String::as_str))))
    };
    // SAFETY: the value was made since the heap was set, so it is still there, and one call at a time has it.
    unsafe { (&raw mut (*with_exposed_provenance_mut::<Cell>(data)).kept).write(kept) };
}

/// Allocates `size` bytes.
#[unsafe(no_mangle)]
extern "C" fn opa_malloc(size: usize) -> usize {
    begin();
    allocate(size)
}

/// Nothing: the host sets the heap back.
#[unsafe(no_mangle)]
extern "C" fn opa_free(_block: usize) {}

/// Nothing: the host sets the heap back.
#[unsafe(no_mangle)]
extern "C" fn opa_value_free(_value: usize) {}

/// The first free byte.
#[unsafe(no_mangle)]
extern "C" fn opa_heap_ptr_get() -> usize {
    begin();
    keep();
    heap::position()
}

/// Sets the heap back.
#[unsafe(no_mangle)]
extern "C" fn opa_heap_ptr_set(position: usize) {
    MADE.store(0, Relaxed);
    heap::rewind(position);
}

/// Nothing: there are no free blocks to keep.
#[unsafe(no_mangle)]
extern "C" fn opa_heap_blocks_stash() {}

/// Nothing: there are no free blocks to keep.
#[unsafe(no_mangle)]
extern "C" fn opa_heap_blocks_restore() {}

/// Nothing: there are no free blocks to keep.
#[unsafe(no_mangle)]
extern "C" fn opa_heap_stash_clear() {}

/// The value in a text of the host's. It is read where it stands.
#[unsafe(no_mangle)]
extern "C" fn opa_json_parse(text: usize, len: usize) -> usize {
    begin();
    let made = value(text, len);
    MADE.store(made, Relaxed);
    made
}

/// The value in a text of the host's. It is read where it stands.
#[unsafe(no_mangle)]
extern "C" fn opa_value_parse(text: usize, len: usize) -> usize {
    opa_json_parse(text, len)
}

/// The text of a value, with a zero behind it.
#[unsafe(no_mangle)]
extern "C" fn opa_json_dump(value: usize) -> usize {
    let text = text_of(value);
    terminated(if text.is_empty() { b"null" } else { text })
}

/// The text of a value, with a zero behind it.
#[unsafe(no_mangle)]
extern "C" fn opa_value_dump(value: usize) -> usize {
    opa_json_dump(value)
}

/// Puts a value into a document at a path.
#[unsafe(no_mangle)]
extern "C" fn opa_value_add_path(document: usize, path: usize, value: usize) -> usize {
    change(document, path, Some(text_of(value)))
}

/// Takes what is at a path out of a document.
#[unsafe(no_mangle)]
extern "C" fn opa_value_remove_path(document: usize, path: usize) -> usize {
    change(document, path, None)
}

fn change(document: usize, path: usize, new: Option<&[u8]>) -> usize {
    MADE.store(0, Relaxed);
    if document == 0 {
        return 1;
    }
    let changed = match at_path(text_of(document), text_of(path), new) {
        Ok(Some(changed)) => changed,
        Ok(None) => return 0,
        Err(fault) => return fault.number(),
    };
    // Behind the document only what led to this change was allocated: the new text takes its place, so that a document
    // that changes often does not fill the memory.
    let place = document + size_of::<Cell>();
    let from = changed.as_ptr();
    let len = changed.len();
    core::mem::forget(changed);
    if !heap::reserve(place, len.max(heap::position().saturating_sub(place))) {
        out_of_memory();
    }
    // SAFETY: there is room for the text, which may overlap with its new place, and the cell is the host's document.
    unsafe {
        copy(from, with_exposed_provenance_mut(place), len);
        with_exposed_provenance_mut::<Cell>(document).write(Cell::new(place, len));
    }
    heap::rewind((place + len).next_multiple_of(size_of::<Cell>()));
    MADE.store(document, Relaxed);
    0
}

/// The functions of the host's that are used: none.
#[unsafe(no_mangle)]
extern "C" fn builtins() -> usize {
    begin();
    own("{}")
}

/// The rules with their numbers.
#[unsafe(no_mangle)]
extern "C" fn entrypoints() -> usize {
    begin();
    own(Entrypoint::TABLE)
}

/// One evaluation; the answer's text, with a zero behind it.
#[unsafe(no_mangle)]
extern "C" fn opa_eval(
    _reserved: usize,
    entrypoint: u32,
    data: usize,
    input: usize,
    len: usize,
    heap: usize,
    format: u32,
) -> usize {
    begin();
    MADE.store(0, Relaxed);
    heap::rewind(heap);
    let form = if format == 1 { Form::Rego } else { Form::Json };
    terminated(evaluate(entrypoint, form, text(input, len), data).as_bytes())
}

/// What an evaluation is about, to be filled.
#[unsafe(no_mangle)]
extern "C" fn opa_eval_ctx_new() -> usize {
    begin();
    let context = allocate(size_of::<Context>());
    let empty = Context { entrypoint: 0, data: 0, input: 0, result: 0 };
    // SAFETY: the block is large enough, aligned, and belongs to this module.
    unsafe { with_exposed_provenance_mut::<Context>(context).write(empty) };
    context
}

/// What `opa_eval_ctx_new` made.
fn context<'a>(context: usize) -> &'a mut Context {
    // SAFETY: the host hands back what it got, and one call at a time has it.
    unsafe { &mut *with_exposed_provenance_mut::<Context>(context) }
}

/// Says which input.
#[unsafe(no_mangle)]
extern "C" fn opa_eval_ctx_set_input(it: usize, input: usize) {
    context(it).input = input;
}

/// Says which data.
#[unsafe(no_mangle)]
extern "C" fn opa_eval_ctx_set_data(it: usize, data: usize) {
    context(it).data = data;
}

/// Says which rule.
#[unsafe(no_mangle)]
extern "C" fn opa_eval_ctx_set_entrypoint(it: usize, entrypoint: u32) {
    context(it).entrypoint = entrypoint;
}

/// The answer, as a value.
#[unsafe(no_mangle)]
extern "C" fn opa_eval_ctx_get_result(it: usize) -> usize {
    context(it).result
}

/// One evaluation in its first form.
#[unsafe(no_mangle)]
extern "C" fn eval(it: usize) -> u32 {
    let context = context(it);
    let answer = evaluate(context.entrypoint, Form::Json, text_of(context.input), context.data);
    context.result = own(&answer);
    0
}
