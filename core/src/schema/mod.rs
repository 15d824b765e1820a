//! What the API server knows of each kind, and how it judges an object on create: unknown fields, types, defaults,
//! limits, then CEL, in its order.

#[expect(dead_code, reason = "the half of the format that only `schema-gen` and `cel` use")]
pub(crate) mod layout;
pub mod table;
pub mod view;
