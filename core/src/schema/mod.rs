//! What the API server knows of each kind, and how it judges an object on create: unknown fields, types, defaults,
//! limits, then CEL, in its order.

#[expect(dead_code, reason = "the writer's half: `schema-gen` includes this file")]
pub(crate) mod layout;
pub mod table;
pub mod view;
