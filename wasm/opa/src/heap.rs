//! Memory as OPA's hosts manage it: a pointer that they read, set back after each evaluation, and write behind. So an
//! allocation moves the pointer, and freeing gives back the last allocation only. What lives longer than an evaluation
//! has to be there before the host reads the pointer: for the first time, see [`crate::warm_up`], and again once it handed
//! over data, see [`crate::Kept`].
#![expect(unsafe_code, reason = "this is the allocator")]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::ptr::{copy_nonoverlapping, null_mut, with_exposed_provenance_mut};
use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The bytes of a page.
const PAGE: usize = 65536;
/// The alignment of what hosts allocate.
const ALIGNMENT: usize = 8;

unsafe extern "C" {
    /// Where the linker's data ends.
    static __heap_base: u8;
}

/// The first free byte; 0 before the first use.
static HEAP: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Bump = Bump;

struct Bump;

/// The first free byte.
pub(crate) fn position() -> usize {
    match HEAP.load(Relaxed) {
        0 => (&raw const __heap_base).addr().next_multiple_of(ALIGNMENT),
        heap => heap,
    }
}

/// Makes `position` the first free byte.
pub(crate) fn rewind(position: usize) {
    HEAP.store(position, Relaxed);
}

/// `size` bytes from `position` on, as what is allocated last; whether there is memory for them.
pub(crate) fn reserve(position: usize, size: usize) -> bool {
    let Some(end) = position.checked_add(size) else { return false };
    let have = memory_size(0) * PAGE;
    if let Some(missing) = end.checked_sub(have).filter(|it| *it > 0) {
        let pages = missing.div_ceil(PAGE);
        // In doubling steps, or what is needed where there is no more.
        let more = pages.max(have / PAGE);
        if memory_grow(0, more) == usize::MAX && memory_grow(0, pages) == usize::MAX {
            return false;
        }
    }
    rewind(end);
    true
}

/// Bytes for the host.
pub(crate) fn bytes(size: usize) -> *mut u8 {
    let from = position().next_multiple_of(ALIGNMENT);
    if reserve(from, size) { with_exposed_provenance_mut(from) } else { null_mut() }
}

// SAFETY: a block lies between the pointer before and after its allocation, inside of the memory, and nothing else does.
unsafe impl GlobalAlloc for Bump {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let from = position().next_multiple_of(layout.align());
        if reserve(from, layout.size()) { with_exposed_provenance_mut(from) } else { null_mut() }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if block.addr() + layout.size() == position() {
            rewind(block.addr());
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // The last block grows where it is.
        if block.addr() + layout.size() == position() {
            return if reserve(block.addr(), size) { block } else { null_mut() };
        }
        // SAFETY: the caller's layout is valid, and the new block is another one.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                copy_nonoverlapping(block, new, layout.size().min(size));
            }
            new
        }
    }
}
