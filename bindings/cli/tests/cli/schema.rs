//! As much of JSON Schema as the SARIF schema uses; a keyword that is not known here fails the test.

use serde_json::Value;

/// Adds to `errors` where `value` does not fit `schema`; `root` is what references start from.
pub(crate) fn validate(root: &Value, schema: &Value, value: &Value, at: &str, errors: &mut Vec<String>) {
    let keywords = schema.as_object().unwrap_or_else(|| panic!("{at}: no schema: {schema}"));
    for (keyword, wanted) in keywords {
        let fits = match keyword.as_str() {
            "$schema" | "$id" | "id" | "title" | "description" | "default" | "definitions" | "format" => true,
            "$ref" => {
                let pointer = wanted.as_str().unwrap().strip_prefix('#').unwrap();
                let target = root.pointer(pointer).unwrap_or_else(|| panic!("{pointer} is not there"));
                validate(root, target, value, at, errors);
                true
            }
            "type" => kind_fits(wanted, value),
            "enum" => wanted.as_array().unwrap().contains(value),
            "required" => {
                let names = wanted.as_array().unwrap();
                !value.is_object() || names.iter().all(|it| value.get(it.as_str().unwrap()).is_some())
            }
            "properties" | "additionalProperties" => {
                members(root, schema, value, at, errors, keyword);
                true
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    validate(root, wanted, item, &format!("{at}/{index}"), errors);
                }
                true
            }
            "minItems" => value.as_array().is_none_or(|it| it.len() as u64 >= wanted.as_u64().unwrap()),
            "uniqueItems" => value
                .as_array()
                .is_none_or(|all| all.iter().enumerate().all(|(index, it)| !all[..index].contains(it))),
            "minimum" => value.as_f64().is_none_or(|it| it >= wanted.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|it| it <= wanted.as_f64().unwrap()),
            "anyOf" => wanted.as_array().unwrap().iter().any(|it| fits(root, it, value)),
            "oneOf" => wanted.as_array().unwrap().iter().filter(|it| fits(root, it, value)).count() == 1,
            // The patterns are those of GUIDs and language tags, of which we write none.
            "pattern" => panic!("{at}: {value} is to match {wanted}, which nothing here can tell"),
            other => panic!("{at}: the keyword `{other}` is not known here"),
        };
        if !fits {
            errors.push(format!("{at}: {value} does not fit {keyword} {wanted}"));
        }
    }
}

fn fits(root: &Value, schema: &Value, value: &Value) -> bool {
    let mut errors = Vec::new();
    validate(root, schema, value, "", &mut errors);
    errors.is_empty()
}

fn kind_fits(wanted: &Value, value: &Value) -> bool {
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("the type `{other}` is not known here"),
    };
    match wanted {
        Value::Array(kinds) => kinds.iter().any(|it| is(it.as_str().unwrap())),
        kind => is(kind.as_str().unwrap()),
    }
}

fn members(root: &Value, schema: &Value, value: &Value, at: &str, errors: &mut Vec<String>, keyword: &str) {
    let known = &schema["properties"];
    for (name, member) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        match (keyword, known.get(name), &schema["additionalProperties"]) {
            ("properties", Some(schema), _) => validate(root, schema, member, &at, errors),
            ("additionalProperties", None, Value::Bool(false)) => errors.push(format!("{at} is not known")),
            ("additionalProperties", None, schema @ Value::Object(_)) => {
                validate(root, schema, member, &at, errors);
            }
            _ => {}
        }
    }
}
