//! JSON Schema as far as the door needs it: records, choices, unions, and unions distinguished by a tag.

use anyhow::{Context as _, Result, bail};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Every named type, by name.
#[derive(Debug, Default)]
pub(crate) struct Definitions(pub(crate) BTreeMap<String, Definition>);

/// A named type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Definition {
    pub(crate) docs: String,
    pub(crate) form: Form,
}

/// What a named type is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Form {
    /// Another name for this type.
    Alias(Shape),
    /// An object with these fields.
    Record(Vec<Field>),
    /// One of these texts.
    Choice(Vec<String>),
    /// One of these types.
    Union(Vec<Shape>),
    /// One of these records, which the field `tag` tells apart.
    Tagged { tag: String, variants: Vec<Variant> },
}

/// One record of a tagged union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) docs: String,
    /// The record whose fields it has too.
    pub(crate) base: Option<String>,
    pub(crate) fields: Vec<Field>,
}

/// A field of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) shape: Shape,
    pub(crate) required: bool,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Whole,
    Number,
    Bool,
    Named(String),
    List(Box<Shape>),
    Nullable(Box<Shape>),
}

impl Definitions {
    /// Adds the types of a schema.
    pub(crate) fn add(&mut self, schema: &Value) -> Result<()> {
        let title = schema.get("title").and_then(Value::as_str).context("a schema has a title")?;
        self.define(title, schema)?;
        for (name, definition) in schema.get("$defs").and_then(Value::as_object).into_iter().flatten() {
            self.define(name, definition)?;
        }
        Ok(())
    }

    fn define(&mut self, name: &str, schema: &Value) -> Result<()> {
        let definition = definition(schema).with_context(|| format!("type {name}"))?;
        // Versions are in the report; names of hosts do without.
        let name = bare(name);
        if let Some(known) = self.0.insert(name.clone(), definition.clone())
            && known != definition
        {
            bail!("{name} is two types");
        }
        Ok(())
    }
}

fn bare(name: &str) -> String {
    name.strip_suffix("V1").unwrap_or(name).to_owned()
}

fn definition(schema: &Value) -> Result<Definition> {
    let docs = docs(schema);
    let alternatives = schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array);
    let form = match alternatives {
        None if schema.get("enum").is_some() => Form::Choice(texts(schema.get("enum"))),
        None if schema.get("type").and_then(Value::as_str) != Some("object") => Form::Alias(shape(schema)?),
        None => Form::Record(fields(schema)?),
        Some(all) if all.iter().all(|it| it.get("type").and_then(Value::as_str) == Some("string")) => {
            Form::Choice(all.iter().flat_map(choices).collect())
        }
        Some(all) => match all.first().and_then(tag) {
            Some(tag) => {
                Form::Tagged { variants: all.iter().map(|it| variant(it, &tag)).collect::<Result<_>>()?, tag }
            }
            None => Form::Union(all.iter().map(shape).collect::<Result<_>>()?),
        },
    };
    Ok(Definition { docs, form })
}

fn choices(schema: &Value) -> Vec<String> {
    match schema.get("const").and_then(Value::as_str) {
        Some(only) => vec![only.to_owned()],
        None => texts(schema.get("enum")),
    }
}

fn texts(list: Option<&Value>) -> Vec<String> {
    let items = list.and_then(Value::as_array).into_iter().flatten();
    items.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The field that has one fixed text.
fn tag(schema: &Value) -> Option<String> {
    let properties = schema.get("properties")?.as_object()?;
    properties.iter().find(|(_, it)| it.get("const").is_some()).map(|(name, _)| name.clone())
}

fn variant(schema: &Value, tag: &str) -> Result<Variant> {
    let name = schema.pointer(&format!("/properties/{tag}/const")).and_then(Value::as_str);
    let mut fields = fields(schema)?;
    fields.retain(|it| it.name != tag);
    Ok(Variant {
        name: name.context("a variant has a tag")?.to_owned(),
        docs: docs(schema),
        base: schema.get("$ref").and_then(Value::as_str).map(referred).transpose()?,
        fields,
    })
}

fn fields(schema: &Value) -> Result<Vec<Field>> {
    let required = texts(schema.get("required"));
    let none = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let field = |(name, it): (&String, &Value)| {
        let shape = if it.get("const").is_some() { Ok(Shape::Text) } else { shape(it) };
        let shape = shape.with_context(|| format!("field {name}"))?;
        Ok(Field { name: name.clone(), docs: docs(it), shape, required: required.contains(name) })
    };
    properties.iter().map(field).collect()
}

fn shape(schema: &Value) -> Result<Shape> {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        return referred(reference).map(Shape::Named);
    }
    if let Some([one, other]) = schema.get("anyOf").and_then(Value::as_array).map(Vec::as_slice)
        && other.get("type").and_then(Value::as_str) == Some("null")
    {
        return Ok(Shape::Nullable(Box::new(shape(one)?)));
    }
    match schema.get("type") {
        Some(Value::String(name)) => simple(name, schema),
        Some(Value::Array(names)) => {
            match names.iter().filter_map(Value::as_str).collect::<Vec<_>>().as_slice() {
                [name, "null"] => Ok(Shape::Nullable(Box::new(simple(name, schema)?))),
                other => bail!("no type is made of {other:?}"),
            }
        }
        _ => bail!("no type is made of {schema}"),
    }
}

fn simple(name: &str, schema: &Value) -> Result<Shape> {
    match name {
        "string" => Ok(Shape::Text),
        "integer" => Ok(Shape::Whole),
        "number" => Ok(Shape::Number),
        "boolean" => Ok(Shape::Bool),
        "array" => Ok(Shape::List(Box::new(shape(schema.get("items").context("a list has items")?)?))),
        other => bail!("no type is made of `{other}`"),
    }
}

fn referred(reference: &str) -> Result<String> {
    Ok(bare(reference.strip_prefix("#/$defs/").context("references stay within the schema")?))
}

fn docs(schema: &Value) -> String {
    schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned()
}
